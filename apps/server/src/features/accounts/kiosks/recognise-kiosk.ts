import type { FastifyRequest } from 'fastify';
import { fail } from '../../../platform/http/index.ts';
import type { Platform } from '../../../platform/platform.ts';
import { networkOf } from '../network-of.ts';
import type { DevicePurpose } from '../permissions.ts';
import { kioskCookie } from './kiosk-cookie.ts';
import { findKioskSession, noteKioskSeen } from './kiosk-session.store.ts';

export interface KioskRecogniser {
  /**
   * Makes the paired device the viewer of this request. For routes of devices alone. @throws AppError `forbidden` for a device that
   * is somewhere else.
   */
  recognise(request: FastifyRequest, purposes: readonly DevicePurpose[]): Promise<void>;
  /** Whether the request comes from a paired device, without making it the viewer. */
  isKiosk(request: FastifyRequest): Promise<boolean>;
}

export const kioskRecogniser = ({ config, db, clock, log }: Platform): KioskRecogniser => {
  const cookie = kioskCookie(config);
  const find = async (request: FastifyRequest, now: number) => {
    const token = cookie.read(request);
    return token ? findKioskSession(db, token, now) : undefined;
  };
  return {
    recognise: async (request, purposes) => {
      const now = clock();
      const session = await find(request, now);
      if (!session) return;
      if (!purposes.includes(session.purpose)) fail('forbidden');
      request.viewer = session.viewer;
      request.csrfToken = session.csrfToken;
      await noteKioskSeen(db, { session, network: networkOf(request.ip), now }).catch((err: unknown) =>
        log.warn({ err }, 'last use of a kiosk not noted'),
      );
    },
    isKiosk: async (request) => (await find(request, clock())) !== undefined,
  };
};
