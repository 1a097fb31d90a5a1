import { request as requestPlain } from 'node:http';
import { request as requestSecure } from 'node:https';
import { isIP } from 'node:net';
import type { ProviderFinding } from '@smart-presence/contract';
import type { CustomFetch } from 'openid-client';
import { judgedLookup } from '../../../platform/outbound/index.ts';

type FaultCode = ProviderFinding['code'];

/** Why a provider could not be asked, in the words of the contract's findings. */
export class ProviderFault extends Error {
  readonly code: FaultCode;
  readonly value: string;

  constructor(code: FaultCode, value: string, cause?: unknown) {
    super(`${code}: ${value}`, { cause });
    this.code = code;
    this.value = value;
  }
}

const TIME_MS = 5000;
/** Discovery documents and key sets take a few kB; somebody in very many groups a little more. */
const MAX_BYTES = 512_000;

export interface Bounds {
  mayReach: (address: string) => boolean;
  timeMs?: number;
}

/**
 * Fetches from a provider: from addresses that may be reached alone (judged after the name is resolved, and the
 * connection goes to what was judged), by https or to loopback, without following redirects, within five seconds and
 * half a megabyte. @throws ProviderFault.
 */
export const boundedFetch =
  ({ mayReach, timeMs = TIME_MS }: Bounds): CustomFetch =>
  async (address, { method, headers, body, signal }) => {
    const url = new URL(address);
    const host = url.hostname.replace(/^\[|\]$/g, '');
    if (!isSafeTransport(url)) throw new ProviderFault('not_https', url.origin);
    if (isIP(host) !== 0 && !mayReach(host)) throw new ProviderFault('address_refused', host);
    const late = AbortSignal.timeout(timeMs);
    const within = signal ? AbortSignal.any([signal, late]) : late;
    const send = url.protocol === 'https:' ? requestSecure : requestPlain;
    const content = body === undefined || body === null ? undefined : Buffer.from(await new Response(body).bytes());
    return new Promise<Response>((done, fail) => {
      const refuse = (error: unknown) => fail(faultOf(error, { url, isLate: within.aborted }));
      const request = send(
        url,
        {
          method,
          headers: {
            ...Object.fromEntries(new Headers(headers)),
            'accept-encoding': 'identity',
            ...(content ? { 'content-length': content.byteLength } : {}),
          },
          agent: false,
          signal: within,
          lookup: judgedLookup({ mayReach, refuse: (at) => new ProviderFault('address_refused', at) }),
        },
        (response) => {
          const status = response.statusCode ?? 502;
          const parts: Buffer[] = [];
          let bytes = 0;
          response.on('data', (part: Buffer) => {
            bytes += part.byteLength;
            if (bytes > MAX_BYTES) request.destroy(new ProviderFault('too_large', url.origin));
            else parts.push(part);
          });
          response.on('error', refuse);
          response.on('end', () => {
            if (status >= 300 && status < 400) return refuse(new ProviderFault('redirected', url.origin));
            const isEmpty = status === 204 || status === 205;
            const kept = new Headers();
            for (const name of ['content-type', 'www-authenticate', 'cache-control'])
              if (response.headers[name] !== undefined) kept.set(name, String(response.headers[name]));
            done(new Response(isEmpty ? null : Buffer.concat(parts), { status, headers: kept }));
          });
        },
      );
      request.on('error', refuse);
      request.end(content);
    });
  };

/** https, or plain http that never leaves this machine. */
export const isSafeTransport = ({ protocol, hostname }: URL): boolean =>
  protocol === 'https:' || (protocol === 'http:' && /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname));

const faultOf = (error: unknown, { url, isLate }: { url: URL; isLate: boolean }): ProviderFault => {
  if (error instanceof ProviderFault) return error;
  const code = (error as NodeJS.ErrnoException).code ?? '';
  if (isLate) return new ProviderFault('too_slow', url.origin, error);
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return new ProviderFault('name_unknown', url.hostname, error);
  if (/CERT|SELF_SIGNED|UNABLE_TO|ERR_TLS|SSL/.test(code)) return new ProviderFault('certificate', code, error);
  return new ProviderFault('unreachable', url.origin, error);
};

/** The fault somewhere among an error's causes. */
export const faultIn = (error: unknown): ProviderFault | undefined => {
  for (let at = error; at instanceof Error; at = at.cause) if (at instanceof ProviderFault) return at;
  return undefined;
};
