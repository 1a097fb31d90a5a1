import {
  type CheckInFlag,
  type KioskRecord,
  type KioskRecordOutcome,
  kioskRecordMessage,
  type PolicyData,
  type ReplyInput,
  type routes,
} from '@smart-presence/contract';
import { audit } from '../../../../platform/audit/index.ts';
import { type Db, type Trx, transact } from '../../../../platform/db/index.ts';
import { AppError, fail } from '../../../../platform/http/index.ts';
import { reportSecurityEvent } from '../../../../platform/security-events/index.ts';
import { isActivelyEnrolled } from '../../../academics/index.ts';
import { attendedCodes } from '../../count-marks.ts';
import { proveDevice } from '../../devices/device-key.ts';
import { currentMark } from '../../marks.store.ts';
import { requestReview } from '../../reviews.store.ts';
import { stateAt } from '../../session-clock.ts';
import { publishStudents } from '../../session-events.ts';
import { editWindowMs, policyOf, type SessionRow, sessionRow, takeTurn } from '../../sessions.store.ts';
import { asksOf } from '../kiosk-liveness.ts';
import { tellOf, writeMark } from '../record-at-door.ts';
import { findCapsule, type IssuedCapsule } from './capsules.store.ts';
import { CLOCK_SLACK_MS, DISTANCE_UNIT, refusalOf } from './judge-record.ts';
import { advanceHead, type ChainHead, digestOf, headOf, pairingOfKey, takeChain } from './keys.store.ts';
import { keepRecord, keptOutcome } from './records.store.ts';

export interface Handover {
  kioskId: string;
  publicKey: string;
  deviceNow: number;
  records: readonly KioskRecord[];
  now: number;
}

interface Sync extends Handover {
  /** Of the key: a former one of the same kiosk, perhaps. */
  pairingId: string;
}

type Reply = ReplyInput<typeof routes.syncKiosk>;

/**
 * Takes over what a device recorded without a network: each record in a transaction of its own, in the order of the chain, so that a
 * device that is cut off half-way goes on where it stood. What is here already is answered as it was answered then.
 * @throws AppError `device_proof_invalid` at the first record that is not the next of this device's own chain, untouched: it and all
 * after it are refused, those before it count.
 */
export const syncRecords = async (db: Db, handover: Handover): Promise<Reply> => {
  const sync: Sync = { ...handover, pairingId: await pairingOfKey(db, handover) };
  const outcomes: Reply['outcomes'] = [];
  for (const record of sync.records) {
    const outcome = await takeOver(db, { sync, record }).catch(async (error: unknown) => {
      if (error instanceof AppError && error.code === 'device_proof_invalid') await reportForged(db, { sync, record });
      throw error;
    });
    outcomes.push({ sequence: record.sequence, outcome });
  }
  return { sequence: (await headOf(db, sync)).lastSequence, outcomes };
};

interface OneRecord {
  sync: Sync;
  record: KioskRecord;
}

/** A signature over something else, a gap or another order: no kiosk of ours makes any by mistake. */
const reportForged = (db: Db, { sync, record }: OneRecord): Promise<void> =>
  reportSecurityEvent(db, {
    code: 'kiosk_records_forged',
    actor: { kind: 'device', id: sync.kioskId },
    evidence: { kioskId: sync.kioskId, sequence: record.sequence },
    at: sync.now,
  });

const takeOver = (db: Db, { sync, record }: OneRecord): Promise<KioskRecordOutcome> =>
  transact(db, async (trx) => {
    const { pairingId, now } = sync;
    await takeChain(trx, pairingId);
    const head = await headOf(trx, sync);
    const hash = assertNext({ sync, record, head });
    if (record.sequence <= head.lastSequence)
      return (await keptOutcome(trx, { pairingId, sequence: record.sequence, hash })) ?? fail('device_proof_invalid');
    const capsule = await findCapsule(trx, { id: record.capsuleId, pairingId });
    const outcome = await judge(trx, { sync, record, capsule });
    const { sequence, at, studentId } = record;
    const isKnown = capsule?.studentIds.includes(studentId) ?? false;
    await keepRecord(trx, {
      pairingId,
      sequence,
      hash,
      capsuleId: capsule?.id ?? null,
      sessionId: capsule?.sessionId ?? null,
      // Nothing is kept of people the device was never given.
      studentId: isKnown ? studentId : null,
      capturedAt: at,
      receivedAt: now,
      outcome,
    });
    await advanceHead(trx, pairingId, { lastSequence: sequence, lastHash: hash });
    await audit(trx, {
      action: 'kiosk.synced',
      at: now,
      actorId: sync.kioskId,
      subject: { kind: 'kiosk', id: sync.kioskId },
      personId: isKnown ? studentId : null,
      details: { sequence, capturedAt: at, outcome, sessionId: capsule?.sessionId ?? null },
    });
    return outcome;
  });

