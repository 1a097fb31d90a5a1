import { DatabaseSync } from 'node:sqlite';
import { createSignInSession } from '@smart-presence/server/features/accounts/index.ts';
import { currentPolicy } from '@smart-presence/server/features/policies/index.ts';
import { chunksOf, type Db, newId } from '@smart-presence/server/platform/db/index.ts';

/** The shape in which the original was measured. */
export const SIZE = { departments: 20, courses: 200, faculty: 100, students: 5000, sessions: 4000, alerts: 2000 };

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const DAYS = 100;
const ZONE = 'UTC';

export interface FilledCollege {
  sessions: number;
  marks: number;
  /** Cookie tokens. */
  tokens: Record<'admin' | 'faculty' | 'student', string>;
  sectionId: string;
}

/**
 * Writes a term of a college to the tables as it would stand, since living through it takes hours: for measuring what reads it.
 * @param path of the SQLite file: rows by the million are written to it as they are.
 * @param times so many times the sessions and marks, of the same people and courses.
 */
export const fillCollege = async (
  db: Db,
  { path, times, now }: { path: string; times: number; now: number },
): Promise<FilledCollege> => {
  const first = now - DAYS * DAY_MS;
  const day = (instant: number) => new Date(instant).toISOString().slice(0, 10);
  const { version } = await currentPolicy(db, first);
  const people = await addPeople(db, first);
  const structure = await addStructure(db, { people, start: day(first), end: day(now + 20 * DAY_MS), first });
  const perSection = (SIZE.sessions / SIZE.courses) * times;
  let [sessions, marks] = [0, 0];
  const file = new DatabaseSync(path);
  file.exec('pragma synchronous = off');
  const addSession = file.prepare(
    `insert into attendance_session (id, section_id, opened_by, state, opened_at, ends_at, grace_ms, closed_at, editable_until,
      policy_version) values (?, ?, ?, 'locked', ?, ?, 30000, ?, ?, ?)`,
  );
  const addMark = file.prepare(
    `insert into mark (id, session_id, student_id, version, is_current, code, method, at, recorded_at, actor_id, reason, is_flagged,
      evidence) values (?, ?, ?, 1, 1, ?, ?, ?, ?, ?, null, 0, ?)`,
  );
  const evidence = JSON.stringify({ policyVersion: version });
  for (const { sectionId, teacherId, roster } of structure) {
    file.exec('begin');
    for (let at = 0; at < perSection; at += 1) {
      const hour = 9 + ((at * 3 + sessions) % 8);
      const openedAt =
        Math.floor((first + Math.floor((at * DAYS) / perSection) * DAY_MS) / DAY_MS) * DAY_MS + hour * HOUR_MS;
      const [id, endsAt] = [newId(openedAt), openedAt + 600_000];
      addSession.run(id, sectionId, teacherId, openedAt, endsAt, endsAt, endsAt, version);
      for (const [index, studentId] of roster.entries())
        addMark.run(
          ...([newId(openedAt), id, studentId, codeOf(index, at), methodOf(index, at)] as const),
          ...([openedAt, openedAt, teacherId, evidence] as const),
        );
      sessions += 1;
      marks += roster.length;
    }
    file.exec('commit');
  }
  file.close();
  await addAlerts(db, now);
  const [taught] = structure;
  if (!taught) throw new Error('no section was made');
  const as = async (personId: string, role: 'admin' | 'faculty' | 'student') =>
    (await createSignInSession(db, { personId, role, hasOutsideFactor: true, now })).token;
  const tokens = {
    admin: await as(people.admin, 'admin'),
    faculty: await as(taught.teacherId, 'faculty'),
    student: await as(taught.roster[0] as string, 'student'),
  };
  return { sessions, marks, tokens, sectionId: taught.sectionId };
};

/** Some students are absent far more often than others. */
const codeOf = (student: number, session: number): string => {
  const random = (student * 7919 + session * 104_729 + student * session * 31) % 100;
  if (random < 8 + (student % 9) * 4) return 'A';
  if (random > 92) return 'L';
  return random === 60 ? 'E' : 'P';
};
const METHODS = ['face-self', 'face-self', 'face-self', 'room-code', 'class-photo', 'manual'] as const;
const methodOf = (student: number, session: number) => METHODS[(student + session) % METHODS.length] ?? 'manual';

