import { type Db, newId } from '../../../platform/db/index.ts';
import { fail } from '../../../platform/http/index.ts';
import { agedRows } from '../../../platform/retention/index.ts';

const MINUTE_MS = 60_000;
/** A door lets through a person every two seconds; twice that is a device gone wild. */
export const MOST_A_MINUTE = 60;
/** Failures within this time belong together. */
export const TOGETHER_MS = 10 * MINUTE_MS;

export interface DoorAttempt {
  kioskId: string;
  now: number;
}

/**
 * Notes that somebody came up to the kiosk, before any picture is looked at.
 * @throws AppError `too_many_requests`, with the seconds until the next try. Counted in the database, so on all servers.
 */
export const beginAttempt = async (db: Db, { kioskId, now }: DoorAttempt): Promise<string> => {
  const recent = await db
    .selectFrom('kioskAttempt')
    .select('at')
    .where('kioskId', '=', kioskId)
    .where('at', '>', now - MINUTE_MS)
    .orderBy('at', 'desc')
    .limit(MOST_A_MINUTE)
    .execute();
  const blocker = recent[MOST_A_MINUTE - 1];
  if (blocker) fail('too_many_requests', { retryAfter: (blocker.at + MINUTE_MS - now) / 1000 });
  const id = newId(now);
  await db.insertInto('kioskAttempt').values({ id, kioskId, at: now, finding: null, studentId: null }).execute();
  return id;
};

export const endAttempt = async (
  db: Db,
  { id, finding, studentId }: { id: string; finding: string; studentId: string | null },
): Promise<void> => {
  await db.updateTable('kioskAttempt').set({ finding, studentId }).where('id', '=', id).execute();
};

/** How often this student was recognised, but not seen alive, within the last minutes. */
export const failuresOf = async (db: Db, { studentId, now }: { studentId: string; now: number }): Promise<number> => {
  const { n } = await db
    .selectFrom('kioskAttempt')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('studentId', '=', studentId)
    .where('finding', '=', 'not_live')
    .where('at', '>', now - TOGETHER_MS)
    .executeTakeFirstOrThrow();
  return Number(n);
};

export const oldAttempts = agedRows({
  rule: 'kiosk-visits',
  table: 'kioskAttempt',
  old: (where, { before }) => where('at', '<=', before),
  everyMs: 3_600_000,
});
