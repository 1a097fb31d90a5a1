import { randomBytes } from 'node:crypto';
import {
  addDays,
  addHoliday,
  carryOutPlanned,
  changeClass,
  classesOf,
  dayIn,
  dropStudent,
  enrolStudents,
  startOfDay,
} from '../features/academics/index.ts';
import { closeSession, timetableFollower as follower, setMarks } from '../features/attendance/index.ts';
import { answerRequest, appealMark, askLeave } from '../features/requests/index.ts';
import { followMarks, judgeAnew } from '../features/standing/index.ts';
import { createKeyring } from '../platform/crypto/index.ts';
import { type Db, newId, transact } from '../platform/db/index.ts';
import { seededRandom } from './random.ts';
import {
  addTerm,
  type Life,
  liveThrough,
  type SimulatedTerm,
  TERM_START,
  type TermSize,
  ZONE,
} from './simulate-term.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const EXCUSED = 'E';

/** What the people of the term did, and what everybody's mark must be by their own book. */
export interface LivelyTerm extends SimulatedTerm {
  life: Life;
  /** `session student` → code, kept by whoever acted and never read from the database. */
  book: Map<string, string>;
  /** `session` → who was on the roster, kept likewise. */
  there: Map<string, readonly string[]>;
  counts: Record<
    'byHand' | 'cancelled' | 'moved' | 'substituted' | 'joined' | 'left' | 'leave' | 'corrected' | 'appealed',
    number
  >;
}

interface Living extends SimulatedTerm {
  db: Db;
  termId: string;
  adminId: string;
  spareId: string;
  random: () => number;
  term: LivelyTerm;
  /** Leave in force: student → spans. */
  leave: Map<string, { startsAt: number; endsAt: number }[]>;
  /** Who is off a roster until a day. */
  away: { sectionId: string; studentId: string; until: string }[];
  /** How likely a student comes. */
  diligence: Map<string, number>;
}

/**
 * Lives through a term day by day, with every server running all jobs at each moment: classes open and close by the clock and
 * sometimes by hand, are cancelled, moved and taught by others; days without classes are added; students join, leave, are on
 * leave; marks are corrected and appealed.
 */
export const liveLivelyTerm = async (
  servers: readonly Db[],
  { size, progress = () => {} }: { size: TermSize; progress?: (what: string) => void },
): Promise<LivelyTerm> => {
  const [db] = servers as [Db];
  const made = await addTerm(db, size);
  const from = startOfDay(ZONE, TERM_START);
  const [adminId, spareId] = await addStaff(db, from);
  const { id: termId } = await db.selectFrom('term').select('id').executeTakeFirstOrThrow();
  const random = seededRandom(11);
  const counts = {
    byHand: 0,
    cancelled: 0,
    moved: 0,
    substituted: 0,
    joined: 0,
    left: 0,
    leave: 0,
    corrected: 0,
    appealed: 0,
  };
  const life: Life = { opened: 0, closed: 0, moments: 0 };
  const term: LivelyTerm = { ...made, life, book: new Map(), there: new Map(), counts };
  const diligence = new Map(made.rosters.flat().map((id) => [id, 0.5 + 0.5 * Math.sqrt(random())]));
  const living: Living = { ...made, db, termId, adminId, spareId, random, term, leave: new Map(), away: [], diligence };
  const until = startOfDay(ZONE, made.lastDay) + 10 * DAY_MS;
  let day = '';
  let followed = from;
  const follow = (now: number) =>
    Promise.all(
      servers.map(async (server) => {
        await followMarks({ db: server, warnGuardian: null, now });
        await judgeAnew({ db: server, warnGuardian: null, now });
      }),
    );
  const lived = await liveThrough(servers, {
    from,
    until,
    // What happens in the night, before anything of the day is due.
    before: async (now) => {
      if (dayIn(ZONE, now) === day) return;
      day = dayIn(ZONE, now);
      await Promise.all(servers.map((server) => carryOutPlanned(server, now)));
      if (day <= made.lastDay) await actOn(living, { day, now });
      if (day.endsWith('1')) progress(day);
    },
    at: async (now) => {
      await callRolls(living, now);
      if (now - followed < 6 * HOUR_MS) return;
      followed = now;
      await follow(now);
    },
  });
  await follow(until);
  Object.assign(life, lived);
  return term;
};

