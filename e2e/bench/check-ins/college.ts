import { consentText } from '@smart-presence/contract';
import type { ApiClient } from '../../support/api.ts';
import { acceptInvitation, setUpCollege } from '../../support/college.ts';
import { type RunningServer, startServer } from '../../support/server.ts';
import { renderTakes, type Takes } from './takes.ts';

const STUDENTS = 48;
/** Sessions open at once, one for each section and teacher: every student can check in once to each. */
const SECTIONS = 16;
const THREADS = 2;

export interface Phone {
  client: ApiClient;
  id: string;
  takes: Takes;
}

/** One check-in that has not been made yet. */
export interface Turn {
  phone: Phone;
  sessionId: string;
}

export interface BenchCollege {
  server: RunningServer;
  threads: number;
  admin: ApiClient;
  teacher: ApiClient;
  phones: readonly Phone[];
  boardOf: string;
  /** Check-ins that were answered with a mark so far. */
  acknowledged: number;
  /** The next student and session. @throws Error when all have been used. */
  nextTurn(): Turn;
  /** Everybody who attended, in all sessions, as the server counts them. */
  countMarks(): Promise<number>;
  /** From now on check-ins ask for movements: closes every session and opens new ones. */
  askForMovements(): Promise<void>;
  close(): Promise<void>;
}

/** A college of enrolled students, each on the roster of every section, with a session open in each. */
export async function openCollege(progress: (what: string) => void): Promise<BenchCollege> {
  const server = await startServer({ env: { LOG_LEVEL: 'silent', FACE_THREADS: String(THREADS) } });
  const names = Array.from({ length: STUDENTS }, (_, at) => `Student ${at + 1}`);
  const { admin, teacher, sectionId, departmentId, students } = await setUpCollege(server, names);
  const { data } = await admin.call('currentPolicy');
  // Few faces for all, which the look for duplicates would refuse; place is not what is measured.
  const policy = { ...data, placeMode: 'off' as const, face: { ...data.face, duplicateSure: 0 } };
  await admin.call('savePolicy', { body: { data: policy } });
  progress('rendering');
  const people = await renderTakes();
  const phones: Phone[] = [];
  for (const [at, { id }] of students.entries()) {
    const takes = people[at % people.length]!;
    const client = await acceptInvitation({ server, admin, personId: id });
    await client.call('giveConsent', { body: { textVersion: consentText.version } });
    const { outcome } = await client.call('enrolMyFace', { body: {}, files: takes.enrolment });
    if (outcome !== 'enrolled') throw new Error(`student ${at + 1} was not enrolled`);
    phones.push({ client, id, takes });
    if ((at + 1) % 16 === 0) progress(`${at + 1} enrolled`);
  }
  const classes = [{ teacher, sectionId }];
  while (classes.length < SECTIONS)
    classes.push(await addClass({ server, admin, departmentId, students, at: classes.length }));
  const openAll = () =>
    Promise.all(
      classes.map(async (each) => {
        const { id } = await each.teacher.call('openSession', {
          params: { id: each.sectionId },
          body: { minutes: 120 },
        });
        return { ...each, id };
      }),
    );
  let sessions = await openAll();
  let turn = 0;
  return {
    server,
    threads: THREADS,
    admin,
    teacher,
    phones,
    boardOf: sessions[0]!.id,
    acknowledged: 0,
    nextTurn() {
      const [phone, session] = [phones[turn % STUDENTS], sessions[Math.floor(turn / STUDENTS)]];
      turn += 1;
      if (!phone || !session) throw new Error('every student has checked in everywhere');
      return { phone, sessionId: session.id };
    },
    async countMarks() {
      const boards = await Promise.all(
        sessions.map(({ teacher: own, id }) => own.call('getSession', { params: { id } })),
      );
      return boards.reduce((sum, { counts }) => sum + counts.attended, 0);
    },
    async askForMovements() {
      await admin.call('savePolicy', { body: { data: { ...policy, liveness: { level: 'standard' } } } });
      await Promise.all(sessions.map(({ teacher: own, id }) => own.call('closeSession', { params: { id } })));
      [sessions, turn] = [await openAll(), 0];
    },
    close: () => server.stop(),
  };
}

interface ClassProps {
  server: RunningServer;
  admin: ApiClient;
  departmentId: string;
  students: readonly { id: string }[];
  at: number;
}

async function addClass({ server, admin, departmentId, students, at }: ClassProps) {
  const person = await admin.call('createPerson', {
    body: { name: `Teacher ${at}`, email: `teacher${at}@college.example`, role: 'faculty' },
  });
  const body = {
    code: `CS6${String(at).padStart(2, '0')}`,
    name: `Course ${at}`,
    departmentId,
    facultyIds: [person.id],
  };
  const course = await admin.call('createCourse', { body });
  const sections = await admin.call('listSections', { query: {} });
  const section = sections.find((each) => each.course.id === course.id);
  if (!section) throw new Error('the course made no section');
  await admin.call('enrolStudents', { params: { id: section.id }, body: { studentIds: students.map(({ id }) => id) } });
  return { teacher: await acceptInvitation({ server, admin, personId: person.id }), sectionId: section.id };
}
