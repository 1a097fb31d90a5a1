import { randomBytes } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../../../platform/config/config.ts';
import { deriveKey, equalText, sign } from '../../../platform/crypto/index.ts';
import { isSecure } from '../session-cookie.ts';
import { ATTEMPT_MS } from './attempt.store.ts';

/** Marks the browser that went to a provider, so that no other can come back in its place. */
export interface BrowserCookie {
  read(request: FastifyRequest): string | undefined;
  /** The mark of this browser; a second attempt in another tab shares it. */
  give(request: FastifyRequest, reply: FastifyReply): string;
}

export const browserCookie = (config: Config, signing: Buffer): BrowserCookie => {
  const key = deriveKey(signing, 'single-sign-on-browser');
  const secure = isSecure(config);
  const name = secure ? '__Host-sp_sso' : 'sp_sso';
  const read: BrowserCookie['read'] = (request) => {
    const [mark = '', proof = ''] = (request.cookies[name] ?? '').split('.');
    return /^[\w-]{22}$/.test(mark) && equalText(proof, sign(key, mark)) ? mark : undefined;
  };
  return {
    read,
    give: (request, reply) => {
      const mark = read(request) ?? randomBytes(16).toString('base64url');
      void reply.setCookie(name, `${mark}.${sign(key, mark)}`, {
        path: '/',
        httpOnly: true,
        sameSite: 'lax',
        secure,
        maxAge: ATTEMPT_MS / 1000,
      });
      return mark;
    },
  };
};