const addStaff = async (db: Db, now: number): Promise<[string, string]> => {
  const row = (role: 'admin' | 'faculty', name: string) => ({
    ...{ id: newId(now), name, email: null, role, passwordHash: null },
    ...{ createdAt: now, updatedAt: now, lastSignInAt: null },
  });
  const rows = [row('admin', 'Registrar'), row('faculty', 'Who stands in')] as const;
  await db.insertInto('person').values(rows).execute();
  return [rows[0].id, rows[1].id];
};

/** Marks whoever comes, in each session that has just opened; every ninth is closed by its teacher. */
const callRolls = async (living: Living, now: number): Promise<void> => {
  const { db, term, random, sectionIds, rosters, diligence } = living;
  const open = await db
    .selectFrom('attendanceSession')
    .select(['id', 'sectionId', 'openedBy', 'openedAt'])
    .where('state', '=', 'open')
    .where('openedAt', '=', now)
    .orderBy('id')
    .execute();
  for (const { id, sectionId, openedBy } of open) {
    if (term.there.has(id)) continue;
    const gone = living.away.filter((one) => one.sectionId === sectionId && dayIn(ZONE, now) < one.until);
    const isThere = (studentId: string) => !gone.some((one) => one.studentId === studentId);
    const roster = (rosters[sectionIds.indexOf(sectionId)] ?? []).filter(isThere);
    term.there.set(id, roster);
    const marks = roster.flatMap((studentId) => {
      const isHere = random() < (diligence.get(studentId) ?? 0.8) && !isOnLeave(living, studentId, now);
      return isHere ? [{ studentId, code: random() < 0.06 ? 'L' : 'P' }] : [];
    });
    const viewer = { personId: openedBy, role: 'faculty' };
    if (marks.length > 0) await setMarks(db, { sessionId: id, viewer, marks, reason: null, now });
    const seen = new Map(marks.map(({ studentId, code }) => [studentId, code]));
    for (const studentId of roster)
      term.book.set(`${id} ${studentId}`, seen.get(studentId) ?? (isOnLeave(living, studentId, now) ? EXCUSED : 'A'));
    if (term.there.size % 9 !== 0) continue;
    await closeSession(db, { sessionId: id, viewer, now: now + MINUTE_MS });
    term.counts.byHand += 1;
  }
};

const isOnLeave = ({ leave }: Living, studentId: string, at: number): boolean =>
  (leave.get(studentId) ?? []).some(({ startsAt, endsAt }) => startsAt <= at && at < endsAt);

/** What a day brings, before its first class. */
const actOn = async (living: Living, { day, now }: { day: string; now: number }): Promise<void> => {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  const week = Math.floor((Date.parse(day) - Date.parse(TERM_START)) / (7 * DAY_MS));
  if (weekday === 1) await changeWeek(living, { day, now });
  if (weekday === 1 && week === 3) await addFreeDay(living, { day: addDays(day, 10), now });
  if (weekday === 3) await moveStudents(living, { now, tomorrow: addDays(day, 1) });
  if (weekday === 4) await askForLeave(living, { day, now });
  if (weekday === 5) await correct(living, now);
};

/** Of the classes of this week: one falls out, one is held on Saturday, one is taught by somebody else. */
const changeWeek = async (living: Living, { day, now }: { day: string; now: number }): Promise<void> => {
  const { db, adminId, spareId, term } = living;
  const classes = (await classesOf(db, { from: day, until: addDays(day, 6) })).filter(
    (one) => one.day >= addDays(day, 1) && one.day <= addDays(day, 3),
  );
  const viewer = { personId: adminId, role: 'admin' };
  const take = () => classes.splice(Math.floor(living.random() * classes.length), 1)[0];
  const change = async (
    what: Partial<Parameters<typeof changeClass>[1]['change']>,
    of: 'cancelled' | 'moved' | 'substituted',
  ) => {
    const one = take();
    if (!one) return;
    const on = { slotId: one.slotId, day: one.day, viewer, now };
    await transact(db, (trx) => changeClass(trx, { on, change: what, follower }));
    term.counts[of] += 1;
  };
  await change({ cancelled: { reason: 'Conference' } }, 'cancelled');
  await change({ moved: { day: addDays(day, 5), start: '18:00', end: '18:50', roomId: null } }, 'moved');
  await change({ substituteId: spareId }, 'substituted');
};

