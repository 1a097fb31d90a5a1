import type { AttendanceSession } from '@smart-presence/contract';
import { type Db, isUniqueViolation, newId, type Trx, transact } from '../../platform/db/index.ts';
import { fail } from '../../platform/http/index.ts';
import { findSection, type SectionViewer } from '../academics/index.ts';
import { currentPolicy } from '../policies/index.ts';
import { closeDueSessions } from './close-due-sessions.ts';
import { publishSession } from './session-events.ts';

export interface OpenRequest {
  sectionId: string;
  viewer: SectionViewer;
  /** 1 to 120; the policy's length when absent. */
  minutes?: number | undefined;
  now: number;
}

const MINUTE_MS = 60_000;

/**
 * Opens a session for a section under the policy in force. An admin opens it on behalf of a teacher of the section.
 * @throws AppError `not_found`; `session_already_open` with the session's id under `section` or `teacher` in details.
 */
export const openSession = async (db: Db, request: OpenRequest): Promise<AttendanceSession> => {
  const { sectionId, viewer, now } = request;
  const section = viewer.role === 'student' ? undefined : await findSection(db, viewer, sectionId);
  if (!section) return fail('not_found');
  // What should have ended by now must not stand in the way.
  await closeDueSessions(db, now);
  const policy = await currentPolicy(db, now);
  const faculty = section.faculty.map((person) => person.id);
  const teachers = viewer.role === 'admin' && !faculty.includes(viewer.personId) ? faculty : [viewer.personId];
  const attempt = (trx: Trx) => insertSession(trx, { request, policy, teachers });
  try {
    return await transact(db, attempt);
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    // Someone opened one at the same moment: the second look names it.
    return transact(db, attempt);
  }
};

interface NewSession {
  request: OpenRequest;
  policy: Awaited<ReturnType<typeof currentPolicy>>;
  teachers: readonly string[];
}

const insertSession = async (trx: Trx, { request, policy, teachers }: NewSession): Promise<AttendanceSession> => {
  const { sectionId, viewer, now, minutes = policy.data.sessionMinutes } = request;
  const openedBy = await freeTeacher(trx, { sectionId, teachers, otherwise: viewer.personId });
  const id = newId(now);
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
    })
    .execute();
  return publishSession(trx, { type: 'session.opened', sessionId: id, actorId: viewer.personId, now });
};

interface TeacherChoice {
  sectionId: string;
  teachers: readonly string[];
  /** Who opens it when nobody teaches the section. */
  otherwise: string;
}

/** The first teacher of the section without an open session. */
const freeTeacher = async (trx: Trx, { sectionId, teachers, otherwise }: TeacherChoice): Promise<string> => {
  const candidates = teachers.length > 0 ? teachers : [otherwise];
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
