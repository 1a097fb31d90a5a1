import { type Db, oneAtATime, type Trx, transact } from '../../../platform/db/index.ts';
import { newestEventId } from '../../../platform/events/index.ts';
import { timeZone } from '../../academics/index.ts';
import { countSessions } from './count-sessions.ts';
import { type Progress, progressOf, removeTallies, saveProgress, saveTallies } from './tallies.store.ts';

export interface Following {
  db: Db;
  stopping?: AbortSignal | undefined;
}

/** Events looked at in one transaction, and sessions that are counted without one. */
const EVENTS = 1000;
const SESSIONS = 200;

/**
 * Brings tallies in line with what has happened since the last time: every session that an event names is counted anew, and every
 * session there is when none was counted yet or the institution's zone has changed. For a job on any number of servers: they take
 * turns, and whoever stops in the middle begins again there. @returns how many sessions were counted.
 */
export const followSessions = async ({ db, stopping }: Following): Promise<number> => {
  let counted = 0;
  while (!stopping?.aborted && (await hasWork(db))) counted += await transact(db, followSome);
  return counted;
};

/** Two small reads, so that an idle college is never written to. */
const hasWork = async (db: Db): Promise<boolean> => {
  const progress = await progressOf(db);
  if (!progress || progress.filledTo !== null || progress.zone !== (await timeZone(db))) return true;
  return progress.eventId < (await newestEventId(db));
};

const followSome = async (trx: Trx): Promise<number> => {
  await takeTurn(trx);
  const before = (await progressOf(trx)) ?? (await beginning(trx));
  const zone = await timeZone(trx);
  const filledTo = before.zone === zone ? before.filledTo : '';
  const heard = await namedByEvents(trx, before.eventId);
  const filling = filledTo === null ? null : await sessionsAfter(trx, filledTo);
  const revision = before.revision + 1;
  const sessionIds = [...new Set([...heard.sessionIds, ...(filling ?? [])])];
  const tallies = await countSessions(trx, { sessionIds, zone });
  await saveTallies(trx, tallies, revision);
  const counted = new Set(tallies.map(({ sessionId }) => sessionId));
  const removed = await removeTallies(
    trx,
    sessionIds.filter((id) => !counted.has(id)),
  );
  await saveProgress(trx, {
    eventId: heard.eventId,
    zone,
    filledTo: filling === null || filling.length < SESSIONS ? null : (filling.at(-1) ?? null),
    revision,
    epoch: before.epoch + (removed > 0 ? 1 : 0),
  });
  return tallies.length;
};

/** Whoever counts, counts alone: what they read is not older than what they overwrite. */
export const takeTurn = (trx: Trx): Promise<void> => oneAtATime(trx, 'session_tally');

/** Events from now on; what was before them is found in the sessions themselves. */
const beginning = async (trx: Trx): Promise<Progress> => ({
  eventId: await newestEventId(trx),
  zone: await timeZone(trx),
  filledTo: '',
  revision: 0,
  epoch: 0,
});

/** Whatever happens in a session is an event that names it: of which type it is does not matter, counting again does no harm. */
const namedByEvents = async (trx: Trx, after: number) => {
  const rows = await trx
    .selectFrom('domainEvent')
    .select(['id', 'sessionId'])
    .where('id', '>', after)
    .orderBy('id')
    .limit(EVENTS)
    .execute();
  const sessionIds = [...new Set(rows.flatMap(({ sessionId }) => sessionId ?? []))];
  return { sessionIds, eventId: Number(rows.at(-1)?.id ?? after) };
};

const sessionsAfter = async (trx: Trx, after: string): Promise<string[]> => {
  const rows = await trx
    .selectFrom('attendanceSession')
    .select('id')
    .where('id', '>', after)
    .orderBy('id')
    .limit(SESSIONS)
    .execute();
  return rows.map(({ id }) => id);
};
