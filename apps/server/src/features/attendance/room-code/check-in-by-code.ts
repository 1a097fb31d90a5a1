import { type CheckInReply, codeMessage } from '@smart-presence/contract';
import { type Db, type Trx, transact } from '../../../platform/db/index.ts';
import { fail } from '../../../platform/http/index.ts';
import { isActivelyEnrolled } from '../../academics/index.ts';
import { biometricStatus, hasTemplate } from '../../biometrics/index.ts';
import type { CodeRequest } from '../check-in-request.ts';
import { replyFor } from '../check-in-words.ts';
import { attendedCodes } from '../count-marks.ts';
import { refusedByPlace } from '../decide-check-in.ts';
import { type ProvenDevice, proveDevice } from '../devices/device-key.ts';
import type { PlaceJudgement } from '../judge-place.ts';
import { currentMark } from '../marks.store.ts';
import { placeOf } from '../place-of.ts';
import { type Settled, settleCheckIn } from '../record-check-in.ts';
import { hasOpenReview } from '../reviews.store.ts';
import { admits } from '../session-clock.ts';
import { policyOf, sessionRow, takeTurn } from '../sessions.store.ts';
import { type HiddenTrace, traceOf } from '../signs/trace-of.ts';
import { shownFrom } from './codes.ts';
import { type JudgedCode, noCode } from './judge-code.ts';
import { hiddenNetwork, type RoomCodeKeys } from './keys.ts';
import { assertMayGuess } from './limit-guesses.ts';
import { takeCode } from './take-code.ts';

export interface CodeCheckIn {
  db: Db;
  keys: RoomCodeKeys;
  request: CodeRequest;
}

/**
 * A student checks in with the room code alone: accepted as it is when they have no enrolled face, for a person to look
 * at when they have one. Cheap before dear: roster, session, rate, place; then one transaction takes the code and records.
 * @throws AppError `not_found`, `room_code_off`, `device_proof_invalid`, `too_many_requests`: nothing is recorded.
 */
export const checkInByCode = async ({ db, keys, request }: CodeCheckIn): Promise<CheckInReply> => {
  const { sessionId, code, viewer, now } = request;
  const studentId = viewer.personId;
  const session = await sessionRow(db, sessionId);
  if (!session || !(await isActivelyEnrolled(db, { sectionId: session.sectionId, studentId })))
    return fail('not_found');
  const policy = await policyOf(db, session);
  if (policy.roomCode.mode === 'off') fail('room_code_off');
  const device = proveDevice(request.device, codeMessage({ personId: studentId, sessionId, code }));
  await assertMayGuess(db, { sessionId, studentId }, now);
  const place = await placeOf(db, { request, session });
  const leavesFaceOut = await hasUsableFace(db, studentId);
  const trace = traceOf(db, { ...request, device, isLate: false });
  const settled = await transact(db, async (trx) => {
    await takeTurn(trx, sessionId);
    const done = await record(trx, { keys, request, device, place, leavesFaceOut, trace });
    await done.tell();
    return done;
  });
  await settled.afterwards(db);
  return settled.reply;
};

/** An enrolled face, and a consent to the wording of today: without it nobody is asked for their face. */
const hasUsableFace = async (db: Db, studentId: string): Promise<boolean> =>
  (await hasTemplate(db, [studentId])).has(studentId) && !(await biometricStatus(db, studentId)).consentOutdated;

interface Recording {
  keys: RoomCodeKeys;
  request: CodeRequest;
  device: ProvenDevice | null;
  place: PlaceJudgement;
  leavesFaceOut: boolean;
  trace: HiddenTrace;
}

/** With the session's turn taken: what it is by now, then the code, then the decision. */
const record = async (trx: Trx, { keys, request, ...found }: Recording): Promise<Settled> => {
  const { sessionId, now } = request;
  const studentId = request.viewer.personId;
  const session = (await sessionRow(trx, sessionId)) ?? fail('not_found');
  const policy = await policyOf(trx, session);
  const mark = (await currentMark(trx, { sessionId, studentId })) ?? null;
  const say = (answer: Pick<CheckInReply, 'decision' | 'code'>): Settled => ({
    reply: replyFor({ ...answer, mark, session }),
    tell: async () => {},
    afterwards: async () => {},
  });
  if (mark && attendedCodes(policy).has(mark.code)) return say({ decision: 'accept', code: 'already_marked' });
  // A code shown in time that comes within the grace was begun in time: which code it is, only the code tells.
  if (!admits(session, { begunAt: Math.min(now, session.endsAt - 1), arrivedAt: now }))
    return say({ decision: 'reject', code: 'session_closed' });
  if (await hasOpenReview(trx, { sessionId, studentId })) return say({ decision: 'review', code: 'sent_to_review' });

  const isElsewhere = refusedByPlace({ place: found.place.finding, placeMode: policy.placeMode });
  const code = isElsewhere ? noCode : await judge(trx, { keys, request });
  if (code.use && !admits(session, { begunAt: shownFrom(code.use.step), arrivedAt: now }))
    return say({ decision: 'reject', code: 'session_closed' });
  const face = { verification: null, liveness: 'off', lacksFlashes: false } as const;
  const more = { method: 'room-code', ...face, delay: null, proof: {} } as const;
  return settleCheckIn(trx, { ...found, ...more, studentId, now, session, policy, code });
};

const judge = async (trx: Trx, { keys, request }: Pick<Recording, 'keys' | 'request'>): Promise<JudgedCode> => {
  const { sessionId, code, address, now } = request;
  const who = { sessionId, studentId: request.viewer.personId };
  const { finding, step } = await takeCode(trx, { keys, code, now, ...who });
  if (finding !== 'valid') return { finding, use: null };
  const network = hiddenNetwork(keys, { sessionId, address });
  return { finding, use: { ...who, step, usedAt: now, network, metres: null, accuracy: null, spentAt: null } };
};
