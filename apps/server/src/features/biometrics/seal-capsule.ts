import { createCipheriv, createECDH, hkdfSync, randomBytes } from 'node:crypto';
import { basename } from 'node:path';
import { type CapsuleContent, capsuleBinding, type SealedCapsule } from '@smart-presence/contract';
import type { Db } from '../../platform/db/index.ts';
import { serviceFor } from './service.ts';
import { USABLE } from './vault/index.ts';

export interface CapsuleToSeal {
  db: Db;
  /** Only those of them who have a usable template, which takes a live consent, are in the capsule. */
  students: readonly { id: string; name: string }[];
  /** P-256 point of the device, made for this one request. */
  agreementKey: string;
  bound: { id: string; sessionId: string; expiresAt: number; modelId: string };
  content: Omit<CapsuleContent, 'students'>;
}

/**
 * Templates leave the vault only here, sealed for one device: a key agreed with it (ECDH on P-256, HKDF-SHA-256) opens this capsule and
 * no other (AES-256-GCM; session, end and model are bound to it). What was clear is overwritten, as far as it is bytes.
 * @returns undefined when nobody is in it. @throws RangeError for a key that is not on the curve.
 */
export const sealCapsule = async (
  props: CapsuleToSeal,
): Promise<{ studentIds: string[]; sealed: SealedCapsule } | undefined> => {
  const { db, students, bound, content } = props;
  const { vault, log } = serviceFor(db);
  const names = new Map(students.map(({ id, name }) => [id, name]));
  const { key, serverKey } = agree(props.agreementKey, bound.id);
  try {
    const query = { personIds: [...names.keys()], modelId: bound.modelId };
    return await vault.withTemplates(db, query, ({ templates, unreadable }) => {
      if (unreadable.length > 0) log.error({ templates: unreadable.length }, 'templates could not be opened');
      if (templates.length === 0) return undefined;
      const entries = templates.map(({ personId, values }) => ({
        id: personId,
        name: names.get(personId) ?? '',
        template: Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('base64url'),
      }));
      const clear = Buffer.from(JSON.stringify({ ...content, students: entries } satisfies CapsuleContent));
      try {
        return { studentIds: entries.map(({ id }) => id), sealed: { serverKey, ...encrypt({ key, clear, bound }) } };
      } finally {
        clear.fill(0);
      }
    });
  } finally {
    key.fill(0);
  }
};

const NONCE_BYTES = 12;

const encrypt = ({ key, clear, bound }: { key: Buffer; clear: Buffer; bound: CapsuleToSeal['bound'] }) => {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: 16 });
  cipher.setAAD(Buffer.from(capsuleBinding(bound)));
  const ciphertext = Buffer.concat([cipher.update(clear), cipher.final(), cipher.getAuthTag()]);
  return { nonce: nonce.toString('base64url'), ciphertext: ciphertext.toString('base64url') };
};

/** A fresh key of ours with the device's: neither is used twice. */
const agree = (agreementKey: string, capsuleId: string): { key: Buffer; serverKey: string } => {
  const ours = createECDH('prime256v1');
  const serverKey = ours.generateKeys().toString('base64url');
  let shared: Buffer;
  try {
    shared = ours.computeSecret(Buffer.from(agreementKey, 'base64url'));
  } catch (cause) {
    throw new RangeError('not a point of the curve', { cause });
  }
  const key = Buffer.from(hkdfSync('sha256', shared, Buffer.from(capsuleId), 'smart-presence capsule 1', 32));
  shared.fill(0);
  return { key, serverKey };
};

/** Which templates a capsule of these people would hold now: another list, another capsule. In order of people. */
export const templatesIn = async (
  db: Db,
  { studentIds, modelId }: { studentIds: readonly string[]; modelId: string },
): Promise<{ id: string; personId: string }[]> => {
  if (studentIds.length === 0) return [];
  return db
    .selectFrom('template')
    .select(['id', 'personId'])
    .where('personId', 'in', studentIds)
    .where('status', 'in', USABLE)
    .where('modelId', '=', modelId)
    .orderBy('personId')
    .execute();
};

/** The descriptor in use, and its file for browsers; `file` is null for one the institution brought. */
export const descriptorInUse = async (
  db: Db,
): Promise<{ modelId: string; file: { url: string; bytes: number } | null }> => {
  const { engine } = serviceFor(db);
  const { model } = await engine.ready();
  if (!model.id.startsWith(`${SPACE}-`)) return { modelId: model.id, file: null };
  const net = (await engine.models()).find(({ name }) => name === NET);
  return { modelId: model.id, file: net ? { url: `/models/${basename(net.path)}`, bytes: net.bytes } : null };
};

const SPACE = 'face_recognition';
/** The same space in whole numbers: decision 9. */
export const NET = 'face_recognition_int8';