/** @returns the record's digest. @throws AppError `device_proof_invalid` for a forged record, a gap, or another order. */
const assertNext = ({ sync, record, head }: OneRecord & { head: ChainHead }): string => {
  const message = kioskRecordMessage(sync.kioskId, record);
  proveDevice({ publicKey: sync.publicKey, signature: record.signature, label: 'kiosk' }, message);
  const { lastSequence, lastHash } = head;
  const isNew = record.sequence > lastSequence;
  if (isNew && (record.sequence !== lastSequence + 1 || record.previous !== lastHash)) fail('device_proof_invalid');
  return digestOf(message);
};

type Capsule = Awaited<ReturnType<typeof findCapsule>>;

const judge = async (trx: Trx, given: OneRecord & { capsule: Capsule }): Promise<KioskRecordOutcome> => {
  const { sync, record, capsule } = given;
  if (capsule) await takeTurn(trx, capsule.sessionId);
  const session = capsule && (await sessionRow(trx, capsule.sessionId));
  if (!capsule) return 'unknown_capsule';
  if (!session) return 'never_opened';
  const policy = await policyOf(trx, session);
  const refusal = refusalOf({ record, capsule, session, limits: policy.face, now: sync.now });
  if (refusal) return refusal;
  if (!(await isActivelyEnrolled(trx, { sectionId: session.sectionId, studentId: record.studentId })))
    return 'not_enrolled';
  return write(trx, { sync, record, capsule, session, policy });
};

interface Writing extends OneRecord {
  capsule: Pick<IssuedCapsule, 'id'>;
  session: SessionRow;
  policy: PolicyData;
}

/** The mark, at the time the student came; what a teacher decided by hand stands. */
const write = async (trx: Trx, writing: Writing): Promise<KioskRecordOutcome> => {
  const { sync, record, session, policy } = writing;
  const { kioskId, now } = sync;
  const { studentId, at } = record;
  const before = await currentMark(trx, { sessionId: session.id, studentId });
  if (before && attendedCodes(policy).has(before.code)) return 'already';
  if (before?.method === 'manual') return 'teacher';
  const flags = flagsOf(writing);
  const evidence = evidenceOf(writing);
  const { state } = stateAt(session, { now, editWindowMs: editWindowMs(policy) });
  if (state === 'locked') {
    const delay = { begunAt: at, capturedAt: at, arrivedAt: now };
    const review = await requestReview(trx, {
      sessionId: session.id,
      studentId,
      requestedAt: now,
      reasons: ['arrived_late'],
      evidence: { ...evidence, flags, delay },
    });
    if (review) await publishStudents(trx, { session, policy, marks: [], reviews: [review], actorId: kioskId, now });
    return 'review';
  }
  const seen = { studentId, kioskId, now, evidence };
  const mark = await writeMark(trx, { session, policy, seen, at, flags, reason: 'recorded without a network' });
  await tellOf(trx, { session, policy, mark, kioskId, now });
  return 'marked';
};

/** Without a network nobody looks for signs of life, and nobody can say that the device's clock is right. */
const flagsOf = ({ sync, record, policy }: Writing): CheckInFlag[] => {
  const isAstray = record.isClockChanged || Math.abs(sync.deviceNow - sync.now) > CLOCK_SLACK_MS;
  return [
    ...(isAstray ? (['clock_changed'] as const) : []),
    ...(asksOf(policy) !== 'nothing' ? (['life_unseen'] as const) : []),
  ];
};

const evidenceOf = ({ sync, record, capsule, session }: Writing): Record<string, unknown> => ({
  method: 'face-kiosk',
  kioskId: sync.kioskId,
  policyVersion: session.policyVersion,
  face: {
    distance: record.distance / DISTANCE_UNIT,
    margin: record.margin === null ? null : record.margin / DISTANCE_UNIT,
  },
  offline: {
    capsuleId: capsule.id,
    sequence: record.sequence,
    capturedAt: record.at,
    receivedAt: sync.now,
    clockOffByMs: sync.deviceNow - sync.now,
  },
});
