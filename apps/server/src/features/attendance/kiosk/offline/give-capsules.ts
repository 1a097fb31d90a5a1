import {
  type CapsuleContent,
  capsuleRequestMessage,
  type KioskCapsule,
  type PolicyData,
  type ReplyInput,
  type routes,
} from '@smart-presence/contract';
import { audited } from '../../../../platform/audit/index.ts';
import { type Db, newId, transact } from '../../../../platform/db/index.ts';
import { fail } from '../../../../platform/http/index.ts';
import { kioskAccount, studentRefs } from '../../../accounts/index.ts';
import { descriptorInUse, sealCapsule, templatesIn } from '../../../biometrics/index.ts';
import { currentPolicy } from '../../../policies/index.ts';
import { proveDevice } from '../../devices/device-key.ts';
import { graceEnd } from '../../session-clock.ts';
import { policyOf, sessionRow } from '../../sessions.store.ts';
import { type DoorSession, sessionsAtDoor } from '../sessions-at-door.ts';
import { capsulesHeld, forgetCapsules, insertCapsule } from './capsules.store.ts';
import { digestOf, keepKey } from './keys.store.ts';
import { soonAtDoor } from './soon-at-door.ts';

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
 * What the device may hold to recognise people without a network: one capsule for each session that is open at its place or opens there
 * by itself within the hour, with the templates of its consenting students and of nobody else, good until the session is over. A roster, a
 * consent, a template or an end that changed makes another capsule; the former one may be held no more.
 * @throws AppError `kiosk_unpaired`, `device_proof_invalid`.
 */
export const giveCapsules = async (db: Db, request: CapsuleRequest): Promise<Reply> => {
  const { kioskId, publicKey, agreementKey, signature, now } = request;
  const { place } = (await kioskAccount(db, kioskId)) ?? fail('kiosk_unpaired');
  proveDevice({ publicKey, signature, label: 'kiosk' }, capsuleRequestMessage({ kioskId, agreementKey }));
  const { lastSequence } = await transact(db, (trx) => keepKey(trx, request));
  const { modelId, file } = await descriptorInUse(db);
  const capsules: KioskCapsule[] = [];
  for (const wanted of file ? await wantedAt(db, { placeId: place.id, now }) : []) {
    const capsule = await capsuleFor(db, { request, wanted, modelId });
    if (capsule) capsules.push(capsule);
  }
  await forgetCapsules(db, { pairingId: request.pairingId, except: capsules.map(({ id }) => id), now });
  return { now, sequence: lastSequence, model: file, capsules };
};

/** A session somebody may be recorded in, open or soon. */
interface Wanted {
  session: DoorSession;
  /** null: it is open. */
  opensAt: number | null;
  expiresAt: number;
  content: Omit<CapsuleContent, 'students'>;
}

const wantedAt = async (db: Db, at: { placeId: string; now: number }): Promise<Wanted[]> => {
  const wanted: Wanted[] = [];
  for (const session of await sessionsAtDoor(db, at)) {
    const row = await sessionRow(db, session.id);
    if (!row) continue;
    const content = contentOf(row.openedAt, await policyOf(db, row));
    wanted.push({ session, opensAt: null, expiresAt: graceEnd(row), content });
  }
  for (const session of await soonAtDoor(db, at)) {
    const { opensAt, endsAt } = session;
    const content = contentOf(opensAt, (await currentPolicy(db, at.now)).data);
    wanted.push({ session, opensAt, expiresAt: endsAt, content });
  }
  return wanted;
};

interface CapsuleWish {
  request: CapsuleRequest;
  wanted: Wanted;
  modelId: string;
}

const capsuleFor = async (db: Db, { request, wanted, modelId }: CapsuleWish): Promise<KioskCapsule | undefined> => {
  const { pairingId, kioskId, agreementKey, known, now } = request;
  const { session, opensAt, expiresAt, content } = wanted;
  const templates = await templatesIn(db, { studentIds: session.studentIds, modelId });
  const contents = digestOf([opensAt, expiresAt, modelId, ...templates.map(({ id }) => id)].join(' '));
  const { id: sessionId, courseCode, courseName } = session;
  const named = { sessionId, courseCode, courseName, modelId, opensAt };
  const held = (await capsulesHeld(db, { pairingId, sessionId })).find((one) => one.contents === contents);
  if (held && known.includes(held.id))
    return { ...named, id: held.id, issuedAt: held.issuedAt, expiresAt: held.expiresAt, sealed: null };
  const id = newId(now);
  const people = templates.map(({ personId }) => personId);
  const students = [...(await studentRefs(db, people)).values()];
  const bound = { id, sessionId, expiresAt, modelId };
  const made = await sealCapsule({ db, students, agreementKey, bound, content });
  if (!made) return undefined;
  const { studentIds, sealed } = made;
  // Sealed templates leave the house: whose, where to, and until when.
  await audited(db, {
    work: (trx) =>
      insertCapsule(trx, { id, pairingId, kioskId, sessionId, contents, studentIds, issuedAt: now, expiresAt }),
    entry: () => ({
      action: 'kiosk.capsules-given',
      at: now,
      actorId: kioskId,
      subject: { kind: 'kiosk', id: kioskId },
      details: { capsuleId: id, sessionId, students: studentIds.length, expiresAt },
    }),
  });
  return { ...named, id, issuedAt: now, expiresAt, sealed };
};

const MINUTE_MS = 60_000;

const contentOf = (openedAt: number, policy: PolicyData): Omit<CapsuleContent, 'students'> => {
  const { identifyAccept: accept, identifyReview: review, identifyMargin: margin } = policy.face;
  const nameOf = (code: string) => policy.marks.find((kind) => kind.code === code)?.name ?? code;
  const { lateAfterMinutes } = policy;
  return {
    limits: { accept, review, margin },
    present: nameOf(policy.presentCode),
    late: nameOf(policy.lateCode),
    lateFrom: lateAfterMinutes === null ? null : openedAt + lateAfterMinutes * MINUTE_MS,
  };
};
