import type { AttendanceSession } from '@smart-presence/contract';
import { type Db, isUniqueViolation, newId, type Trx, transact } from '../../platform/db/index.ts';
import { fail } from '../../platform/http/index.ts';
import { assertActiveSection, findSection, type SectionViewer } from '../academics/index.ts';
import { currentPolicy } from '../policies/index.ts';
import { closeDueSessions } from './close-due-sessions.ts';
import { claimScheduled } from './schedule/claim-scheduled.ts';
import { publishSession } from './session-events.ts';
import { tellOpened } from './tell-people.ts';

export interface OpenRequest {
  sectionId: string;
  viewer: SectionViewer;
  /** 1 to 120; the policy's length when absent. */
  minutes?: number | undefined;
  /** Sections that are taught together with it. */
  together?: readonly string[];
  now: number;
}

const MINUTE_MS = 60_000;

/**
 * Opens a session for a section under the policy in force. An admin opens it on behalf of a teacher of the section. A class
 * of the timetable that is due is what it opens.
 * @throws AppError `not_found`; `session_already_open` with the session's id under `section` or `teacher` in details.
 */
export const openSession = async (db: Db, request: OpenRequest): Promise<AttendanceSession> => {
  const { sectionId, viewer, minutes, together = [], now } = request;
  const section = viewer.role === 'student' ? undefined : await findSection(db, viewer, sectionId);
  if (!section) return fail('not_found');
  const others = [...new Set(together)].filter((id) => id !== sectionId).map((id) => ({ sectionId: id }));
  for (const other of others) if (!(await findSection(db, viewer, other.sectionId))) return fail('not_found');
  const faculty = section.faculty.map((person) => person.id);
  const isForOthers = viewer.role === 'admin' && faculty.length > 0 && !faculty.includes(viewer.personId);
  const teachers = isForOthers ? faculty : [viewer.personId];
  return openFor(db, { sectionId, teachers, together: others, actorId: viewer.personId, minutes, now });
};

export interface Opening {
  sectionId: string;
  /** In whose name it is opened: the first of them without an open session. At least one. */
  teachers: readonly string[];
  /** Who opens it; null: the clock. */
  actorId: string | null;
  /** The class of the timetable that is meant; absent: the one that is due, if any. */
  scheduledId?: string;
  /** Sections that sit in the same class, and their classes of the timetable. */
  together?: readonly { sectionId: string; scheduledId?: string }[];
  minutes?: number | undefined;
  now: number;
}

/** Opens a session for whoever may. @throws AppError `session_already_open`, `class_not_due`, `term_archived`. */
export const openFor = async (db: Db, opening: Opening): Promise<AttendanceSession> => {
  const { now } = opening;
  // What should have ended by now must not stand in the way.
  await closeDueSessions(db, now);
  const policy = await currentPolicy(db, now);
  const attempt = (trx: Trx) => insertSession(trx, { opening, policy });
  try {
    return await transact(db, attempt);
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    // Someone opened one at the same moment: the second look names it.
    return transact(db, attempt);
  }
};

interface NewSession {
  opening: Opening;
  policy: Awaited<ReturnType<typeof currentPolicy>>;
}

const insertSession = async (trx: Trx, { opening, policy }: NewSession): Promise<AttendanceSession> => {
  const { sectionId, teachers, together = [] } = opening;
  const openedBy = await freeTeacher(trx, { sectionId, teachers });
  const session = await insertOne(trx, { opening, policy, openedBy, leadId: null });
  for (const { sectionId: other, scheduledId } of together) {
    await assertFree(trx, other);
    const { scheduledId: _, ...same } = opening;
    const its = { ...same, sectionId: other, ...(scheduledId !== undefined && { scheduledId }) };
    await insertOne(trx, { opening: its, policy, openedBy, leadId: session.id });
  }
  return session;
};

interface OneSession extends NewSession {
  openedBy: string;
  leadId: string | null;
}

const insertOne = async (trx: Trx, { opening, policy, openedBy, leadId }: OneSession): Promise<AttendanceSession> => {
  const { sectionId, actorId, scheduledId, now, minutes = policy.data.sessionMinutes } = opening;
  await assertActiveSection(trx, sectionId);
  const scheduled = await claimScheduled(trx, { sectionId, scheduledId, now });
  if (scheduledId !== undefined && scheduled === undefined) fail('class_not_due');
  const id = scheduled ?? newId(now);
  await trx
    .insertInto('attendanceSession')
    .values({
      id,
      sectionId,
      openedBy,
      state: 'open',
      openedAt: now,
      endsAt: now + minutes * MINUTE_MS,
      graceMs: policy.data.graceSeconds * 1000,
      closedAt: null,
      editableUntil: null,
      policyVersion: policy.version,
      leadId,
    })
    .execute();
  const session = await publishSession(trx, { type: 'session.opened', sessionId: id, actorId, now });
  await tellOpened(trx, session, now);
  return session;
};

/** @throws AppError `session_already_open` naming the section's session. */
const assertFree = async (trx: Trx, sectionId: string): Promise<void> => {
  const open = await trx
    .selectFrom('attendanceSession')
    .select('id')
    .where('state', 'in', ['open', 'closing'])
    .where('sectionId', '=', sectionId)
    .executeTakeFirst();
  if (open) alreadyOpen('section', open.id);
};

interface TeacherChoice {
  sectionId: string;
  teachers: readonly string[];
}

/** The first teacher of the section without an open session. */
const freeTeacher = async (trx: Trx, { sectionId, teachers: candidates }: TeacherChoice): Promise<string> => {
  const open = await trx
    .selectFrom('attendanceSession')
    .select(['id', 'sectionId', 'openedBy', 'state'])
    .where('state', 'in', ['open', 'closing'])
    .where((eb) => eb.or([eb('sectionId', '=', sectionId), eb('openedBy', 'in', candidates)]))
    .execute();
  const here = open.find((session) => session.sectionId === sectionId);
  if (here) return alreadyOpen('section', here.id);
  const busy = new Map(open.filter((s) => s.state === 'open').map((session) => [session.openedBy, session.id]));
  const free = candidates.find((id) => !busy.has(id));
  return free ?? alreadyOpen('teacher', busy.get(candidates[0] ?? '') ?? '');
};

const alreadyOpen = (because: 'section' | 'teacher', sessionId: string): never =>
  fail('session_already_open', { details: [{ path: because, message: sessionId }] });
