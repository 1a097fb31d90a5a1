import type { Config } from '../../../platform/config/config.ts';
import { isSecure, type SessionCookie } from '../session-cookie.ts';

/**
 * The cookie of a paired device. Another name than people's, read by kiosk routes alone: whoever signs in in the same
 * browser does not become the kiosk, nor the kiosk them. Strict: nobody follows a link to a kiosk.
 */
export const kioskCookie = (config: Config): SessionCookie => {
  const secure = isSecure(config);
  const name = secure ? '__Host-sp_kiosk' : 'sp_kiosk';
  const shape = { path: '/', httpOnly: true, sameSite: 'strict', secure } as const;
  return {
    name,
    read: (request) => request.cookies[name],
    give: (reply, token, expiresAt) => void reply.setCookie(name, token, { ...shape, expires: new Date(expiresAt) }),
    clear: (reply) => void reply.clearCookie(name, shape),
  };
};
