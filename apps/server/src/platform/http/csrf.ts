import { randomBytes } from 'node:crypto';
import { isMultipart, type RouteSpec, routes } from '@smart-presence/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { deriveKey, equalText, sign } from '../crypto/index.ts';
import { fail } from './app-error.ts';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

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

/** Why: another page tried. A token that is wrong or old may be a page of ours that was left open. */
export const FOREIGN_ORIGIN = 'foreign origin';

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
      if (!isOwnOrigin(request, publicUrl)) fail('csrf_failed', { cause: FOREIGN_ORIGIN });
      if (!isExpectedType(request)) fail('unsupported_media_type');
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

/** The one content type the route reads, or none at all: no form of another page passes for a request of ours. */
const isExpectedType = (request: FastifyRequest): boolean => {
  const given = request.headers['content-type'];
  if (given === undefined) return true;
  const name = request.routeOptions.config?.routeName;
  const spec: RouteSpec | undefined = name && routes[name];
  const expected = isMultipart(spec?.body) ? 'multipart/form-data' : 'application/json';
  return given.split(';', 1)[0]?.trim().toLowerCase() === expected;
};
