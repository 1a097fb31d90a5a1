import type { Db } from '../../platform/db/index.ts';
import { newestEventId } from '../../platform/events/index.ts';
import type { WarnGuardian } from '../notifications/index.ts';
import { computeSection, type SectionResult } from './compute-section.ts';
import { judgedBy, judgementOf, openCourt } from './section-rules.ts';

export interface Following {
  db: Db;
  warnGuardian: WarnGuardian | null;
  now: number;
  stopping?: AbortSignal | undefined;
}

const CURSOR = 'standing.event';
const BATCH = 500;
const TYPES = ['session.closed', 'mark.recorded', 'mark.changed'];

/**
 * Brings standings in line with what has happened to marks since the last time, and warns. For a job on any number of
 * servers: each section is worked on by one of them, and whoever stops in the middle begins again there.
 */
export const followMarks = async ({ db, warnGuardian, now, stopping }: Following): Promise<SectionResult> => {
  const total = { computed: 0, warned: 0 };
  let after = await cursor(db);
  while (!stopping?.aborted) {
    const newest = await newestEventId(db);
    if (newest <= after) return total;
    const events = await relevantEvents(db, { after, newest });
    if (events.length > 0) {
      const court = await openCourt(db, now);
      for (const [sectionId, about] of Map.groupBy(events, (event) => event.sectionId)) {
        if (stopping?.aborted) return total;
        const closed = about.findLast(({ type }) => type === 'session.closed')?.sessionId;
        const changed = new Map(
          about.flatMap(({ personId, sessionId }): [string, string][] => (personId ? [[personId, sessionId]] : [])),
        );
        const eventId = about.at(-1)?.id ?? newest;
        add(total, await computeSection(db, { court, sectionId, changed, closed, eventId, warnGuardian }));
      }
    }
    after = events.length === BATCH ? (events.at(-1)?.id ?? newest) : newest;
    await moveCursor(db, after);
  }
  return total;
};

/**
 * Judges anew every section that was judged by other rules: a policy took effect, a term ended, the timetable or the hours that it
 * goes by were changed, or nobody has judged it yet.
 * Warns nobody; whoever is below the minimum hears of it after their next class.
 */
export const judgeAnew = async ({ db, warnGuardian, now, stopping }: Following): Promise<SectionResult> => {
  const total = { computed: 0, warned: 0 };
  const court = await openCourt(db, now);
  for (const { id, judged, ...section } of await judgedSections(db)) {
    if (stopping?.aborted) break;
    if (judged === judgedBy(court, judgementOf(court, section), section)) continue;
    add(total, await computeSection(db, { court, sectionId: id, changed: null, warnGuardian }));
  }
  return total;
};

const add = (total: SectionResult, more: SectionResult): void => {
  total.computed += more.computed;
  total.warned += more.warned;
};

const judgedSections = (db: Db) =>
  db
    .selectFrom('section')
    .innerJoin('term', 'term.id', 'section.termId')
    .innerJoin('course', 'course.id', 'section.courseId')
    .leftJoin('timetableRevision', 'timetableRevision.sectionId', 'section.id')
    .leftJoin('standingSection', 'standingSection.sectionId', 'section.id')
    .select(['section.id', 'term.endDay', 'standingSection.judgedBy as judged'])
    .select(['course.prescribedHours', 'timetableRevision.revision'])
    .orderBy('section.id')
    .execute();

/** Events about marks of sessions that are over: until then a mark counts for nothing. */
const relevantEvents = async (db: Db, { after, newest }: { after: number; newest: number }) => {
  const rows = await db
    .selectFrom('domainEvent as event')
    .innerJoin('attendanceSession as session', 'session.id', 'event.sessionId')
    .select(['event.id', 'event.type', 'event.personId', 'session.sectionId', 'session.id as sessionId'])
    .where('event.id', '>', after)
    .where('event.id', '<=', newest)
    .where('event.type', 'in', TYPES)
    .where('session.state', 'in', ['closed', 'locked'])
    .orderBy('event.id')
    .limit(BATCH)
    .execute();
  return rows.map((row) => ({ ...row, id: Number(row.id) }));
};

/** How far events have been heard; the first time: from now on, since `judgeAnew` counts what was before. */
const cursor = async (db: Db): Promise<number> => {
  const heard = await heardUpTo(db);
  if (heard !== null) return heard;
  const value = String(await newestEventId(db));
  await db
    .insertInto('setting')
    .values({ key: CURSOR, value })
    .onConflict((c) => c.column('key').doNothing())
    .execute();
  return (await heardUpTo(db)) ?? Number(value);
};

/** Null: nobody has begun to hear. */
export const heardUpTo = async (db: Db): Promise<number | null> => {
  const row = await db.selectFrom('setting').select('value').where('key', '=', CURSOR).executeTakeFirst();
  return row ? Number(row.value) : null;
};

/** Another server may be behind or ahead: what was done twice changes nothing, so the last word is good enough. */
const moveCursor = async (db: Db, to: number): Promise<void> => {
  await db
    .updateTable('setting')
    .set({ value: String(to) })
    .where('key', '=', CURSOR)
    .execute();
};
