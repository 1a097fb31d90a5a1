import type { AttendanceSession, PolicyData } from '@smart-presence/contract';
import { type Db, newId, type Trx } from '../../platform/db/index.ts';
import { fail } from '../../platform/http/index.ts';
import { type SectionViewer, studentsAt } from '../academics/index.ts';
import { attendedCodes } from './count-marks.ts';
import { leaveIn } from './leave/granted-leave.store.ts';
import { appendMarks, currentMarks } from './marks.store.ts';
import { failuresIn } from './outage/failed-check-ins.ts';
import { findHeld, type Held } from './outage/find-held.ts';
import { silencesIn } from './outage/heartbeat.ts';
import { requestReviews } from './reviews.store.ts';
import { graceEnd } from './session-clock.ts';
import { publishSession, publishStudents } from './session-events.ts';
import { editWindowMs, policyOf, type SessionRow, viewOf } from './sessions.store.ts';
import { inClass, othersOf } from './together.ts';

export interface CloseRequest {
  sessionId: string;
  viewer: SectionViewer;
  now: number;
}

/**
 * Closes a session now, without grace; unmarked students become absent. Closing a closed session changes nothing.
 * @throws AppError `not_found`, `session_not_open`.
 */
export const closeSession = (db: Db, { sessionId, viewer, now }: CloseRequest): Promise<AttendanceSession> =>
  inClass(db, { sessionId, viewer }, async (trx, row, others) => {
    if (row.state === 'scheduled') fail('session_not_open');
    const closed = await closeOne(trx, { row, viewer, now });
    // The class is over for everybody who sat in it.
    for (const other of others) await closeOne(trx, { row: other, viewer, now });
    return closed ?? viewOf(trx, row, now);
  });

const closeOne = async (
  trx: Trx,
  { row, viewer, now }: { row: SessionRow; viewer: SectionViewer; now: number },
): Promise<AttendanceSession | undefined> => {
  if (row.state !== 'open' && row.state !== 'closing') return undefined;
  const closedAt = Math.min(Math.max(now, row.openedAt), graceEnd(row));
  return settle(trx, { row, closedAt, actorId: viewer.personId, now });
};

interface Closable {
  id: string;
  sectionId: string;
  policyVersion: number;
  openedAt: number;
  endsAt: number;
}

export interface Closing {
  row: Closable;
  closedAt: number;
  /** null: the clock. */
  actorId: string | null;
  now: number;
}

/**
 * Claims the session, writes the absences and tells everybody. Whoever comes second finds nothing to claim.
 * @returns the closed session, or undefined when someone else has closed it.
 */
export const settle = async (trx: Trx, closing: Closing): Promise<AttendanceSession | undefined> => {
  const { row, closedAt, actorId, now } = closing;
  const policy = await policyOf(trx, row);
  const claimed = await trx
    .updateTable('attendanceSession')
    .set({
      state: 'closed',
      closedAt,
      endsAt: Math.min(row.endsAt, closedAt),
      editableUntil: closedAt + editWindowMs(policy),
    })
    .where('id', '=', row.id)
    .where('state', 'in', ['open', 'closing'])
    .returning('id')
    .executeTakeFirst();
  if (!claimed) return undefined;
  await settleMissing(trx, { ...closing, policy });
  return publishSession(trx, { type: 'session.closed', sessionId: row.id, actorId, now });
};

/**
 * Whoever was on the roster then without a mark becomes absent, but for those with leave, those whom a failure of ours may have kept
 * from being marked, and those whose check-in a person has still to decide. Leave also takes the place of an absence that
 * was noted while the session ran.
 */
