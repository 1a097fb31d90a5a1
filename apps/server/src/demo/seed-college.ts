import { type AccessPolicy, defaultAccessPolicy } from '@smart-presence/contract';
import {
  addHoliday,
  createCourse,
  createPlace,
  currentTermId,
  dayIn,
  enrolStudents,
  saveDepartment,
  saveRoom,
  saveSlot,
  saveTerm,
  sectionsOf,
  startOfDay,
} from '../features/academics/index.ts';
import {
  createInstitution,
  createPerson,
  hashPassword,
  keepAccessPolicy,
  setPasswordHash,
} from '../features/accounts/index.ts';
import { closeSession, followTimetable, openSession, setMarks } from '../features/attendance/index.ts';
import { type Db, type Trx, transact } from '../platform/db/index.ts';
import { type CollegePlan, departments, institution, type PlannedStudent, planCollege } from './college-plan.ts';
import { seedVoices } from './seed-voices.ts';

export const DEMO_PASSWORD = 'walk through the demo';
export const DEMO_ADMIN = 'admin@college.example';

export interface SeededCollege {
  students: number;
  teachers: number;
  courses: number;
  sessions: number;
  marks: number;
  /** Whom to sign in as; all have `DEMO_PASSWORD`. */
  accounts: { role: string; email: string; name: string }[];
}

export interface SeedOptions {
  now: number;
  /** How many weeks of classes before this one; a term when absent. */
  weeks?: number;
  /** Share done, 0 to 1. */
  progress?: (share: number) => void;
}

const TERM_WEEKS = 14;
const DAY_MS = 24 * 3_600_000;
const HOUR_MS = 3_600_000;
const TERM_WEEKS_AFTER = 3;

/** True when nobody has used this database yet. */
export const isUntouched = async (db: Db): Promise<boolean> =>
  (await db.selectFrom('person').select('id').limit(1).executeTakeFirst()) === undefined;

/**
 * Fills an untouched database with an imagined college and a term of roll calls up to yesterday, through the same use
 * cases that people use. The same college every time; only the dates follow today. No faces: those come from a camera.
 */
export const seedCollege = async (
  db: Db,
  { now, weeks = TERM_WEEKS, progress = () => {} }: SeedOptions,
): Promise<SeededCollege> => {
  const plan = planCollege();
  const today = startOfDay(institution.timeZone, dayIn(institution.timeZone, now));
  const monday = mondayBefore(today - weeks * 7 * DAY_MS);
  const people = await transact(db, (trx) => seedPeople(trx, { plan, monday }));
  const passwordHash = await hashPassword(DEMO_PASSWORD);
  await transact(db, async (trx) => {
    for (const { id } of [people.admin, ...people.teachers, ...people.students])
      await setPasswordHash(trx, { personId: id, hash: passwordHash, now: monday });
    await keepAccessPolicy(trx, onePasswordAway, { changedBy: null, changedAt: monday });
  });
  const sections = await seedSections(db, { people, monday });
  const history = await seedHistory(db, { sections, people, plan, monday, today, weeks, progress });
  await seedTimetable(db, { sections, monday, weeks, now });
  await seedVoices(db, { adminId: people.admin.id, random: plan.random, now });
  return {
    students: people.students.length,
    teachers: people.teachers.length,
    courses: sections.length,
    ...history,
    // Someone like most: comes nearly always, with a course or two to watch.
    accounts: [
      people.admin,
      people.teachers[0],
      people.students.find(({ diligence }) => diligence > 0.8 && diligence < 0.86),
    ].flatMap((person, index) =>
      person
        ? [{ role: ['admin', 'faculty', 'student'][index] as string, email: person.email, name: person.name }]
        : [],
    ),
  };
};

/** Whoever looks around signs in with the published password alone; a real installation asks administrators for more. */
const onePasswordAway: AccessPolicy = {
  ...defaultAccessPolicy,
  secondFactor: { ...defaultAccessPolicy.secondFactor, admin: 'offered' },
};

