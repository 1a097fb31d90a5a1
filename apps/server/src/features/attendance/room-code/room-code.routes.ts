import type { Platform } from '../../../platform/platform.ts';
import { checkInByCode } from './check-in-by-code.ts';
import { roomCodeKeys } from './keys.ts';
import { presentRoomCode } from './present-room-code.ts';
import { showRoomCode } from './show-room-code.ts';

/** The code on the projector: shown to staff, entered by students. */
export const roomCodeRoutes = ({ db, router, secrets }: Platform): void => {
  const keys = roomCodeKeys(secrets.signing);

  router.on('showRoomCode', ({ params, viewer, now }) => showRoomCode({ db, keys, sessionId: params.id, viewer, now }));

  router.on('presentRoomCode', ({ params, body, viewer, now, request }) =>
    presentRoomCode({ db, keys, sessionId: params.id, code: body.code, viewer, address: request.ip, now }),
  );

  router.on('checkInByCode', ({ params, body, viewer, now, request }) =>
    checkInByCode({ db, keys, request: { ...body, sessionId: params.id, viewer, address: request.ip, now } }),
  );
};
