import type { CheckInFlag, Mark, PolicyData, Review } from '@smart-presence/contract';
import { type Db, newId, type Trx, transact } from '../../../platform/db/index.ts';
import { fail } from '../../../platform/http/index.ts';
import { isActivelyEnrolled } from '../../academics/index.ts';
import { studentRefs } from '../../accounts/index.ts';
import { hasTemplate } from '../../biometrics/index.ts';
import { attendedCodes } from '../count-marks.ts';
import { codeOnArrival } from '../decide-check-in.ts';
import { appendMarks, currentMark } from '../marks.store.ts';
import { requestReview, settleReviewsOf } from '../reviews.store.ts';
import { admits } from '../session-clock.ts';
import { publishStudents } from '../session-events.ts';
import { policyOf, type SessionRow, sessionRow, takeTurn } from '../sessions.store.ts';

export interface SeenAtDoor {
  sessionId: string;
  studentId: string;
  kioskId: string;
  /** When the first picture was taken. */
  begunAt: number;
  now: number;
  /** Scores, distances, reasons; never an image. */
  evidence: Record<string, unknown>;
}

/** `closed`: the session, the roster or the consent ended while the face was compared. */
export type DoorRecord = { outcome: 'marked' | 'already'; mark: Mark; policy: PolicyData } | { outcome: 'closed' };

/** Marks a student in one session, alone with it; somebody who attends already stays as they are. */
export const recordAtDoor = (db: Db, seen: SeenAtDoor): Promise<DoorRecord> =>
  transact(db, async (trx): Promise<DoorRecord> => {
    const { studentId, kioskId, now } = seen;
    const session = await admittedTo(trx, seen);
    if (!session) return { outcome: 'closed' };
    const policy = await policyOf(trx, session);
    const before = await currentMark(trx, { sessionId: session.id, studentId });
    if (before && attendedCodes(policy).has(before.code)) return { outcome: 'already', mark: before, policy };
    const flags: CheckInFlag[] = before?.method === 'manual' ? ['contradicts_teacher'] : [];
    const mark = await writeMark(trx, { session, policy, seen, at: now, flags, reason: null });
    await tellOf(trx, { session, policy, mark, kioskId, now });
    return { outcome: 'marked', mark: mark.mark, policy };
  });

/** The session, with its turn taken, if it still takes this student. */
const admittedTo = async (
  trx: Trx,
  { sessionId, studentId, begunAt, now }: SeenAtDoor,
): Promise<SessionRow | undefined> => {
  await takeTurn(trx, sessionId);
  const session = (await sessionRow(trx, sessionId)) ?? fail('not_found');
  if (!admits(session, { begunAt, arrivedAt: now })) return undefined;
  if (!(await isActivelyEnrolled(trx, { sectionId: session.sectionId, studentId }))) return undefined;
  return (await hasTemplate(trx, [studentId])).has(studentId) ? session : undefined;
};

export interface MarkToWrite {
  session: SessionRow;
  policy: PolicyData;
  seen: Pick<SeenAtDoor, 'studentId' | 'kioskId' | 'now' | 'evidence'>;
  /** When the student was seen: present or late by that. */
  at: number;
  flags: readonly CheckInFlag[];
  reason: string | null;
}

export interface WrittenMark {
  mark: Mark;
  /** The code before; null: it is the first mark. */
  from: string | null;
  reason: string | null;
  reviews: Review[];
}

/** Writes a mark by a kiosk; an open review of the student is settled by it. */
export const writeMark = async (trx: Trx, write: MarkToWrite): Promise<WrittenMark> => {
  const { session, policy, seen, at, flags, reason } = write;
  const { studentId, kioskId, now, evidence } = seen;
  const [appended] = await appendMarks(trx, [
    {
      id: newId(now),
      sessionId: session.id,
      studentId,
      code: codeOnArrival(policy, { openedAt: session.openedAt, arrivedAt: at }),
      method: 'face-kiosk',
      at,
      recordedAt: now,
      actorId: kioskId,
      reason,
      isFlagged: flags.length > 0,
      evidence: { ...evidence, flags, policyVersion: session.policyVersion },
    },
  ]);
  if (!appended) throw new Error('a mark was not recorded');
  const verdicts = new Map([[studentId, { state: 'approved' as const, decidedBy: null, now }]]);
  const reviews = await settleReviewsOf(trx, { sessionId: session.id, verdicts });
  return { mark: appended.mark, from: appended.from, reason, reviews };
};

interface Telling {
  session: SessionRow;
  policy: PolicyData;
  mark: WrittenMark;
  kioskId: string;
  now: number;
}

/** Last in its transaction. */
export const tellOf = async (trx: Trx, { session, policy, mark, kioskId, now }: Telling): Promise<void> => {
  const { studentId } = mark.mark;
  const student = (await studentRefs(trx, [studentId])).get(studentId) ?? fail('not_found');
  const marks = [{ student, ...mark }];
  await publishStudents(trx, { session, policy, marks, reviews: mark.reviews, actorId: kioskId, now });
};

/** Leaves a student whom the kiosk could not see alive to the teacher. @returns whether there is anything to decide. */
export const askTeacher = (db: Db, seen: SeenAtDoor): Promise<boolean> =>
  transact(db, async (trx) => {
    const { studentId, kioskId, now, evidence } = seen;
    const session = await admittedTo(trx, seen);
    if (!session) return false;
    const policy = await policyOf(trx, session);
    const before = await currentMark(trx, { sessionId: session.id, studentId });
    if (before && attendedCodes(policy).has(before.code)) return false;
    const review = await requestReview(trx, {
      sessionId: session.id,
      studentId,
      requestedAt: now,
      reasons: ['liveness_unclear'],
      evidence: { ...evidence, method: 'face-kiosk', policyVersion: session.policyVersion },
    });
    if (review) await publishStudents(trx, { session, policy, marks: [], reviews: [review], actorId: kioskId, now });
    return true;
  });
