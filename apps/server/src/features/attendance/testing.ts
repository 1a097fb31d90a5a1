import { createHash, randomBytes } from 'node:crypto';
import {
  codeMessage,
  consentText,
  defaultPolicy,
  facesMessage,
  type PersonRole,
  type PolicyData,
} from '@smart-presence/contract';
import type { Kysely } from 'kysely';
import { type Db, newId, type Schema } from '../../platform/db/index.ts';
import { AppError, type Viewer } from '../../platform/http/index.ts';
import { createCourse, createPlace, enrolStudents, saveDepartment, saveTerm } from '../academics/index.ts';
import { createPerson, createSignInSession } from '../accounts/index.ts';
import { type FreshVerification, giveConsent, type VerificationKind } from '../biometrics/index.ts';
import { currentPolicy } from '../policies/index.ts';
import { checkIn } from './check-in.ts';
import { checkInByCode } from './room-code/check-in-by-code.ts';
import { codeAt, stepAt } from './room-code/codes.ts';
import { roomCodeKeys } from './room-code/keys.ts';
import { secretOf } from './room-code/room-code.store.ts';
import { showRoomCode } from './room-code/show-room-code.ts';
import { startChallenge } from './start-challenge.ts';
import { phoneOf, type TestDevice } from './testing-devices.ts';

export { newDevice, phoneOf, type TestDevice } from './testing-devices.ts';

export const NOW = Date.UTC(2026, 7, 3, 9);
export const MINUTE_MS = 60_000;

export const refuses = (code: string) => (error: unknown) => error instanceof AppError && error.code === code;

/** A person who is signed in, as a handler sees them. */
export const addViewer = async (db: Db, role: PersonRole, name: string): Promise<Viewer> => {
  const profile = role === 'student' ? { usn: `USN ${name}` } : undefined;
  const person = await createPerson(db, { name, role, profile }, NOW - 1000);
  const session = await createSignInSession(db, { personId: person.id, role, now: NOW });
  const proof = { needs: null, provedAt: NOW, reauthenticatedAt: null };
  return { personId: person.id, name, role, signInSessionId: session.id, ...proof };
};

/** A template row no face belongs to: enough where `verify` is scripted. */
export const addTemplate = async (db: Db, personId: string): Promise<void> => {
  await giveConsent(db, { personId, textVersion: consentText.version, guardian: null, now: NOW });
  const { liveId } = await db
    .selectFrom('consent')
    .select('liveId')
    .where('personId', '=', personId)
    .executeTakeFirstOrThrow();
  await db
    .insertInto('template')
    .values({
      id: newId(),
      personId,
      liveConsentId: liveId as string,
      version: 1,
      status: 'active',
      modelId: 'test',
      sealed: Buffer.from('sealed'),
      frames: 5,
      createdAt: NOW,
    })
    .execute();
};

export interface TestClass {
  sectionId: string;
  departmentId: string;
  teacher: Viewer;
  students: Viewer[];
}

let count = 0;

/** A section with a teacher and students who have given consent and a face. */
export const addClass = async (db: Db, { students = 3, place = false } = {}): Promise<TestClass> => {
  count += 1;
  const { id: placeId } = place
    ? await createPlace(db, {
        name: 'Main block',
        latitude: 12.97,
        longitude: 77.59,
        radius: 100,
        networks: ['10.1.0.0/16'],
      })
    : { id: null };
  const { id: departmentId } = await saveDepartment(db, { name: `Department ${count}`, code: `D${count}`, placeId });
  if (!(await db.selectFrom('term').select('id').executeTakeFirst()))
    await saveTerm(db, { fields: { name: 'Odd 2026', start: '2026-07-01', end: '2026-12-01' }, now: NOW });
  const teacher = await addViewer(db, 'faculty', `Teacher ${count}`);
  const viewers: Viewer[] = [];
  for (let i = 0; i < students; i += 1) {
    const student = await addViewer(db, 'student', `Student ${count}-${i}`);
    await addTemplate(db, student.personId);
    viewers.push(student);
  }
  const fields = { code: `C${count}`, name: `Course ${count}`, departmentId, prescribedHours: null };
  await createCourse(db, { fields, facultyIds: [teacher.personId], now: NOW });
  const { id: sectionId } = await db
    .selectFrom('section')
    .innerJoin('course', 'course.id', 'section.courseId')
    .select('section.id')
    .where('course.code', '=', fields.code)
    .executeTakeFirstOrThrow();
  // They have been in it for a month.
  const joined = NOW - 30 * 24 * 3_600_000;
  await enrolStudents(db, { sectionId, studentIds: viewers.map((v) => v.personId), usns: [], now: joined });
  return { sectionId, departmentId, teacher, students: viewers };
};

/** Takes a student off the roster. */
export const drop = async (
  db: Db,
  { sectionId, studentId, now }: { sectionId: string; studentId: string; now: number },
) => {
  await db
    .updateTable('enrolment')
    .set({ droppedAt: now })
    .where('sectionId', '=', sectionId)
    .where('studentId', '=', studentId)
    .execute();
};