const settleMissing = async (trx: Trx, closing: Closing & { policy: PolicyData }): Promise<void> => {
  const { row, closedAt, now, policy } = closing;
  const leave = await leaveIn(trx, row);
  const marks = new Map((await currentMarks(trx, row.id)).map((mark) => [mark.studentId, mark.code]));
  const asked = new Set(await studentsUnderReview(trx, row.id));
  // Whoever joined since, or left since, by a clock that came late or a day that was chosen, was or was not there then.
  const students = await studentsAt(trx, { sectionId: row.sectionId, at: closedAt });
  const missing = students.filter(({ id }) => !marks.has(id) && !asked.has(id));
  const held = await heldIn(trx, closing);
  const seen = await seenTogether(trx, { row, policy });
  const here = missing.filter(({ id }) => seen.has(id));
  const onLeave = students.flatMap((student) => {
    const granted = leave.get(student.id);
    const isAbsent = marks.get(student.id) === policy.absentCode;
    return granted && (isAbsent || (missing.includes(student) && !seen.has(student.id))) ? [{ student, granted }] : [];
  });
  const absent = missing.filter(({ id }) => !leave.has(id) && !held.has(id) && !seen.has(id));
  const first = { sessionId: row.id, method: 'clock' as const, at: closedAt, recordedAt: now, actorId: null };
  const evidence = { policyVersion: row.policyVersion };
  const appended = await appendMarks(trx, [
    ...absent.map(({ id }) => ({
      ...first,
      id: newId(now),
      studentId: id,
      code: policy.absentCode,
      reason: null,
      isFlagged: false,
      evidence,
    })),
    ...onLeave.map(({ student, granted }) => ({
      ...first,
      id: newId(now),
      studentId: student.id,
      code: granted.code,
      reason: granted.reason,
      isFlagged: false,
      evidence: { ...evidence, leaveId: granted.id },
      origin: { kind: 'leave' as const, id: granted.id },
    })),
    ...here.map(({ id }) => ({
      ...first,
      id: newId(now),
      studentId: id,
      reason: null,
      isFlagged: false,
      code: seen.get(id)?.code ?? policy.presentCode,
      evidence: { ...evidence, heldTogether: seen.get(id)?.sessionId },
    })),
  ]);
  const reviews = await requestReviews(
    trx,
    missing
      .filter(({ id }) => !leave.has(id) && held.has(id) && !seen.has(id))
      .map(({ id }) => ({
        sessionId: row.id,
        studentId: id,
        requestedAt: closedAt,
        reasons: ['outage' as const],
        evidence: held.evidence,
      })),
  );
  // The absences are told by `session.closed`; what somebody saw otherwise before is told one by one.
  const changed = appended.slice(absent.length).filter(({ from }) => from !== null);
  const names = new Map(students.map((student) => [student.id, student]));
  const told = changed.flatMap(({ mark, from }) => {
    const student = names.get(mark.studentId);
    return student ? [{ student, mark, from }] : [];
  });
  const session = { ...row, state: 'closed' };
  await publishStudents(trx, { session, policy, marks: told, reviews, actorId: null, now });
};

/** Whoever is on the roster of two sections that sit together came once, and was marked in one of them. */
const seenTogether = async (
  trx: Trx,
  { row, policy }: { row: Closable; policy: PolicyData },
): Promise<Map<string, { code: string; sessionId: string }>> => {
  const attended = attendedCodes(policy);
  const seen = new Map<string, { code: string; sessionId: string }>();
  for (const { id: sessionId } of await othersOf(trx, row.id))
    for (const { studentId, code } of await currentMarks(trx, sessionId))
      if (attended.has(code)) seen.set(studentId, { code, sessionId });
  return seen;
};

/** What broke for one section of a class may have turned away anybody in the room. */
const heldIn = async (trx: Trx, { row, closedAt, now }: Closing): Promise<Held> => {
  const failures = await failuresIn(trx, row.id);
  for (const { id } of await othersOf(trx, row.id)) failures.push(...(await failuresIn(trx, id)));
  return findHeld({ silences: await silencesIn(trx, { from: row.openedAt, until: closedAt, now }), failures });
};

const studentsUnderReview = async (trx: Trx, sessionId: string): Promise<string[]> => {
  const rows = await trx
    .selectFrom('review')
    .select('studentId')
    .where('sessionId', '=', sessionId)
    .where('state', '=', 'open')
    .execute();
  return rows.map((row) => row.studentId);
};
