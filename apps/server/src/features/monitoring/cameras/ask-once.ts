import { type IncomingMessage, request as requestPlain } from 'node:http';
import { request as requestSecure } from 'node:https';
import { judgedLookup, type Resolve } from '../../../platform/outbound/index.ts';
import { CameraFaulted } from './camera-faulted.ts';
import { type CameraReach, hostOf } from './camera-reach.ts';
import { looksLikePicture, SNIFF_BYTES } from './looks-like-picture.ts';

/** What a camera said to one request. */
export type Answer =
  | { kind: 'picture'; bytes: Buffer }
  | { kind: 'redirect'; location: string | undefined }
  | { kind: 'password'; challenges: readonly string[] };

export interface OneRequest {
  /** Judged already, as far as it goes without resolving its name. */
  url: URL;
  authorization: string | undefined;
  reach: CameraReach;
  limits: { connectMs: number; answerMs: number; maxBytes: number };
  /** Of the whole look. */
  signal: AbortSignal;
  resolve: Resolve | undefined;
}

/** Asks for a picture once, on a connection of its own that ends with the answer. @throws CameraFaulted and errors of the connection. */
export const askOnce = ({ url, authorization, reach, limits, signal, resolve }: OneRequest): Promise<Answer> =>
  new Promise((done, fail) => {
    const isTls = url.protocol === 'https:';
    const send = isTls ? requestSecure : requestPlain;
    const request = send(url, {
      method: 'GET',
      headers: {
        accept: 'image/jpeg, image/png, image/webp',
        // Nothing is unpacked: a small answer must not become a large one.
        'accept-encoding': 'identity',
        'user-agent': 'Smart Presence',
        connection: 'close',
        ...(authorization === undefined ? {} : { authorization }),
      },
      agent: false,
      signal,
      lookup: judgedLookup({
        mayReach: reach.mayReach(hostOf(url)),
        refuse: () => new CameraFaulted('not_allowed'),
        ...(resolve ? { resolve } : {}),
      }),
    });
    const patience = patienceOf(request, limits, isTls ? 'secureConnect' : 'connect');
    const settle = (work: () => void): void => {
      patience.end();
      work();
    };
    request.on('error', (error) => settle(() => fail(error)));
    request.on('response', (response) => {
      patience.end();
      const told = answerOf(response);
      if (told) {
        done(told);
        request.destroy();
        return;
      }
      readPicture(response, limits.maxBytes).then(
        (bytes) => {
          done({ kind: 'picture', bytes });
          request.destroy();
        },
        (error: unknown) => {
          fail(error);
          request.destroy();
        },
      );
    });
    request.end();
  });

/** Ends a request that does not connect, or does not begin to answer, in time. */
const patienceOf = (
  request: ReturnType<typeof requestPlain>,
  { connectMs, answerMs }: OneRequest['limits'],
  connected: 'connect' | 'secureConnect',
) => {
  const giveUp = () => request.destroy(new CameraFaulted('too_slow'));
  let timer = setTimeout(giveUp, connectMs);
  request.once('socket', (socket) =>
    socket.once(connected, () => {
      clearTimeout(timer);
      timer = setTimeout(giveUp, answerMs);
    }),
  );
  return { end: () => clearTimeout(timer) };
};

/** What its first lines say already; undefined: a picture may follow. */
const answerOf = (response: IncomingMessage): Answer | undefined => {
  const { statusCode: status = 0, headers, headersDistinct } = response;
  if ([301, 302, 303, 307, 308].includes(status)) return { kind: 'redirect', location: headers.location };
  if (status === 401) return { kind: 'password', challenges: headersDistinct['www-authenticate'] ?? [] };
  return undefined;
};

const readPicture = (response: IncomingMessage, maxBytes: number): Promise<Buffer> =>
  new Promise((done, fail) => {
    const { statusCode: status, headers } = response;
    const refuse = (code: CameraFaulted['code']) => {
      fail(new CameraFaulted(code));
      response.destroy();
    };
    if (status === 403) return refuse('password_refused');
    if (status !== 200) return refuse('bad_answer');
    const encoding = headers['content-encoding'];
    if (encoding !== undefined && encoding.toLowerCase() !== 'identity') return refuse('encoded');
    if (Number(headers['content-length']) > maxBytes) return refuse('too_large');
    const parts: Buffer[] = [];
    let bytes = 0;
    let isKnown = false;
    response.on('data', (part: Buffer) => {
      bytes += part.byteLength;
      if (bytes > maxBytes) return refuse('too_large');
      parts.push(part);
      if (isKnown || bytes < SNIFF_BYTES) return;
      isKnown = true;
      // As soon as it can be told: a video or a page is not read to its end.
      if (!looksLikePicture(Buffer.concat(parts, SNIFF_BYTES))) refuse('not_a_picture');
    });
    response.on('error', fail);
    response.on('end', () => (isKnown ? done(Buffer.concat(parts)) : refuse('not_a_picture')));
  });