/** Makes a policy the one in force, with some fields changed. */
export const setPolicy = async (db: Db, patch: Partial<PolicyData>): Promise<void> => {
  const { version } = await currentPolicy(db, NOW);
  await db
    .insertInto('policy')
    .values({
      id: newId(),
      version: version + 1,
      effectiveFrom: NOW,
      createdBy: null,
      note: null,
      data: JSON.stringify({ ...defaultPolicy, ...patch }),
    })
    .execute();
};

/** What the face comparison found, without any face. */
export const finding = (kind: VerificationKind): FreshVerification => ({
  kind,
  distance: kind === 'match' ? 0.31 : 0.55,
  spread: 0.1,
  counted: 3,
  reason: null,
  template: { version: 1, status: 'active' },
  model: 'test',
  frames: [],
  liveness: null,
  hashes: [],
  repeatsOf: [],
  resembles: null,
});

/** A comparison that answers as it is told and counts how often it was asked. */
export const scripted = (kind: VerificationKind = 'match') => {
  const script = {
    kind,
    asked: 0,
    /** Runs while the comparison is under way. */
    meanwhile: (): Promise<unknown> => Promise.resolve(),
    verify: async (): Promise<FreshVerification> => {
      script.asked += 1;
      await script.meanwhile();
      return finding(script.kind);
    },
  };
  return script;
};

export interface TestCheckIn {
  sessionId: string;
  student: Viewer;
  begunAt: number;
  arrivesAt?: number;
  kind?: VerificationKind;
  place?: CheckInRequest['place'];
  device?: TestDevice;
}

export const framesOfNothing = [Buffer.from('a'), Buffer.from('b'), Buffer.from('c')];

export type CheckInRequest = Parameters<typeof checkIn>[0]['request'];

/** The same request with what a device signs for it; the student's own phone when none is given. */
export const signedBy = <T extends Omit<CheckInRequest, 'device'>>(request: T, device = phoneOf(request.viewer)) => {
  const { sessionId, challengeId, nonce, viewer } = request;
  const frameDigests = request.frames.map((frame) => createHash('sha256').update(frame).digest('hex'));
  const message = facesMessage({ personId: viewer.personId, sessionId, challengeId, nonce, frameDigests });
  return { ...request, device: device.sign(message) };
};

export const testKeys = roomCodeKeys(randomBytes(32));

/** The code a session's projector shows at an instant. */
export const codeShown = async (db: Db, { sessionId, at }: { sessionId: string; at: number }): Promise<string> => {
  const secret = await secretOf(db, testKeys, sessionId);
  if (!secret) throw new Error('no room code was shown in this session');
  return codeAt(secret, stepAt(at));
};

/** Has a teacher put the code on the projector. */
export const project = (db: Db, props: { sessionId: string; teacher: Viewer; now: number }) =>
  showRoomCode({ db, keys: testKeys, sessionId: props.sessionId, viewer: props.teacher, now: props.now });

export interface TestCodeCheckIn {
  sessionId: string;
  student: Viewer;
  code: string;
  now: number;
  place?: CheckInRequest['place'];
  address?: string;
  /** null: the browser keeps no key. */
  device?: TestDevice | null;
}

/** A whole check-in with the room code alone. */
export const codeCheckIn = (db: Db, props: TestCodeCheckIn) => {
  const { sessionId, student, code, now, place = null, address = '127.0.0.1', device = phoneOf(student) } = props;
  const proof = device?.sign(codeMessage({ personId: student.personId, sessionId, code })) ?? null;
  const request = { sessionId, code, place, device: proof, viewer: student, address, now };
  return checkInByCode({ db, keys: testKeys, request });
};

/** A whole check-in with a scripted face. */
export const checkInAs = async (db: Db, props: TestCheckIn) => {
  const { sessionId, student, begunAt, arrivesAt = begunAt + 3000, kind = 'match', place = null, device } = props;
  const { id, nonce } = await startChallenge(db, { sessionId, viewer: student, now: begunAt });
  return checkIn({
    db,
    verify: scripted(kind).verify,
    request: signedBy(
      {
        sessionId,
        challengeId: id,
        nonce,
        frames: framesOfNothing,
        frameTimes: [0, 300, 600],
        place,
        viewer: student,
        address: '127.0.0.1',
        now: arrivesAt,
      },
      device,
    ),
  });
};

/** The handle, and how many statements went through it. */
export const countingQueries = (db: Db): { db: Db; statements: () => number } => {
  let statements = 0;
  const counting = db.withPlugin({
    transformQuery: ({ node }) => {
      statements += 1;
      return node;
    },
    transformResult: ({ result }) => Promise.resolve(result),
  }) as Kysely<Schema>;
  return { db: counting, statements: () => statements };
};

/** Every mark of a session as it stands in the table, oldest first. */
export const allMarks = (db: Db, sessionId: string) =>
  db
    .selectFrom('mark')
    .selectAll()
    .where('sessionId', '=', sessionId)
    .orderBy('studentId')
    .orderBy('version')
    .execute();

/** Types of the events of a session, in order. */
export const eventTypes = async (db: Db, sessionId: string): Promise<string[]> => {
  const rows = await db
    .selectFrom('domainEvent')
    .select('type')
    .where('sessionId', '=', sessionId)
    .orderBy('id')
    .execute();
  return rows.map((row) => row.type);
};