interface People {
  admin: string;
  faculty: string[];
  students: string[];
}

const addPeople = async (db: Db, now: number): Promise<People> => {
  await db
    .insertInto('institution')
    .values({ id: 1, name: 'Kolleg', timeZone: ZONE, createdAt: now } as never)
    .execute();
  const add = async (role: 'admin' | 'faculty' | 'student', count: number): Promise<string[]> => {
    const rows = Array.from({ length: count }, (_, at) => ({
      ...{ id: newId(now), name: `${role} ${at}`, email: `${role}${at}@college.example`, role },
      ...{ passwordHash: 'none', createdAt: now, updatedAt: now, lastSignInAt: now },
    }));
    for (const some of chunksOf(rows)) await db.insertInto('person').values(some).execute();
    return rows.map(({ id }) => id);
  };
  const [admin] = await add('admin', 1);
  return {
    admin: admin as string,
    faculty: await add('faculty', SIZE.faculty),
    students: await add('student', SIZE.students),
  };
};

interface Taught {
  sectionId: string;
  teacherId: string;
  roster: string[];
}

const addStructure = async (
  db: Db,
  { people, start, end, first }: { people: People; start: string; end: string; first: number },
): Promise<Taught[]> => {
  const departments = Array.from({ length: SIZE.departments }, (_, at) => newId(first + at));
  const rows = departments.map((id, at) => ({
    id,
    name: `Department ${at}`,
    code: `D${at}`,
    codeKey: `D${at}`,
    placeId: null,
  }));
  await db.insertInto('department').values(rows).execute();
  const profiles = people.students.map((personId, at) => ({
    ...{ personId, usn: `USN${at}`, departmentId: departments[at % departments.length] ?? null, year: 2, semester: 3 },
    ...{ sectionLabel: 'A', guardianEmail: null, isUnder18: false },
  }));
  for (const some of chunksOf(profiles))
    await db
      .insertInto('studentProfile')
      .values(some as never)
      .execute();
  const termId = newId(first);
  await db
    .insertInto('term')
    .values({ id: termId, name: 'Term', startDay: start, endDay: end, archivedAt: null })
    .execute();
  const taught: Taught[] = [];
  let next = 0;
  for (let at = 0; at < SIZE.courses; at += 1) {
    const [courseId, sectionId] = [newId(first + at), newId(first + at)];
    const code = `C${at}`;
    const departmentId = departments[at % departments.length] as string;
    const teacherId = people.faculty[at % people.faculty.length] as string;
    await db
      .insertInto('course')
      .values({ id: courseId, code, codeKey: code, name: `Course ${at}`, departmentId, prescribedHours: null })
      .execute();
    await db
      .insertInto('section')
      .values({ id: sectionId, courseId, termId, name: 'A' } as never)
      .execute();
    await db.insertInto('sectionFaculty').values({ sectionId, personId: teacherId }).execute();
    // 37 and 38 in turn: 150,000 marks in 4,000 sessions.
    const roster = Array.from({ length: 37 + (at % 2) }, () => people.students[next++ % SIZE.students] as string);
    const enrolled = roster.map((studentId) => ({
      id: newId(first),
      sectionId,
      studentId,
      enrolledAt: first - DAY_MS,
      droppedAt: null,
    }));
    await db.insertInto('enrolment').values(enrolled).execute();
    taught.push({ sectionId, teacherId, roster });
  }
  return taught;
};

const addAlerts = async (db: Db, now: number): Promise<void> => {
  const rows = Array.from({ length: SIZE.alerts }, (_, at) => ({
    ...{
      id: newId(now),
      cause: `risk ${at}`,
      kind: 'guessing' as const,
      severity: 'medium' as const,
      state: 'open' as const,
    },
    ...{
      subjectKind: 'network' as const,
      subject: `subject ${at}`,
      points: 10,
      openedAt: now - at * 1000,
      lastAt: now,
    },
    ...{ acknowledgedBy: null, acknowledgedAt: null, resolvedBy: null, resolvedAt: null, note: null, version: 1 },
  }));
  for (const some of chunksOf(rows))
    await db
      .insertInto('securityAlert')
      .values(some as never)
      .execute();
};
