import { audited } from '../../../platform/audit/index.ts';
import { fail } from '../../../platform/http/index.ts';
import type { Platform } from '../../../platform/platform.ts';
import { devicesOf, removeDevice, toCheckInDevice } from './devices.store.ts';

/** Students see the devices they have checked in with, and have the server forget them. */
export const deviceRoutes = ({ db, router }: Platform): void => {
  router.on('myDevices', async ({ viewer }) =>
    (await devicesOf(db, viewer.personId)).filter((device) => device.removedAt === null).map(toCheckInDevice),
  );

  router.on('removeMyDevice', async ({ params, viewer, now }) => {
    const { id } = params;
    const { personId } = viewer;
    await audited(db, {
      work: async (trx) => (await removeDevice(trx, { id, personId, now })) || fail('not_found'),
      entry: () => ({
        action: 'device.removed',
        at: now,
        actorId: personId,
        subject: { kind: 'device', id },
        personId,
      }),
    });
    return { ok: true as const };
  });
};
