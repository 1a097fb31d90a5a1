import type { Platform } from '../../../platform/platform.ts';
import { identifyAtDoor } from '../../biometrics/index.ts';
import { askAtKiosk } from './ask-at-kiosk.ts';
import { checkInAtKiosk } from './check-in-at-kiosk.ts';
import { forgetDoorChallenges } from './door-challenges.store.ts';
import { giveCapsules } from './offline/give-capsules.ts';
import { syncRecords } from './offline/sync-records.ts';

const HOUR_MS = 3_600_000;

/** What a paired device does for the people in front of it. */
export const kioskCheckInRoutes = ({ db, router, job, clock }: Platform): void => {
  router.on('kioskCheckIn', ({ body, files, viewer, now }) =>
    checkInAtKiosk({
      db,
      identify: identifyAtDoor,
      request: { ...body, kioskId: viewer.personId, frames: files, now },
    }),
  );

  router.on('askAtKiosk', ({ viewer, now }) => askAtKiosk(db, { kioskId: viewer.personId, now }));

  router.on('kioskCapsules', ({ body, viewer, now }) =>
    giveCapsules(db, { ...body, pairingId: viewer.signInSessionId, kioskId: viewer.personId, now }),
  );

  router.on('syncKiosk', ({ body, viewer, now }) => syncRecords(db, { ...body, kioskId: viewer.personId, now }));

  job({ name: 'forget turns kiosks asked for', everyMs: HOUR_MS, run: () => forgetDoorChallenges(db, clock()) });
};
