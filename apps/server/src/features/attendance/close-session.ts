import type { AttendanceSession } from '@smart-presence/contract';
import { type Db, newId, type Trx } from '../../platform/db/index.ts';
import { fail } from '../../platform/http/index.ts';
import { activeStudents, type SectionViewer } from '../academics/index.ts';
import { appendMarks } from './marks.store.ts';
import { graceEnd } from './session-clock.ts';
import { publishSession } from './session-events.ts';
import { editWindowMs, inSession, policyOf, viewOf } from './sessions.store.ts';

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
  inSession(db, { sessionId, viewer }, async (trx, row) => {
    if (row.state === 'scheduled') fail('session_not_open');
    if (row.state !== 'open' && row.state !== 'closing') return viewOf(trx, row, now);
    const closedAt = Math.min(Math.max(now, row.openedAt), graceEnd(row));
    const closed = await settle(trx, { row, closedAt, actorId: viewer.personId, now });
    return closed ?? viewOf(trx, row, now);
  });

interface Closable {
  id: string;
  sectionId: string;
  policyVersion: number;
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
  await markAbsent(trx, { ...closing, code: policy.absentCode });
  return publishSession(trx, { type: 'session.closed', sessionId: row.id, actorId, now });
};

/** Absent is everyone on the roster without a mark, but for those whose check-in a person has still to decide. */
const markAbsent = async (trx: Trx, { row, closedAt, now, code }: Closing & { code: string }): Promise<void> => {
  const known = new Set([...(await studentsIn(trx, 'mark', row.id)), ...(await studentsIn(trx, 'review', row.id))]);
  const missing = (await activeStudents(trx, row.sectionId)).filter((student) => !known.has(student.id));
  await appendMarks(
    trx,
    missing.map((student) => ({
      id: newId(now),
      sessionId: row.id,
      studentId: student.id,
      code,
      method: 'clock' as const,
      at: closedAt,
      recordedAt: now,
      actorId: null,
      reason: null,
      isFlagged: false,
      evidence: { policyVersion: row.policyVersion },
    })),
  );
};

const studentsIn = async (trx: Trx, table: 'mark' | 'review', sessionId: string): Promise<string[]> => {
  const rows =
    table === 'mark'
      ? await trx
          .selectFrom('mark')
          .select('studentId')
          .where('sessionId', '=', sessionId)
          .where('isCurrent', '=', true)
          .execute()
      : await trx
          .selectFrom('review')
          .select('studentId')
          .where('sessionId', '=', sessionId)
          .where('state', '=', 'open')
          .execute();
  return rows.map((row) => row.studentId);
};
