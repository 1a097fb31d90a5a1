import { randomBytes } from 'node:crypto';
import type { Selectable } from 'kysely';
import { openJson, sealJson } from '../../../platform/crypto/index.ts';
import type { Db, Schema, Trx } from '../../../platform/db/index.ts';
import { agedRows, together } from '../../../platform/retention/index.ts';
import { leadOf } from '../together.ts';
import type { RoomCodeKeys } from './keys.ts';

export type RoomCodeUse = Selectable<Schema['roomCodeUse']>;

const SECRET_BYTES = 32;

/** The secret of a session's codes; undefined: none was ever shown, so none can be right. */
export const secretOf = async (db: Db, keys: RoomCodeKeys, shownIn: string): Promise<Buffer | undefined> => {
  const row = await db
    .selectFrom('roomCodeSecret')
    .select(['sessionId', 'sealed'])
    // One room, one code: that of the session that leads the class.
    .where('sessionId', '=', (eb) =>
      eb
        .selectFrom('attendanceSession')
        .select(({ fn, ref }) => fn.coalesce(ref('leadId'), ref('id')).as('id'))
        .where('id', '=', shownIn),
    )
    .executeTakeFirst();
  if (!row) return undefined;
  return Buffer.from(openJson({ key: keys.sealing, bound: row.sessionId }, row.sealed) as string, 'base64');
};

/** Makes the secret unless there is one. Of two servers that make one at once, the first one's stays. */
export const makeSecret = async (
  db: Db,
  { keys, sessionId: shownIn, now }: { keys: RoomCodeKeys; sessionId: string; now: number },
): Promise<void> => {
  const sessionId = await leadOf(db, shownIn);
  const secret = randomBytes(SECRET_BYTES).toString('base64');
  await db
    .insertInto('roomCodeSecret')
    .values({ sessionId, sealed: sealJson({ key: keys.sealing, bound: sessionId }, secret), createdAt: now })
    .onConflict((conflict) => conflict.column('sessionId').doNothing())
    .execute();
};

export interface UseOfCode {
  sessionId: string;
  studentId: string;
}

/** The student's own use of a step's code. */
export const useOf = (db: Db, { sessionId, studentId, step }: UseOfCode & { step: number }) =>
  db
    .selectFrom('roomCodeUse')
    .selectAll()
    .where('sessionId', '=', sessionId)
    .where('studentId', '=', studentId)
    .where('step', '=', step)
    .executeTakeFirst();

/** The newest code the student has entered that has led to nothing yet. */
export const newestUnspent = (db: Db, { sessionId, studentId }: UseOfCode): Promise<RoomCodeUse | undefined> =>
  db
    .selectFrom('roomCodeUse')
    .selectAll()
    .where('sessionId', '=', sessionId)
    .where('studentId', '=', studentId)
    .where('spentAt', 'is', null)
    .orderBy('step', 'desc')
    .limit(1)
    .executeTakeFirst();

/** Notes a use, or what has become of one. */
export const saveUse = async (trx: Trx, use: RoomCodeUse): Promise<void> => {
  const { metres, accuracy, spentAt } = use;
  await trx
    .insertInto('roomCodeUse')
    .values(use)
    .onConflict((conflict) =>
      conflict.columns(['sessionId', 'studentId', 'step']).doUpdateSet({ metres, accuracy, spentAt }),
    )
    .execute();
};

/** What others have used in the session since an instant: where from and how far away. */
export const usesOfOthers = (
  db: Db,
  { sessionId, studentId, since }: UseOfCode & { since: number },
): Promise<Pick<RoomCodeUse, 'network' | 'metres' | 'accuracy'>[]> =>
  db
    .selectFrom('roomCodeUse')
    .select(['network', 'metres', 'accuracy'])
    .where('sessionId', '=', sessionId)
    .where('studentId', '<>', studentId)
    .where('usedAt', '>=', since)
    .execute();

/** Networks, guesses and secrets have done their work a day later. */
export const oldCodes = together([
  agedRows({
    rule: 'room-codes',
    table: 'roomCodeUse',
    key: ['sessionId', 'studentId', 'step'],
    old: (where, { before }) => where('usedAt', '<', before),
    everyMs: 3_600_000,
  }),
  agedRows({
    rule: 'room-codes',
    table: 'roomCodeGuess',
    key: ['sessionId', 'studentId'],
    old: (where, { before }) => where('updatedAt', '<', before),
  }),
  agedRows({
    rule: 'room-codes',
    table: 'roomCodeSecret',
    key: ['sessionId'],
    old: (where, { before }) =>
      where.and([
        where('createdAt', '<', before),
        where(
          'sessionId',
          'in',
          where.selectFrom('attendanceSession').select('id').where('state', 'in', ['closed', 'locked']),
        ),
      ]),
  }),
]);
