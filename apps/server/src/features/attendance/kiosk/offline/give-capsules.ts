import {
  type CapsuleContent,
  capsuleRequestMessage,
  type KioskCapsule,
  type PolicyData,
  type ReplyInput,
  type routes,
} from '@smart-presence/contract';
import { type Db, newId, transact } from '../../../../platform/db/index.ts';
import { fail } from '../../../../platform/http/index.ts';
import { kioskAccount, studentRefs } from '../../../accounts/index.ts';
import { descriptorInUse, sealCapsule, templatesIn } from '../../../biometrics/index.ts';
import { proveDevice } from '../../devices/device-key.ts';
import { graceEnd } from '../../session-clock.ts';
import { policyOf, type SessionRow, sessionRow } from '../../sessions.store.ts';
import { type DoorSession, sessionsAtDoor } from '../sessions-at-door.ts';
import { capsulesHeld, forgetCapsules, insertCapsule } from './capsules.store.ts';
import { digestOf, keepKey } from './keys.store.ts';

export interface CapsuleRequest {
  pairingId: string;
  kioskId: string;
  publicKey: string;
  agreementKey: string;
  signature: string;
  known: readonly string[];
  now: number;
}

type Reply = ReplyInput<typeof routes.kioskCapsules>;

/**
 * What the device may hold to recognise people without a network: one capsule for each session that is open at its place, with the
 * templates of its consenting students and of nobody else, good until the session is over. A roster, a consent, a template or an end
 * that changed makes another capsule; the former one may be held no more.
 * @throws AppError `kiosk_unpaired`, `device_proof_invalid`.
 */
export const giveCapsules = async (db: Db, request: CapsuleRequest): Promise<Reply> => {
  const { kioskId, publicKey, agreementKey, signature, now } = request;
  const { place } = (await kioskAccount(db, kioskId)) ?? fail('kiosk_unpaired');
  proveDevice({ publicKey, signature, label: 'kiosk' }, capsuleRequestMessage({ kioskId, agreementKey }));
  const { lastSequence } = await transact(db, (trx) => keepKey(trx, request));
  const { modelId, file } = await descriptorInUse(db);
  const capsules: KioskCapsule[] = [];
  for (const session of file ? await sessionsAtDoor(db, { placeId: place.id, now }) : []) {
    const capsule = await capsuleFor(db, { request, session, modelId });
    if (capsule) capsules.push(capsule);
  }
  await forgetCapsules(db, { pairingId: request.pairingId, except: capsules.map(({ id }) => id), now });
  return { now, sequence: lastSequence, model: file, capsules };
};

interface Wanted {
  request: CapsuleRequest;
  session: DoorSession;
  modelId: string;
}

const capsuleFor = async (db: Db, { request, session, modelId }: Wanted): Promise<KioskCapsule | undefined> => {
  const { pairingId, kioskId, agreementKey, known, now } = request;
  const row = await sessionRow(db, session.id);
  if (!row) return undefined;
  const templates = await templatesIn(db, { studentIds: session.studentIds, modelId });
  const expiresAt = graceEnd(row);
  const contents = digestOf([expiresAt, modelId, ...templates.map(({ id }) => id)].join(' '));
  const named = { sessionId: session.id, courseCode: session.courseCode, courseName: session.courseName, modelId };
  const held = (await capsulesHeld(db, { pairingId, sessionId: session.id })).find((one) => one.contents === contents);
  if (held && known.includes(held.id))
    return { ...named, id: held.id, issuedAt: held.issuedAt, expiresAt: held.expiresAt, sealed: null };
  const id = newId(now);
  const students = [
    ...(
      await studentRefs(
        db,
        templates.map(({ personId }) => personId),
      )
    ).values(),
  ];
  const made = await sealCapsule({
    db,
    students,
    agreementKey,
    bound: { id, sessionId: session.id, expiresAt, modelId },
    content: contentOf(row, await policyOf(db, row)),
  });
  if (!made) return undefined;
  const { studentIds, sealed } = made;
  await insertCapsule(db, {
    id,
    pairingId,
    kioskId,
    sessionId: session.id,
    contents,
    studentIds,
    issuedAt: now,
    expiresAt,
  });
  return { ...named, id, issuedAt: now, expiresAt, sealed };
};

const MINUTE_MS = 60_000;

const contentOf = (session: SessionRow, policy: PolicyData): Omit<CapsuleContent, 'students'> => {
  const { identifyAccept: accept, identifyReview: review, identifyMargin: margin } = policy.face;
  const nameOf = (code: string) => policy.marks.find((kind) => kind.code === code)?.name ?? code;
  const { lateAfterMinutes } = policy;
  return {
    limits: { accept, review, margin },
    present: nameOf(policy.presentCode),
    late: nameOf(policy.lateCode),
    lateFrom: lateAfterMinutes === null ? null : session.openedAt + lateAfterMinutes * MINUTE_MS,
  };
};
