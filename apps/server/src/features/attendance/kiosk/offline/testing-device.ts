import {
  type CapsuleContent,
  capsuleBinding,
  capsuleRequestMessage,
  type KioskCapsule,
  type KioskRecord,
  kioskRecordMessage,
} from '@smart-presence/contract';
import type { Db } from '../../../../platform/db/index.ts';
import { NOW, newDevice } from '../../testing.ts';
import { giveCapsules } from './give-capsules.ts';
import { digestOf } from './keys.store.ts';
import { syncRecords } from './sync-records.ts';

const { subtle } = globalThis.crypto;
type PrivateKey = Parameters<typeof subtle.deriveBits>[1];
const text = (bytes: ArrayBuffer) => Buffer.from(bytes).toString('base64url');
const bytesOf = (encoded: string) => Uint8Array.from(Buffer.from(encoded, 'base64url'));

/** A tablet with its key and its chain, that opens capsules as a browser does. */
export const newTablet = (db: Db, { kioskId, pairingId = 'pairing' }: { kioskId: string; pairingId?: string }) => {
  const device = newDevice();
  const { publicKey } = device;
  const chain: KioskRecord[] = [];
  const askWith = async (known: readonly string[], now: number) => {
    const pair = await subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, false, ['deriveBits']);
    const agreementKey = text(await subtle.exportKey('raw', pair.publicKey));
    const { signature } = device.sign(capsuleRequestMessage({ kioskId, agreementKey }));
    const reply = await giveCapsules(db, { pairingId, kioskId, publicKey, agreementKey, signature, known, now });
    return { reply, open: (capsule: KioskCapsule) => openCapsule(pair.privateKey, capsule) };
  };
  const note = (
    fields: Partial<Omit<KioskRecord, 'signature'>> & Pick<KioskRecord, 'capsuleId' | 'studentId'>,
  ): KioskRecord => {
    const last = chain.at(-1);
    const record = {
      sequence: chain.length + 1,
      previous: last ? digestOf(kioskRecordMessage(kioskId, last)) : digestOf(publicKey),
      at: NOW + 60_000,
      distance: 3100,
      margin: 2000,
      isClockChanged: false,
      ...fields,
    };
    const signed = { ...record, signature: device.sign(kioskRecordMessage(kioskId, record)).signature };
    chain.push(signed);
    return signed;
  };
  return {
    kioskId,
    publicKey,
    device,
    chain,
    ask: (now = NOW, known: readonly string[] = []) => askWith(known, now),
    note,
    sync: (
      now: number,
      { records = chain, deviceNow = now }: { records?: readonly KioskRecord[]; deviceNow?: number } = {},
    ) => syncRecords(db, { kioskId, publicKey, deviceNow, records, now }),
  };
};

/** As the browser does, by the same standard and none of the server's code. */
const openCapsule = async (privateKey: PrivateKey, capsule: KioskCapsule): Promise<CapsuleContent> => {
  const { serverKey, nonce, ciphertext } = capsule.sealed ?? { serverKey: '', nonce: '', ciphertext: '' };
  const theirs = await subtle.importKey('raw', bytesOf(serverKey), { name: 'ECDH', namedCurve: 'P-256' }, false, []);
  const shared = await subtle.deriveBits({ name: 'ECDH', public: theirs }, privateKey, 256);
  const secret = await subtle.importKey('raw', shared, 'HKDF', false, ['deriveKey']);
  const encode = (words: string) => new TextEncoder().encode(words);
  const key = await subtle.deriveKey(
    { name: 'HKDF', hash: 'SHA-256', salt: encode(capsule.id), info: encode('smart-presence capsule 1') },
    secret,
    { name: 'AES-GCM', length: 256 },
    false,
    ['decrypt'],
  );
  const bound = { name: 'AES-GCM', iv: bytesOf(nonce), additionalData: encode(capsuleBinding(capsule)) };
  return JSON.parse(Buffer.from(await subtle.decrypt(bound, key, bytesOf(ciphertext))).toString()) as CapsuleContent;
};
