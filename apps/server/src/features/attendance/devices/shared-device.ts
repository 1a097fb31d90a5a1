import type { Review } from '@smart-presence/contract';
import { type Db, newId, oneAtATime, type Trx, transact } from '../../../platform/db/index.ts';
import { publish } from '../../../platform/events/index.ts';
import { studentRefs } from '../../accounts/index.ts';
import { appendMarks, markEvidence } from '../marks.store.ts';
import { flagOpenReview } from '../reviews.store.ts';
import { publishStudents, type ToldMark } from '../session-events.ts';
import { policyOf, type SessionRow, sessionRow, takeTurn } from '../sessions.store.ts';
import type { ProvenDevice } from './device-key.ts';
import { devicesOf, type OtherUser, othersOn } from './devices.store.ts';
import { type DeviceFinding, judgeDevice } from './judge-device.ts';

/** Two students on one device within this long belong together. A lab's computer changes hands from class to class. */
export const SHARED_WITHIN_MS = 30 * 60_000;

export interface MetDevice {
  finding: DeviceFinding;
  /** Other students who checked in from it a short while before. */
  others: OtherUser[];
}

export interface Meeting {
  device: ProvenDevice | null;
  studentId: string;
  now: number;
}

/** Looks a device up, alone with it until commit: of two students at the same moment, one sees the other. */
export const meetDevice = async (trx: Trx, { device, studentId, now }: Meeting): Promise<MetDevice> => {
  if (device) await oneAtATime(trx, `check_in_device:${device.thumbprint}`);
  const thumbprint = device?.thumbprint ?? null;
  const finding = judgeDevice({ thumbprint, own: await devicesOf(trx, studentId) });
  if (thumbprint === null) return { finding, others: [] };
  const others = await othersOn(trx, { thumbprint, personId: studentId, since: now - SHARED_WITHIN_MS });
  return { finding, others };
};

export interface SharedDevice {
  session: SessionRow;
  studentId: string;
  others: readonly OtherUser[];
  now: number;
}

/** Tells administrators that students share a device. Last in its transaction. */
export const publishSharing = async (trx: Trx, { session, studentId, others, now }: SharedDevice): Promise<void> => {
  const refs = await studentRefs(trx, [studentId, ...others.map((other) => other.personId)]);
  await publish(trx, {
    type: 'device.shared',
    at: now,
    actorId: studentId,
    sectionId: session.sectionId,
    sessionId: session.id,
    personId: studentId,
    data: { students: [...refs.values()] },
  });
};

export interface Flagged {
  marks: ToldMark[];
  reviews: Review[];
}

interface Flagging {
  session: SessionRow;
  studentIds: readonly string[];
  now: number;
}

/**
 * Flags what these students have in a session whose turn is taken: a mark by a new version, since none is overwritten, an
 * open review in its evidence. What a person has set, and what is flagged so already, stays as it is.
 */
export const flagAsShared = async (trx: Trx, { session, studentIds, now }: Flagging): Promise<Flagged> => {
  const flagged: Flagged = { marks: [], reviews: [] };
  if (session.state === 'locked') return flagged;
  for (const studentId of studentIds) {
    const review = await flagOpenReview(trx, { sessionId: session.id, studentId, flag: 'shared_device' });
    if (review) flagged.reviews.push(review);
    const told = await flagMark(trx, { session, studentId, now });
    if (told) flagged.marks.push(told);
  }
  return flagged;
};

const ownMethods: readonly string[] = ['face-self', 'room-code'];

const flagMark = async (
  trx: Trx,
  { session, studentId, now }: { session: SessionRow; studentId: string; now: number },
): Promise<ToldMark | undefined> => {
  const found = await markEvidence(trx, { sessionId: session.id, studentId });
  if (!found || !ownMethods.includes(found.mark.method)) return undefined;
  const flags = Array.isArray(found.evidence.flags) ? found.evidence.flags : [];
  if (flags.includes('shared_device')) return undefined;
  const { code, method, at } = found.mark;
  const [appended] = await appendMarks(trx, [
    {
      id: newId(now),
      sessionId: session.id,
      studentId,
      code,
      method,
      at,
      recordedAt: now,
      actorId: null,
      reason: 'for the teacher to look at',
      isFlagged: true,
      evidence: { ...found.evidence, flags: [...flags, 'shared_device'] },
    },
  ]);
  const student = (await studentRefs(trx, [studentId])).get(studentId);
  return appended && student && { student, ...appended, reason: 'for the teacher to look at' };
};

/** Flags those whose check-in was in another session, each in its own turn. */
export const flagElsewhere = async (db: Db, { session, others, now }: SharedDevice): Promise<void> => {
  const elsewhere = others.filter((other) => other.lastSessionId !== null && other.lastSessionId !== session.id);
  for (const { lastSessionId, personId } of elsewhere) {
    await transact(db, async (trx) => {
      const sessionId = lastSessionId as string;
      await takeTurn(trx, sessionId);
      const other = await sessionRow(trx, sessionId);
      if (!other) return;
      const flagged = await flagAsShared(trx, { session: other, studentIds: [personId], now });
      const policy = await policyOf(trx, other);
      await publishStudents(trx, { session: other, policy, ...flagged, actorId: null, now });
    });
  }
};
