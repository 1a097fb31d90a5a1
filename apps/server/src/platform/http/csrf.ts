import { randomBytes } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { deriveKey, equalText, sign } from '../crypto/index.ts';
import { fail } from './app-error.ts';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);
const ACCEPTED_TYPES = ['application/json', 'multipart/form-data'];

export interface Csrf {
  /** Refuses unsafe requests that do not prove they come from our own pages. Runs after the viewer is known. */
  check(request: FastifyRequest): void;
  /** What `x-csrf-token` must say for this browser; gives a visitor cookie to one that has nothing yet. */
  tokenFor(request: FastifyRequest, reply: FastifyReply): string;
}

export interface CsrfOptions {
  signing: Buffer;
  publicUrl: string | undefined;
  isSecure: boolean;
}

/**
 * Two locks on every unsafe request: its Origin (when the browser sends one) is ours, and it carries a token bound to
 * the sign-in session or, before sign-in, to a random visitor cookie (signed double submit).
 */
export const createCsrf = ({ signing, publicUrl, isSecure }: CsrfOptions): Csrf => {
  const key = deriveKey(signing, 'csrf');
  // The prefix keeps a neighbouring subdomain from planting a cookie whose token it knows.
  const visitorCookie = isSecure ? '__Host-sp_visitor' : 'sp_visitor';
  const expected = (request: FastifyRequest): string | undefined => {
    if (request.viewer) return request.csrfToken ?? undefined;
    const visitor = request.cookies[visitorCookie];
    return visitor ? sign(key, visitor) : undefined;
  };
  return {
    check: (request) => {
      if (SAFE_METHODS.has(request.method)) return;
      if (!isOwnOrigin(request, publicUrl)) fail('csrf_failed');
      const type = request.headers['content-type'];
      if (type !== undefined && !ACCEPTED_TYPES.some((accepted) => type.startsWith(accepted)))
        fail('unsupported_media_type');
      const given = request.headers['x-csrf-token'];
      const wanted = expected(request);
      if (typeof given !== 'string' || wanted === undefined || !equalText(given, wanted)) fail('csrf_failed');
    },
    tokenFor: (request, reply) => {
      const known = expected(request);
      if (known !== undefined) return known;
      const visitor = randomBytes(16).toString('base64url');
      void reply.setCookie(visitorCookie, visitor, { path: '/', httpOnly: true, sameSite: 'lax', secure: isSecure });
      return sign(key, visitor);
    },
  };
};

/** Browsers name the page a request comes from; programs without a browser send neither header and rely on the token. */
const isOwnOrigin = (request: FastifyRequest, publicUrl: string | undefined): boolean => {
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false;
  const origin = request.headers.origin;
  if (origin === undefined) return true;
  return (
    origin === (publicUrl ?? `${request.protocol}://${request.host}`) ||
    origin === `${request.protocol}://${request.host}`
  );
};
