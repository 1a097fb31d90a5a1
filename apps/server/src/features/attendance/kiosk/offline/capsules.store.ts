import type { Db } from '../../../../platform/db/index.ts';

export interface IssuedCapsule {
  id: string;
  pairingId: string;
  kioskId: string;
  sessionId: string;
  /** Digest of who is in it, with which template, until when. */
  contents: string;
  studentIds: readonly string[];
  issuedAt: number;
  expiresAt: number;
}

export const insertCapsule = async (db: Db, { studentIds, ...capsule }: IssuedCapsule): Promise<void> => {
  await db
    .insertInto('kioskCapsule')
    .values({ ...capsule, studentIds: JSON.stringify(studentIds), replacedAt: null })
    .execute();
};

/** Capsules of a session the device may hold, newest first. */
export const capsulesHeld = (db: Db, { pairingId, sessionId }: { pairingId: string; sessionId: string }) =>
  db
    .selectFrom('kioskCapsule')
    .select(['id', 'contents', 'issuedAt', 'expiresAt'])
    .where('pairingId', '=', pairingId)
    .where('sessionId', '=', sessionId)
    .where('replacedAt', 'is', null)
    .orderBy('issuedAt', 'desc')
    .execute();

/** Capsules the device may hold no more. What was recorded with them before counts. */
export const forgetCapsules = async (
  db: Db,
  { pairingId, except, now }: { pairingId: string; except: readonly string[]; now: number },
): Promise<void> => {
  let query = db
    .updateTable('kioskCapsule')
    .set({ replacedAt: now })
    .where('pairingId', '=', pairingId)
    .where('replacedAt', 'is', null);
  if (except.length > 0) query = query.where('id', 'not in', except);
  await query.execute();
};

/** A capsule that was given to this device, whether or not it may still hold it. */
export const findCapsule = async (
  db: Db,
  { id, pairingId }: { id: string; pairingId: string },
): Promise<(Omit<IssuedCapsule, 'contents' | 'kioskId'> & { replacedAt: number | null }) | undefined> => {
  const row = await db
    .selectFrom('kioskCapsule')
    .select(['id', 'pairingId', 'sessionId', 'studentIds', 'issuedAt', 'expiresAt', 'replacedAt'])
    .where('id', '=', id)
    .where('pairingId', '=', pairingId)
    .executeTakeFirst();
  return row && { ...row, studentIds: JSON.parse(row.studentIds) as string[] };
};