const mondayBefore = (instant: number): number => {
  const day = new Date(`${dayIn(institution.timeZone, instant)}T00:00:00Z`).getUTCDay();
  return instant - ((day + 6) % 7) * DAY_MS;
};

interface SeededPerson {
  id: string;
  name: string;
  email: string;
  department: string;
}
interface SeededStudent extends SeededPerson {
  diligence: number;
}
interface People {
  admin: SeededPerson;
  teachers: SeededPerson[];
  students: SeededStudent[];
  departmentIds: Map<string, string>;
}

const seedPeople = async (trx: Db, { plan, monday }: { plan: CollegePlan; monday: number }): Promise<People> => {
  await createInstitution(trx, institution, monday);
  const end = dayIn(institution.timeZone, monday + (TERM_WEEKS + TERM_WEEKS_AFTER) * 7 * DAY_MS);
  await saveTerm(trx, {
    fields: { name: 'Current term', start: dayIn(institution.timeZone, monday), end },
    now: monday,
  });
  const departmentIds = new Map<string, string>();
  for (const { code, name, place } of departments) {
    const { id: placeId } = await createPlace(trx, { ...place, networks: [...place.networks] });
    departmentIds.set(code, (await saveDepartment(trx, { name, code, placeId })).id);
  }
  const admin = await createPerson(trx, { name: 'Demo Administrator', email: DEMO_ADMIN, role: 'admin' }, monday);
  const teachers: SeededPerson[] = [];
  for (const teacher of plan.teachers) {
    const { id } = await createPerson(trx, { name: teacher.name, email: teacher.email, role: 'faculty' }, monday);
    teachers.push({ id, ...teacher });
  }
  const students: SeededStudent[] = [];
  for (const student of plan.students)
    students.push(
      await seedStudent(trx, { student, departmentId: departmentIds.get(student.department) ?? null, monday }),
    );
  return {
    admin: { id: admin.id, name: admin.name, email: DEMO_ADMIN, department: '' },
    teachers,
    students,
    departmentIds,
  };
};

const seedStudent = async (
  trx: Db,
  { student, departmentId, monday }: { student: PlannedStudent; departmentId: string | null; monday: number },
): Promise<SeededStudent> => {
  const { name, email, usn, year, semester, sectionLabel, department, diligence } = student;
  const { id } = await createPerson(
    trx,
    { name, email, role: 'student', profile: { usn, year, semester, sectionLabel, departmentId } },
    monday,
  );
  return { id, name, email, department, diligence };
};

interface SeededSection {
  id: string;
  teacher: SeededPerson;
  students: SeededStudent[];
  /** Weekdays (0 Monday) and hour at which it meets. */
  meets: { day: number; hour: number }[];
  room: { name: string; placeId: string; capacity: number };
}

const seedSections = async (
  db: Db,
  { people, monday }: { people: People; monday: number },
): Promise<SeededSection[]> => {
  const sections: SeededSection[] = [];
  for (const department of departments) {
    const students = people.students.filter((student) => student.department === department.code);
    const teachers = people.teachers.filter((teacher) => teacher.department === department.code);
    for (const [index, [code, name]] of department.courses.entries()) {
      const teacher = teachers[index % teachers.length] as SeededPerson;
      const fields = { code, name, departmentId: people.departmentIds.get(department.code) ?? '', prescribedHours: 40 };
      const course = await createCourse(db, { fields, facultyIds: [teacher.id], now: monday });
      const [section] = await sectionsOf(db, { personId: people.admin.id, role: 'admin' }, { courseId: course.id });
      if (!section) throw new Error(`the course ${code} has no section`);
      await enrolStudents(db, {
        sectionId: section.id,
        studentIds: students.map((student) => student.id),
        usns: [],
        now: monday,
      });
      sections.push({
        id: section.id,
        teacher,
        students,
        meets: [
          { day: index, hour: 9 + index },
          { day: (index + 2) % 5, hour: 14 },
        ],
        room: { name: `${department.code} ${index + 1}`, placeId: section.place?.id ?? '', capacity: 80 },
      });
    }
  }
  return sections;
};

