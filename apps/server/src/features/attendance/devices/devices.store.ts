import type { CheckInDevice } from '@smart-presence/contract';
import type { Selectable } from 'kysely';
import { type Db, newId, type Schema, type Trx } from '../../../platform/db/index.ts';
import { fingerprintOf, type ProvenDevice } from './device-key.ts';

type DeviceRow = Selectable<Schema['checkInDevice']>;

/** Every device of a student, also removed ones. */
export const devicesOf = (db: Db, personId: string): Promise<DeviceRow[]> =>
  db
    .selectFrom('checkInDevice')
    .selectAll()
    .where('personId', '=', personId)
    .orderBy('lastUsedAt', 'desc')
    .orderBy('id')
    .execute();

export const toCheckInDevice = ({ id, label, knownSince, lastUsedAt, thumbprint }: DeviceRow): CheckInDevice => ({
  id,
  label,
  knownSince,
  lastUsedAt,
  fingerprint: fingerprintOf(thumbprint),
});

export interface DeviceUse {
  device: ProvenDevice;
  personId: string;
  sessionId: string;
  /** The check-in counts as it is: from now on the device is one of the student's. */
  isAccepted: boolean;
  now: number;
}

/** Notes that a student checked in from a device. */
export const noteUse = async (trx: Trx, { device, personId, sessionId, isAccepted, now }: DeviceUse): Promise<void> => {
  const used = { label: device.label, lastUsedAt: now, lastSessionId: sessionId };
  await trx
    .insertInto('checkInDevice')
    .values({
      id: newId(now),
      personId,
      thumbprint: device.thumbprint,
      publicKey: device.publicKey,
      firstUsedAt: now,
      knownSince: isAccepted ? now : null,
      removedAt: null,
      ...used,
    })
    .onConflict((conflict) =>
      conflict.columns(['personId', 'thumbprint']).doUpdateSet(({ eb, ref }) => ({
        ...used,
        publicKey: device.publicKey,
        // Removed and used again, it is known from now on.
        ...(isAccepted
          ? {
              knownSince: eb
                .case()
                .when(eb('checkInDevice.removedAt', 'is', null).and('checkInDevice.knownSince', 'is not', null))
                .then(ref('checkInDevice.knownSince'))
                .else(now)
                .end(),
              removedAt: null,
            }
          : {}),
      })),
    )
    .execute();
};

export interface OtherUser {
  personId: string;
  lastUsedAt: number;
  /** Where they checked in with it. */
  lastSessionId: string | null;
}

/** Other students who checked in from a device since an instant, also where its owner has removed it. */
export const othersOn = (
  db: Db,
  { thumbprint, personId, since }: { thumbprint: string; personId: string; since: number },
): Promise<OtherUser[]> =>
  db
    .selectFrom('checkInDevice')
    .select(['personId', 'lastUsedAt', 'lastSessionId'])
    .where('thumbprint', '=', thumbprint)
    .where('personId', '<>', personId)
    .where('lastUsedAt', '>=', since)
    .orderBy('lastUsedAt', 'desc')
    .execute();

/**
 * Forgets key and name of a device. That there was one stays, so that removing all does not make the next one the first.
 * @returns false when the student has no such device.
 */
export const removeDevice = async (
  db: Db,
  { id, personId, now }: { id: string; personId: string; now: number },
): Promise<boolean> => {
  const removed = await db
    .updateTable('checkInDevice')
    .set({ removedAt: now, publicKey: '', label: '' })
    .where('id', '=', id)
    .where('personId', '=', personId)
    .where('removedAt', 'is', null)
    .returning('id')
    .executeTakeFirst();
  return removed !== undefined;
};
