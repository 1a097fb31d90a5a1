import type { KioskCheckInReply, KioskFinding, PolicyData } from '@smart-presence/contract';
import type { Db } from '../../../platform/db/index.ts';
import { fail } from '../../../platform/http/index.ts';
import { reportSecurityEvent } from '../../../platform/security-events/index.ts';
import { kioskAccount, studentRefs } from '../../accounts/index.ts';
import type { DoorFinding, identifyAtDoor, MovementsSeen } from '../../biometrics/index.ts';
import { currentPolicy } from '../../policies/index.ts';
import { looksPresented } from '../signs/signs-of-fraud.ts';
import { beginAttempt, endAttempt, failuresOf } from './attempts.store.ts';
import { takeDoorChallenge } from './door-challenges.store.ts';
import { asksOf } from './kiosk-liveness.ts';
import { askTeacher, type DoorRecord, recordAtDoor } from './record-at-door.ts';
import { type DoorSession, sessionsAtDoor } from './sessions-at-door.ts';
import { turnsInTime } from './turns-in-time.ts';

export interface KioskCheckInProps {
  db: Db;
  /** Finds the person in the gallery it is given. */
  identify: typeof identifyAtDoor;
  request: {
    kioskId: string;
    /** Encoded pictures; they die with the request. */
    frames: readonly Buffer[];
    frameTimes: readonly number[];
    /** Which turn each picture is of; absent where none was asked for. */
    frameSteps?: readonly number[] | undefined;
    challengeId?: string | undefined;
    now: number;
  };
}

/** After so many tries without a sign of life the teacher is asked. */
const TRIES = 3;

/**
 * Somebody comes up to a kiosk. Steps in order, cheap before dear: rate, sessions open here, who of their students it is, whether
 * they are alive; then one transaction for each session of this place the student belongs to.
 * @throws AppError `invalid_request`, `too_many_requests`, `kiosk_unpaired`, picture errors, `overloaded`: nothing is recorded.
 */
export const checkInAtKiosk = async ({ db, identify, request }: KioskCheckInProps): Promise<KioskCheckInReply> => {
  const { kioskId, frames, now } = request;
  assertFrameTimes(request);
  const { place } = (await kioskAccount(db, kioskId)) ?? fail('kiosk_unpaired');
  const attempt = await beginAttempt(db, { kioskId, now });
  const sessions = await sessionsAtDoor(db, { placeId: place.id, now });
  const end = async (reply: KioskCheckInReply, studentId: string | null = null) => {
    await endAttempt(db, { id: attempt, finding: reply.finding, studentId });
    return reply;
  };
  if (sessions.length === 0) return end(nobody('closed'));

  const { version, data: policy } = await currentPolicy(db, now);
  const seen = await movementsOf(db, { request, policy });
  if (seen === 'out_of_time') return end(nobody(seen));
  const found = await identify({
    db,
    studentIds: sessions.flatMap(({ studentIds }) => studentIds),
    frames,
    limits: policy.face,
    seen,
  });
  const { kind, studentId, liveness } = found;
  if (kind !== 'matched' || studentId === null) return end(nobody(kind === 'matched' ? 'unknown' : kind));
  const visit = { db, kioskId, sessions, studentId, request, evidence: evidenceOf(found, { kioskId, version }) };
  if (liveness && liveness.verdict !== 'live') {
    const reasons = looksPresented(liveness);
    const actor = { kind: 'person', id: studentId } as const;
    if (reasons.length > 0)
      await reportSecurityEvent(db, {
        code: 'presentation_seen',
        actor,
        personId: studentId,
        evidence: { reasons, kioskId },
        at: now,
      });
    const failures = await failuresOf(db, { studentId, now });
    const asked = failures + 1 >= TRIES && (await leaveToTeacher(visit));
    return end(asked ? await named(visit, 'review') : nobody('not_live'), studentId);
  }
  return end(await markIn(visit), studentId);
};

interface Visit {
  db: Db;
  kioskId: string;
  sessions: readonly DoorSession[];
  studentId: string;
  request: KioskCheckInProps['request'];
  evidence: Record<string, unknown>;
}

