import type { Db } from '../../platform/db/index.ts';

const count = <T>(rows: readonly { n: T }[]): number => Number(rows[0]?.n ?? 0);

export interface PeopleCounts {
  students: number;
  faculty: number;
  disabled: number;
  invited: number;
}

/** Everybody by role; invited: active people who have neither set a password nor signed in yet. */
export const peopleCounts = async (db: Db): Promise<PeopleCounts> => {
  const rows = await db
    .selectFrom('person')
    .select(['role', 'isDisabled'])
    .select((eb) => [
      eb.fn.countAll<number>().as('n'),
      eb.fn
        .count<number>('id')
        .filterWhere(({ or }) => or([eb('passwordHash', 'is not', null), eb('lastSignInAt', 'is not', null)]))
        .as('arrived'),
    ])
    .where('role', '<>', 'kiosk')
    .where('isAwaitingApproval', '=', false)
    .groupBy(['role', 'isDisabled'])
    .execute();
  const sum = (keep: (row: (typeof rows)[number]) => boolean) =>
    rows.filter(keep).reduce((total, row) => total + Number(row.n), 0);
  const active = rows.filter((row) => !row.isDisabled);
  return {
    students: sum((row) => row.role === 'student' && !row.isDisabled),
    faculty: sum((row) => row.role === 'faculty' && !row.isDisabled),
    disabled: sum((row) => row.isDisabled),
    invited: active.reduce((total, row) => total + Number(row.n) - Number(row.arrived), 0),
  };
};

/** Consents and templates in force; people whose face resembled someone else's in the last `since` window. */
export const biometricCounts = async (
  db: Db,
  since: number,
): Promise<{ consented: number; enrolled: number; flagged: number }> => {
  const consented = await db
    .selectFrom('consent')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('liveId', 'is not', null)
    .execute();
  const enrolled = await db
    .selectFrom('template')
    .select((eb) => eb.fn.count<number>('personId').distinct().as('n'))
    .where('status', 'in', ['active', 'provisional'])
    .execute();
  const flagged = await db
    .selectFrom('domainEvent')
    .select((eb) => eb.fn.count<number>('personId').distinct().as('n'))
    .where('type', '=', 'enrolment.flagged')
    .where('at', '>=', since)
    .execute();
  return { consented: count(consented), enrolled: count(enrolled), flagged: count(flagged) };
};

export interface DayCounts {
  openSessions: number;
  sessions: number;
  marked: number;
  counted: number;
  attended: number;
  late: number;
  reviewsOpen: number;
  missed: number;
}

export interface Day {
  dayStart: number;
  now: number;
  /** Codes that count as attended. */
  attendedCodes: readonly string[];
  /** Codes that count at all. */
  countedCodes: readonly string[];
  /** null: nobody is late, since late is what everybody is who comes. */
  lateCode: string | null;
}

/** A class may begin a little late before anybody is told. */
const PATIENCE_MS = 15 * 60_000;

/** What has happened since the day began. */
export const dayCounts = async (
  db: Db,
  { dayStart, now, attendedCodes, countedCodes, lateCode }: Day,
): Promise<DayCounts> => {
  const sessions = await db
    .selectFrom('attendanceSession')
    .select((eb) => [
      eb.fn.countAll<number>().as('n'),
      eb.fn
        .sum<number>(
          eb
            .case()
            .when(eb.and([eb('state', '=', 'open'), eb('endsAt', '>', now)]))
            .then(1)
            .else(0)
            .end(),
        )
        .as('open'),
    ])
    .where('openedAt', '>=', dayStart)
    .executeTakeFirst();
  // From the few sessions of today to their marks; a join lets SQLite start at the marks of all terms.
  const marks = await db
    .selectFrom('mark')
    .select((eb) => [
      eb.fn.countAll<number>().as('n'),
      eb.fn
        .sum<number>(
          eb
            .case()
            .when('code', 'in', [...attendedCodes, ''])
            .then(1)
            .else(0)
            .end(),
        )
        .as('attended'),
      eb.fn
        .count<number>('id')
        .filterWhere('code', 'in', [...countedCodes, ''])
        .as('counted'),
      eb.fn
        .count<number>('id')
        .filterWhere('code', '=', lateCode ?? '')
        .as('late'),
    ])
    .where('isCurrent', '=', true)
    .where('sessionId', 'in', (eb) => eb.selectFrom('attendanceSession').select('id').where('openedAt', '>=', dayStart))
    .executeTakeFirst();
  const reviews = await db
    .selectFrom('review')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('state', '=', 'open')
    .execute();
  const missed = await db
    .selectFrom('scheduledSession')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('state', '=', 'scheduled')
    .where('startsAt', '>=', dayStart)
    .where('startsAt', '<', now - PATIENCE_MS)
    .execute();
  return {
    openSessions: Number(sessions?.open ?? 0),
    sessions: Number(sessions?.n ?? 0),
    marked: Number(marks?.n ?? 0),
    counted: Number(marks?.counted ?? 0),
    attended: Number(marks?.attended ?? 0),
    late: Number(marks?.late ?? 0),
    reviewsOpen: count(reviews),
    missed: count(missed),
  };
};

/** What sessions on these days came to; null: there were none. */
export const usualOn = async (
  db: Db,
  days: readonly string[],
): Promise<{ sessions: number; attended: number; counted: number } | null> => {
  const row = await db
    .selectFrom('sessionTally')
    .select((eb) => [
      eb.fn.countAll<number>().as('sessions'),
      eb.fn.sum<number>('attended').as('attended'),
      eb.fn.sum<number>('counted').as('counted'),
    ])
    .where('day', 'in', days)
    .executeTakeFirst();
  const sessions = Number(row?.sessions ?? 0);
  return sessions === 0 ? null : { sessions, attended: Number(row?.attended), counted: Number(row?.counted) };
};

/** Mails that no attempt could deliver. */
export const undeliveredMails = async (db: Db): Promise<number> =>
  count(
    await db
      .selectFrom('outbox')
      .select((eb) => eb.fn.countAll<number>().as('n'))
      .where('state', '=', 'dead')
      .execute(),
  );

export type SetupStep = 'term' | 'department_place' | 'courses' | 'faculty' | 'students' | 'enrolments' | 'faces';

/** What a new installation still lacks, in the order in which it makes sense to add it. */
export const setupSteps = async (db: Db): Promise<{ step: SetupStep; done: boolean }[]> => {
  const has = async (table: 'term' | 'course' | 'sectionFaculty' | 'enrolment' | 'template'): Promise<boolean> =>
    (await db
      .selectFrom(table)
      .select((eb) => eb.lit(1).as('one'))
      .limit(1)
      .executeTakeFirst()) !== undefined;
  const place = await db
    .selectFrom('department')
    .select('id')
    .where('placeId', 'is not', null)
    .limit(1)
    .executeTakeFirst();
  const student = await db.selectFrom('person').select('id').where('role', '=', 'student').limit(1).executeTakeFirst();
  return [
    { step: 'term', done: await has('term') },
    { step: 'department_place', done: place !== undefined },
    { step: 'courses', done: await has('course') },
    { step: 'faculty', done: await has('sectionFaculty') },
    { step: 'students', done: student !== undefined },
    { step: 'enrolments', done: await has('enrolment') },
    { step: 'faces', done: await has('template') },
  ];
};
