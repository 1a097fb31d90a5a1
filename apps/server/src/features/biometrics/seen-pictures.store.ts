import type { Db, Trx } from '../../platform/db/index.ts';
import { agedRows } from '../../platform/retention/index.ts';

const HASH_BYTES = 32;
const DAY_MS = 24 * 3_600_000;
export const KEEP_PICTURES_MS = 30 * DAY_MS;

export interface SeenPictures {
  challengeId: string;
  studentId: string;
  sessionId: string;
  hashes: readonly Uint8Array[];
  now: number;
}

/** Keeps how the pictures of a check-in are known again, unless the person's template was erased meanwhile. */
export const keepPictures = async (trx: Trx, pictures: SeenPictures): Promise<void> => {
  const { challengeId, studentId, sessionId, hashes, now } = pictures;
  const template = await trx.selectFrom('template').select('id').where('personId', '=', studentId).executeTakeFirst();
  if (!template || hashes.length === 0) return;
  await trx
    .insertInto('seenPictures')
    .values({ challengeId, studentId, sessionId, hashes: Buffer.concat(hashes), takenAt: now })
    .execute();
};

export interface EarlierPictures {
  studentId: string;
  hashes: Uint8Array[];
}

/** Hashes of the student's own check-ins and of everybody's in this session, one entry for each check-in. */
export const earlierPictures = async (
  db: Db,
  { studentId, sessionId, now }: Pick<SeenPictures, 'studentId' | 'sessionId' | 'now'>,
): Promise<EarlierPictures[]> => {
  const rows = await db
    .selectFrom('seenPictures')
    .select(['studentId', 'hashes'])
    .where('takenAt', '>', now - KEEP_PICTURES_MS)
    .where((where) => where.or([where('studentId', '=', studentId), where('sessionId', '=', sessionId)]))
    .execute();
  return rows.map(({ studentId: whose, hashes }) => ({ studentId: whose, hashes: partsOf(hashes) }));
};

const partsOf = (hashes: Uint8Array): Uint8Array[] =>
  Array.from({ length: hashes.length / HASH_BYTES }, (_, i) => hashes.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES));

export const oldPictures = agedRows({
  rule: 'seen-pictures',
  table: 'seenPictures',
  key: ['challengeId'],
  old: (where, { before }) => where('takenAt', '<=', before),
  everyMs: 3_600_000,
});

/** Goes with the template it belongs to. */
export const forgetPicturesOf = async (trx: Trx, personId: string): Promise<void> => {
  await trx.deleteFrom('seenPictures').where('studentId', '=', personId).execute();
};