const nobody = (finding: KioskFinding): KioskCheckInReply => ({ finding, name: null, marks: [] });

const named = async ({ db, studentId }: Visit, finding: KioskFinding): Promise<KioskCheckInReply> => {
  const student = (await studentRefs(db, [studentId])).get(studentId);
  return { ...nobody(finding), name: student?.name ?? null };
};

const seenIn = ({ kioskId, studentId, request, evidence }: Visit, sessionId: string) => {
  const { now, frameTimes } = request;
  return { sessionId, studentId, kioskId, begunAt: now - (frameTimes.at(-1) ?? 0), now, evidence };
};

/** Marks in each session here the student belongs to: normally one. */
const markIn = async (visit: Visit): Promise<KioskCheckInReply> => {
  const done: { session: DoorSession; record: Exclude<DoorRecord, { outcome: 'closed' }> }[] = [];
  for (const session of ownSessions(visit)) {
    const record = await recordAtDoor(visit.db, seenIn(visit, session.id));
    if (record.outcome !== 'closed') done.push({ session, record });
  }
  if (done.length === 0) return nobody('closed');
  const isNew = done.some(({ record }) => record.outcome === 'marked');
  const marks = done.map(({ session: { courseCode, courseName }, record: { mark, policy } }) => {
    const meaning = policy.marks.find(({ code }) => code === mark.code)?.name ?? mark.code;
    return { courseCode, courseName, code: mark.code, meaning };
  });
  return { ...(await named(visit, isNew ? 'marked' : 'already')), marks };
};

const leaveToTeacher = async (visit: Visit): Promise<boolean> => {
  let isAsked = false;
  for (const session of ownSessions(visit))
    isAsked = (await askTeacher(visit.db, seenIn(visit, session.id))) || isAsked;
  return isAsked;
};

const ownSessions = ({ sessions, studentId }: Visit) =>
  sessions.filter(({ studentIds }) => studentIds.includes(studentId));

const evidenceOf = (
  { studentId: _, ...face }: DoorFinding,
  { kioskId, version }: { kioskId: string; version: number },
): Record<string, unknown> => ({ method: 'face-kiosk', kioskId, facePolicyVersion: version, face });

interface Asked {
  request: KioskCheckInProps['request'];
  policy: PolicyData;
}

/**
 * What the pictures are to be judged by: everybody comes nearer, and turns as told where the policy asks for it. A device that has not
 * heard of the policy yet has asked for no turn: its visitor comes again.
 */
const movementsOf = async (db: Db, { request, policy }: Asked): Promise<MovementsSeen | null | 'out_of_time'> => {
  const { kioskId, frameTimes, challengeId, now } = request;
  const asks = asksOf(policy);
  if (asks === 'nothing') return null;
  const approach = { steps: ['come-closer'] as const, times: frameTimes.map((at) => ({ at, step: 0 })) };
  if (asks === 'approach') return { level: 'low', ...approach };
  const challenge = challengeId && (await takeDoorChallenge(db, { id: challengeId, kioskId, now }));
  if (!challenge) return 'out_of_time';
  const { turns, issuedAt } = challenge;
  const times = frameTimes.map((at, index) => ({ at, step: request.frameSteps?.[index] ?? 0 }));
  if (!turnsInTime({ turns: turns.length, issuedAt, arrivedAt: now, times })) return 'out_of_time';
  return { level: 'standard', steps: [...approach.steps, ...turns], times };
};

const assertFrameTimes = ({ frames, frameTimes, frameSteps }: KioskCheckInProps['request']): void => {
  const refuse = (message: string) => fail('invalid_request', { details: [{ path: 'data.frameTimes', message }] });
  if (frameTimes.length !== frames.length) refuse('must hold one time per frame');
  if (frameSteps && frameSteps.length !== frames.length) refuse('must hold one step per frame');
  if (frameTimes.some((time, index) => index > 0 && time <= (frameTimes[index - 1] ?? 0))) refuse('must increase');
};
