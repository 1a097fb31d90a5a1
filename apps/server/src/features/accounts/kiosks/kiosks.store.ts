import type { Kiosk } from '@smart-presence/contract';
import { type Db, isForeignKeyViolation, newId } from '../../../platform/db/index.ts';
import { fail } from '../../../platform/http/index.ts';
import type { DevicePurpose } from '../permissions.ts';
import { deviceInWords } from '../sessions/describe-device.ts';

/** Kiosks with their place, their waiting code and their paired device, by name. At most one of each per kiosk. */
const selectKiosks = (db: Db, now: number) =>
  db
    .selectFrom('kiosk as k')
    .innerJoin('person as p', 'p.id', 'k.personId')
    .leftJoin('place', 'place.id', 'k.placeId')
    .leftJoin('kioskPairingCode as c', (join) =>
      join.onRef('c.kioskId', '=', 'k.personId').on('c.usedAt', 'is', null).on('c.expiresAt', '>', now),
    )
    .leftJoin('kioskSession as s', (join) =>
      join
        .onRef('s.kioskId', '=', 'k.personId')
        .on('s.revokedAt', 'is', null)
        .on('s.idleExpiresAt', '>', now)
        .on('s.expiresAt', '>', now),
    )
    .select([
      'p.id',
      'p.name',
      'p.isDisabled',
      'k.createdAt',
      'place.id as placeId',
      'place.name as placeName',
      'c.expiresAt as codeExpiresAt',
      's.createdAt as pairedAt',
      's.lastSeenAt',
      's.userAgent',
      's.network',
    ]);

type KioskRow = Awaited<ReturnType<ReturnType<typeof selectKiosks>['executeTakeFirstOrThrow']>>;

const toKiosk = (row: KioskRow): Kiosk => {
  const { id, name, isDisabled, createdAt, placeId, placeName, codeExpiresAt, pairedAt, lastSeenAt } = row;
  const device =
    pairedAt === null || lastSeenAt === null
      ? null
      : { name: deviceInWords(row.userAgent), network: row.network, pairedAt, lastSeenAt };
  return {
    id,
    name,
    place: placeId === null || placeName === null ? null : { id: placeId, name: placeName },
    state: isDisabled ? 'removed' : stateOf(codeExpiresAt !== null, device !== null),
    createdAt,
    codeExpiresAt,
    device,
  };
};

/** A code that waits is what the administrator is busy with, also when an old device is still paired. */
const stateOf = (isWaiting: boolean, isPaired: boolean): Kiosk['state'] => {
  if (isWaiting) return 'waiting';
  return isPaired ? 'paired' : 'unpaired';
};

/** Devices at doors. */
export const listKiosks = async (db: Db, now: number): Promise<Kiosk[]> =>
  (await selectKiosks(db, now).where('k.purpose', '=', 'door').orderBy('p.name').orderBy('p.id').execute()).map(
    toKiosk,
  );

/** @throws AppError `not_found`. */
export const kioskById = async (db: Db, id: string, now: number): Promise<Kiosk> => {
  const row = await selectKiosks(db, now).where('p.id', '=', id).executeTakeFirst();
  return row ? toKiosk(row) : fail('not_found');
};

/** Paired devices by id, wherever they are: how their pairing stands. */
export const devicesByIds = async (db: Db, ids: readonly string[], now: number): Promise<Map<string, Kiosk>> => {
  if (ids.length === 0) return new Map();
  const rows = await selectKiosks(db, now).where('p.id', 'in', ids).execute();
  return new Map(rows.map((row) => [row.id, toKiosk(row)]));
};

export interface KioskFields {
  name: string;
  placeId: string;
  /** At a door unless said otherwise. */
  purpose?: DevicePurpose;
}

/** The only way to an account with the role `kiosk`: no e-mail and no password, so nobody signs in as one. */
export const insertKiosk = async (
  trx: Db,
  { name, placeId, purpose = 'door', createdBy, now }: KioskFields & { createdBy: string; now: number },
): Promise<string> => {
  const id = newId(now);
  await trx
    .insertInto('person')
    .values({
      id,
      name,
      email: null,
      role: 'kiosk',
      passwordHash: null,
      createdAt: now,
      updatedAt: now,
      lastSignInAt: null,
    })
    .execute();
  await orNoPlace(() =>
    trx.insertInto('kiosk').values({ personId: id, placeId, purpose, createdAt: now, createdBy }).execute(),
  );
  return id;
};

export const changeKiosk = async (
  trx: Db,
  { id, name, placeId, now }: { id: string; name?: string | undefined; placeId?: string | undefined; now: number },
): Promise<void> => {
  if (name !== undefined) await trx.updateTable('person').set({ name, updatedAt: now }).where('id', '=', id).execute();
  if (placeId !== undefined)
    await orNoPlace(() => trx.updateTable('kiosk').set({ placeId }).where('personId', '=', id).execute());
};

/** Disables it for good and lets go of its place; name and past stay. */
export const disableKiosk = async (trx: Db, { id, now }: { id: string; now: number }): Promise<void> => {
  await trx.updateTable('person').set({ isDisabled: true, updatedAt: now }).where('id', '=', id).execute();
  await trx.updateTable('kiosk').set({ placeId: null }).where('personId', '=', id).execute();
};

const orNoPlace = async (write: () => Promise<unknown>): Promise<void> => {
  try {
    await write();
  } catch (error) {
    if (!isForeignKeyViolation(error)) throw error;
    fail('invalid_request', { details: [{ path: 'body.placeId', message: 'is no place' }] });
  }
};

export interface KioskAccount {
  id: string;
  name: string;
  purpose: DevicePurpose;
  place: { id: string; name: string };
}

/** A kiosk that is in use, with its place; undefined for removed ones and for people. */
export const kioskAccount = async (db: Db, id: string): Promise<KioskAccount | undefined> => {
  const row = await db
    .selectFrom('kiosk as k')
    .innerJoin('person as p', 'p.id', 'k.personId')
    .innerJoin('place', 'place.id', 'k.placeId')
    .select(['p.id', 'p.name', 'k.purpose', 'place.id as placeId', 'place.name as placeName'])
    .where('p.id', '=', id)
    .where('p.isDisabled', '=', false)
    .executeTakeFirst();
  return row && { id: row.id, name: row.name, purpose: row.purpose, place: { id: row.placeId, name: row.placeName } };
};

/** Where these kiosks stand, by id; removed ones are left out. */
export const placesOfKiosks = async (db: Db, ids: readonly string[]): Promise<Map<string, string>> => {
  if (ids.length === 0) return new Map();
  const rows = await db.selectFrom('kiosk').select(['personId', 'placeId']).where('personId', 'in', ids).execute();
  return new Map(rows.flatMap(({ personId, placeId }) => (placeId === null ? [] : [[personId, placeId]])));
};

/** Names of the devices in use at a place. */
export const kioskNamesAt = async (db: Db, placeId: string): Promise<string[]> => {
  const rows = await db
    .selectFrom('kiosk as k')
    .innerJoin('person as p', 'p.id', 'k.personId')
    .select('p.name')
    .where('k.placeId', '=', placeId)
    .orderBy('p.name')
    .execute();
  return rows.map(({ name }) => name);
};