/** Last, so that the past is as it was held: the timetable announces what comes. */
const seedTimetable = (
  db: Db,
  { sections, monday, weeks, now }: { sections: readonly SeededSection[]; monday: number; weeks: number; now: number },
): Promise<void> =>
  transact(db, async (trx) => {
    const zone = institution.timeZone;
    const termId = await currentTermId(trx, now);
    const friday = dayIn(zone, monday + ((weeks + 1) * 7 + 4) * DAY_MS);
    if (termId) await addHoliday(trx, { termId, fields: { name: 'Founders’ Day', first: friday, last: friday } });
    for (const { id: sectionId, meets, room } of sections) {
      const { id: roomId } = await saveRoom(trx, room);
      for (const { day, hour } of meets) {
        const [start, end] = [hour, hour + 1].map((of) => `${String(of).padStart(2, '0')}:00`) as [string, string];
        const slot = { weekday: day + 1, start, end, repeat: 'weekly' as const, roomId };
        await saveSlot(trx, { sectionId, fields: { ...slot, teacherId: null, from: null, until: null } });
      }
      await followTimetable(trx, { sectionId, now });
    }
    await seedTogether(trx, sections, now);
  });

/** Two sections of different departments that one teacher has together once a week, in a hall that seats both. */
const seedTogether = async (trx: Trx, sections: readonly SeededSection[], now: number): Promise<void> => {
  const first = sections[0];
  const second = sections.find(({ students }) => students[0]?.department !== first?.students[0]?.department);
  if (!first || !second) return;
  const capacity = first.students.length + second.students.length;
  const { id: roomId } = await saveRoom(trx, { name: 'Hall', placeId: first.room.placeId, capacity });
  const slot = { weekday: 5, start: '16:00', end: '17:00', repeat: 'weekly' as const, roomId, from: null, until: null };
  for (const { id: sectionId } of [first, second]) {
    await saveSlot(trx, { sectionId, fields: { ...slot, teacherId: first.teacher.id } });
    await followTimetable(trx, { sectionId, now });
  }
};

interface HistoryOptions {
  sections: readonly SeededSection[];
  people: People;
  plan: CollegePlan;
  monday: number;
  today: number;
  weeks: number;
  progress: (share: number) => void;
}

const seedHistory = async (
  db: Db,
  { sections, plan, monday, today, weeks, progress }: HistoryOptions,
): Promise<{ sessions: number; marks: number }> => {
  const meetings = Array.from({ length: weeks + 1 }, (_, week) => week)
    .flatMap((week) =>
      sections.flatMap((section) =>
        section.meets.map(({ day, hour }) => ({ section, at: monday + (week * 7 + day) * DAY_MS + hour * HOUR_MS })),
      ),
    )
    .filter(({ at }) => at < today)
    .sort((a, b) => a.at - b.at);
  let marks = 0;
  for (const [index, { section, at }] of meetings.entries()) {
    marks += await holdClass(db, { section, at, random: plan.random });
    progress((index + 1) / meetings.length);
  }
  return { sessions: meetings.length, marks };
};

/** One class: opened by its teacher, roll called, closed. @returns how many marks it made. */
const holdClass = async (
  db: Db,
  { section, at, random }: { section: SeededSection; at: number; random: () => number },
): Promise<number> => {
  const viewer = { personId: section.teacher.id, role: 'faculty' };
  const session = await openSession(db, { sectionId: section.id, viewer, minutes: 10, now: at });
  const marks = section.students.flatMap((student) => {
    const luck = random();
    if (luck > student.diligence) return luck > 0.985 ? [{ studentId: student.id, code: 'E' }] : [];
    return [{ studentId: student.id, code: random() < 0.08 ? 'L' : 'P' }];
  });
  await setMarks(db, { sessionId: session.id, viewer, marks, reason: null, now: at + 5 * 60_000 });
  await closeSession(db, { sessionId: session.id, viewer, now: at + 9 * 60_000 });
  return section.students.length;
};
