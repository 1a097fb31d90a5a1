import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../../platform/config/config.ts';

export interface SessionCookie {
  name: string;
  read(request: FastifyRequest): string | undefined;
  /** @param expiresAt milliseconds UTC. */
  give(reply: FastifyReply, token: string, expiresAt: number): void;
  clear(reply: FastifyReply): void;
}

/** People reach us by https: cookies are Secure and bound to this very host by their `__Host-` name. */
export const isSecure = (config: Config): boolean => config.publicUrl?.startsWith('https:') ?? false;

export const sessionCookie = (config: Config): SessionCookie => {
  const secure = isSecure(config);
  const name = secure ? '__Host-sp_session' : 'sp_session';
  const shape = { path: '/', httpOnly: true, sameSite: 'lax', secure } as const;
  return {
    name,
    read: (request) => request.cookies[name],
    give: (reply, token, expiresAt) => void reply.setCookie(name, token, { ...shape, expires: new Date(expiresAt) }),
    clear: (reply) => void reply.clearCookie(name, shape),
  };
};