const addFreeDay = ({ db, termId, sectionIds }: Living, { day, now }: { day: string; now: number }): Promise<void> =>
  transact(db, async (trx) => {
    await addHoliday(trx, { termId, fields: { name: 'Founders', first: day, last: day } });
    for (const sectionId of sectionIds) await follower.follow(trx, { sectionId, now });
  });

/** One leaves a section at once and comes back tomorrow; another one joins it at once. */
const moveStudents = async (living: Living, { now, tomorrow }: { now: number; tomorrow: string }): Promise<void> => {
  const { db, adminId, sectionIds, rosters, random, term, diligence } = living;
  const at = Math.floor(random() * sectionIds.length);
  const [sectionId = '', roster = []] = [sectionIds[at], rosters[at]];
  const left = roster[Math.floor(random() * roster.length)];
  const outside = [...diligence.keys()].filter((id) => !roster.includes(id));
  const joins = outside[Math.floor(random() * outside.length)];
  if (left) {
    await dropStudent(db, { sectionId, studentId: left, now });
    const from = { day: tomorrow, actorId: adminId };
    await enrolStudents(db, { sectionId, studentIds: [left], usns: [], from, now });
    living.away.push({ sectionId, studentId: left, until: tomorrow });
    term.counts.left += 1;
  }
  if (joins) {
    await enrolStudents(db, { sectionId, studentIds: [joins], usns: [], now });
    roster.push(joins);
    term.counts.joined += 1;
  }
};

/** A student is excused for the last two days and the next three, in all sections. */
const askForLeave = async (living: Living, { day, now }: { day: string; now: number }): Promise<void> => {
  const { db, adminId, random, term, leave, diligence } = living;
  const students = [...diligence.keys()];
  const studentId = students[Math.floor(random() * students.length)] ?? '';
  const [firstDay, lastDay] = [addDays(day, -2), addDays(day, 2)];
  const keyring = createKeyring({ kek: randomBytes(32) });
  const input = { kind: 'excused' as const, firstDay, lastDay, sectionId: null, statement: 'Illness' };
  await transact(db, async (trx) => {
    const id = await askLeave(trx, { input, documents: [], studentId, keyring, now });
    const viewer = { personId: adminId, role: 'admin' };
    await answerRequest(trx, { id, round: 1, verdict: 'granted', reason: 'Certificate seen', viewer, now });
  });
  const span = { startsAt: startOfDay(ZONE, firstDay), endsAt: startOfDay(ZONE, addDays(lastDay, 1)) };
  leave.set(studentId, [...(leave.get(studentId) ?? []), span]);
  const over = await db
    .selectFrom('attendanceSession')
    .select('id')
    .where('openedAt', '>=', span.startsAt)
    .where('openedAt', '<', now)
    .execute();
  for (const { id } of over) {
    const key = `${id} ${studentId}`;
    if (term.book.get(key) === 'A') term.book.set(key, EXCUSED);
  }
  term.counts.leave += 1;
};

/** Of this week's absences, the teacher corrects some, and the student appeals against one. */
const correct = async (living: Living, now: number): Promise<void> => {
  const { db, adminId, term } = living;
  const absences = await db
    .selectFrom('mark')
    .innerJoin('attendanceSession as session', 'session.id', 'mark.sessionId')
    .select(['mark.sessionId', 'mark.studentId', 'session.openedBy'])
    .where('mark.isCurrent', '=', true)
    .where('mark.code', '=', 'A')
    .where('session.state', '=', 'closed')
    .where('session.closedAt', '>', now - 3 * DAY_MS)
    .orderBy('mark.id')
    .limit(4)
    .execute();
  const [appealed, ...corrected] = absences;
  for (const { sessionId, studentId, openedBy } of corrected) {
    const viewer = { personId: openedBy, role: 'faculty' };
    await setMarks(db, { sessionId, viewer, marks: [{ studentId, code: 'P' }], reason: 'Was overlooked', now });
    term.book.set(`${sessionId} ${studentId}`, 'P');
    term.counts.corrected += 1;
  }
  if (!appealed) return;
  const { sessionId, studentId } = appealed;
  const viewer = { personId: adminId, role: 'admin' };
  await transact(db, async (trx) => {
    const id = await appealMark(trx, { sessionId, wanted: 'L', statement: 'I was there', studentId, now });
    await answerRequest(trx, { id, round: 1, verdict: 'granted', reason: 'Seen by others', viewer, now });
  });
  term.book.set(`${sessionId} ${studentId}`, 'L');
  term.counts.appealed += 1;
};
