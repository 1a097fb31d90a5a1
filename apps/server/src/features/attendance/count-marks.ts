import type { AttendanceSession, PolicyData } from '@smart-presence/contract';
import type { Db } from '../../platform/db/index.ts';

export type Counts = AttendanceSession['counts'];

interface Counted {
  id: string;
  sectionId: string;
  state: string;
  policyVersion: number;
}

/** Codes of marks that count as attended, wholly or in part. */
export const attendedCodes = (policy: PolicyData): Set<string> =>
  new Set(policy.marks.filter((kind) => kind.attended > 0).map((kind) => kind.code));

/**
 * Roster, marks and reviews of sessions in three queries. While a session runs its roster is who is enrolled now; once
 * it is closed, who was then: everyone with a mark or a check-in still to be decided.
 */
export const countsOf = async (
  db: Db,
  sessions: readonly Counted[],
  policies: ReadonlyMap<number, PolicyData>,
): Promise<Map<string, Counts>> => {
  if (sessions.length === 0) return new Map();
  const ids = sessions.map((session) => session.id);
  const marks = await marksByCode(db, ids);
  const reviews = await openReviews(db, ids);
  const running = sessions.filter(({ state }) => state === 'open' || state === 'closing');
  const enrolled = await enrolledNow(db, [...new Set(running.map((session) => session.sectionId))]);
  return new Map(
    sessions.map((session) => {
      const policy = policies.get(session.policyVersion);
      const attendedSet = policy ? attendedCodes(policy) : new Set<string>();
      const byCode = marks.filter((row) => row.sessionId === session.id);
      const marked = byCode.reduce((sum, row) => sum + row.n, 0);
      const attended = byCode.reduce((sum, row) => sum + (attendedSet.has(row.code) ? row.n : 0), 0);
      const { all = 0, unmarked = 0 } = reviews.get(session.id) ?? {};
      const roster = running.includes(session) ? (enrolled.get(session.sectionId) ?? 0) : marked + unmarked;
      return [session.id, { roster, marked, attended, review: all }];
    }),
  );
};

const marksByCode = async (db: Db, sessionIds: readonly string[]) => {
  const rows = await db
    .selectFrom('mark')
    .select(['sessionId', 'code'])
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('sessionId', 'in', sessionIds)
    .where('isCurrent', '=', true)
    .groupBy(['sessionId', 'code'])
    .execute();
  return rows.map((row) => ({ ...row, n: Number(row.n) }));
};

export interface OpenReviews {
  all: number;
  /** Of students without a mark. */
  unmarked: number;
}

/** Check-ins that a person has still to decide about, by session; sessions without any are left out. */
export const openReviews = async (db: Db, sessionIds: readonly string[]): Promise<Map<string, OpenReviews>> => {
  const rows = await db
    .selectFrom('review')
    .leftJoin('mark', (join) =>
      join
        .onRef('mark.sessionId', '=', 'review.sessionId')
        .onRef('mark.studentId', '=', 'review.studentId')
        .on('mark.isCurrent', '=', true),
    )
    .select('review.sessionId')
    .select((eb) => [eb.fn.countAll<number>().as('all'), eb.fn.count<number>('mark.id').as('marked')])
    .where('review.sessionId', 'in', sessionIds)
    .where('review.state', '=', 'open')
    .groupBy('review.sessionId')
    .execute();
  return new Map(
    rows.map((row) => [row.sessionId, { all: Number(row.all), unmarked: Number(row.all) - Number(row.marked) }]),
  );
};

const enrolledNow = async (db: Db, sectionIds: readonly string[]) => {
  if (sectionIds.length === 0) return new Map<string, number>();
  const rows = await db
    .selectFrom('enrolment')
    .innerJoin('person', 'person.id', 'enrolment.studentId')
    .select('enrolment.sectionId')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('enrolment.sectionId', 'in', sectionIds)
    .where('enrolment.droppedAt', 'is', null)
    .where('person.isDisabled', '=', false)
    .groupBy('enrolment.sectionId')
    .execute();
  return new Map(rows.map((row) => [row.sectionId, Number(row.n)]));
};
