import {
  addDays,
  addHoliday,
  createCourse,
  saveDepartment,
  saveSlot,
  saveTerm,
  sectionsOf,
  startOfDay,
} from '../features/academics/index.ts';
import { createInstitution } from '../features/accounts/index.ts';
import {
  closeDueSessions,
  followAllTimetables,
  followTimetable,
  lockOldSessions,
  openDueSessions,
} from '../features/attendance/index.ts';
import { type Db, newId, transact } from '../platform/db/index.ts';

export const ZONE = 'Europe/Berlin';
const HOUR_MS = 3_600_000;

/** How large the simulated term is. It starts on a Monday, and clocks change in its eighth week. */
export interface TermSize {
  sections: number;
  students: number;
  weeks: number;
  /** Every so many students are on one roster; 4 when absent. */
  every?: number;
}

export const TERM_START = '2026-08-31';
/** Days without classes of every simulated term: a Thursday and Friday of its third week. */
export const HOLIDAY = { first: '2026-09-17', last: '2026-09-18' };

export interface SimulatedTerm {
  sectionIds: string[];
  /** One list per section. */
  rosters: string[][];
  teacherIds: string[];
  lastDay: string;
}

/**
 * A college whose sections open by themselves: each meets twice a week, Mondays to Thursdays, and every second one also on
 * Fridays of odd weeks. A quarter of the students is on each roster, unless the size says otherwise.
 */
export const addTerm = async (db: Db, { sections, students, weeks, every = 4 }: TermSize): Promise<SimulatedTerm> => {
  const before = startOfDay(ZONE, addDays(TERM_START, -3));
  await createInstitution(db, { name: 'Kolleg', timeZone: ZONE }, before);
  const lastDay = addDays(TERM_START, weeks * 7 - 1);
  const term = await saveTerm(db, { fields: { name: 'Term', start: TERM_START, end: lastDay }, now: before });
  await transact(db, (trx) => addHoliday(trx, { termId: term.id, fields: { name: 'Harvest', ...HOLIDAY } }));
  const { id: departmentId } = await saveDepartment(db, { name: 'Physics', code: 'PH', placeId: null });
  const people = await addPeople(db, { sections, students, now: before });
  for (let at = 0; at < sections; at += 1)
    await createCourse(db, {
      fields: { code: `C${String(at).padStart(4, '0')}`, name: `Course ${at}`, departmentId, prescribedHours: null },
      facultyIds: [people.teachers[at] as string],
      now: before,
    });
  const sectionIds = (await sectionsOf(db, { personId: '', role: 'admin' })).map(({ id }) => id);
  await db.updateTable('section').set({ isSelfOpening: true }).execute();
  const rosters: string[][] = [];
  for (const [at, sectionId] of sectionIds.entries()) {
    const roster = people.students.filter((_, index) => (index + at) % every === 0);
    const rows = roster.map((studentId) => ({
      id: newId(),
      sectionId,
      studentId,
      enrolledAt: before,
      droppedAt: null,
    }));
    for (let from = 0; from < rows.length; from += 100)
      await db
        .insertInto('enrolment')
        .values(rows.slice(from, from + 100))
        .execute();
    rosters.push(roster);
    await transact(db, async (trx) => {
      for (const meeting of meetingsOf(at)) {
        const open = { roomId: null, teacherId: null, from: null, until: null };
        await saveSlot(trx, { sectionId, fields: { ...meeting, ...timesOf(at), ...open } });
      }
      await followTimetable(trx, { sectionId, now: before });
    });
  }
  return { sectionIds, rosters, teacherIds: people.teachers, lastDay };
};

/** When section number `at` meets: what a registrar would write down. */
export const meetingsOf = (at: number) => [
  { weekday: (at % 2) + 1, repeat: 'weekly' as const },
  { weekday: (at % 2) + 3, repeat: 'weekly' as const },
  ...(at % 2 === 1 ? [{ weekday: 5, repeat: 'odd-weeks' as const }] : []),
];
export const timesOf = (at: number) => ({
  start: `${String(8 + (at % 8)).padStart(2, '0')}:30`,
  end: `${String(9 + (at % 8)).padStart(2, '0')}:20`,
});

const addPeople = async (db: Db, { sections, students, now }: { sections: number; students: number; now: number }) => {
  const add = async (role: 'faculty' | 'student', count: number): Promise<string[]> => {
    const rows = Array.from({ length: count }, (_, at) => ({
      id: newId(now),
      name: `${role} ${at}`,
      email: null,
      role,
      passwordHash: null,
      createdAt: now,
      updatedAt: now,
      lastSignInAt: null,
    }));
    for (let from = 0; from < rows.length; from += 100)
      await db
        .insertInto('person')
        .values(rows.slice(from, from + 100))
        .execute();
    return rows.map(({ id }) => id);
  };
  return { teachers: await add('faculty', sections), students: await add('student', students) };
};

/** What both servers did, by their own account. */
export interface Life {
  opened: number;
  closed: number;
  /** How often the clock moved. */
  moments: number;
}

type Moment = (now: number) => Promise<unknown>;

interface Span {
  from: number;
  until: number;
  /** Called before the jobs of a moment. */
  before?: Moment;
  /** Called after them. */
  at?: Moment;
}

/**
 * Lets time pass from one moment at which something is due to the next, with every server running all jobs at each.
 * @param servers handles to the same database.
 */
export const liveThrough = async (
  servers: readonly Db[],
  { from, until, before = async () => {}, at = async () => {} }: Span,
): Promise<Life> => {
  const [db] = servers as [Db];
  const life: Life = { opened: 0, closed: 0, moments: 0 };
  let followedAt = 0;
  for (let now = from; now < until; now = await nextMoment(db, { now, until })) {
    life.moments += 1;
    await before(now);
    // Once a day is as often as it takes.
    const isNewDay = now - followedAt >= 24 * HOUR_MS;
    if (isNewDay) followedAt = now;
    const done = await Promise.all(
      servers.map(async (server) => {
        if (isNewDay) await followAllTimetables(server, now);
        const { closed } = await closeDueSessions(server, now);
        const { opened } = await openDueSessions(server, now);
        await lockOldSessions(server, now);
        return { closed, opened: opened.length };
      }),
    );
    for (const { opened, closed } of done) {
      life.opened += opened;
      life.closed += closed;
    }
    await at(now);
  }
  return life;
};

/** The next instant at which a class begins or a session ends, at most half a day later. */
const nextMoment = async (db: Db, { now, until }: { now: number; until: number }): Promise<number> => {
  const { starts } = await db
    .selectFrom('scheduledSession')
    .select((eb) => eb.fn.min<number | null>('startsAt').as('starts'))
    .where('state', '=', 'scheduled')
    .where('startsAt', '>', now)
    .executeTakeFirstOrThrow();
  const running = await db
    .selectFrom('attendanceSession')
    .select(['endsAt', 'graceMs'])
    .where('state', 'in', ['open', 'closing'])
    .execute();
  const ends = running.flatMap(({ endsAt, graceMs }) => [endsAt, endsAt + graceMs]).filter((instant) => instant > now);
  return Math.min(until, now + 12 * HOUR_MS, starts ?? until, ...ends);
};
