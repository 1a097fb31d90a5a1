import { createHash } from 'node:crypto';
import { type Db, oneAtATime, type Trx } from '../../../../platform/db/index.ts';
import { fail } from '../../../../platform/http/index.ts';

export interface PairedDevice {
  /** Of the device's session; another pairing has another. */
  pairingId: string;
  kioskId: string;
  publicKey: string;
  now: number;
}

/** What the first record of a key holds as the digest of the one before. */
export const digestOf = (text: string): string => createHash('sha256').update(text, 'utf8').digest('base64url');

export interface ChainHead {
  lastSequence: number;
  lastHash: string;
}

/**
 * Where the device's chain stands. The first key of a pairing stays: somebody with a copy of the cookie has no other way to
 * capsules or records than the key that is in the tablet.
 * @throws AppError `device_proof_invalid` for another key.
 */
export const keepKey = async (trx: Trx, device: PairedDevice): Promise<ChainHead> => {
  const { pairingId, kioskId, publicKey, now } = device;
  await takeChain(trx, pairingId);
  const known = await trx
    .selectFrom('kioskKey')
    .select(['publicKey', 'lastSequence', 'lastHash'])
    .where('pairingId', '=', pairingId)
    .executeTakeFirst();
  if (known) return known.publicKey === publicKey ? known : fail('device_proof_invalid');
  const head = { lastSequence: 0, lastHash: digestOf(publicKey) };
  await trx
    .insertInto('kioskKey')
    .values({ pairingId, kioskId, publicKey, registeredAt: now, ...head })
    .execute();
  return head;
};

/** Two tabs that hand over the same records take turns. */
export const takeChain = (trx: Trx, pairingId: string): Promise<void> => oneAtATime(trx, `kiosk_chain:${pairingId}`);

/**
 * The pairing a key belongs to: the present one of the kiosk or a former one, so that a tablet that is paired as the same kiosk
 * again can hand over what it recorded before.
 * @throws AppError `device_proof_invalid` for a key of another kiosk, or of none.
 */
export const pairingOfKey = async (
  db: Db,
  { kioskId, publicKey }: { kioskId: string; publicKey: string },
): Promise<string> => {
  const row = await db
    .selectFrom('kioskKey')
    .select('pairingId')
    .where('kioskId', '=', kioskId)
    .where('publicKey', '=', publicKey)
    .executeTakeFirst();
  return (row ?? fail('device_proof_invalid')).pairingId;
};

/** @throws AppError `device_proof_invalid` for a key that was never registered. */
export const headOf = async (db: Db, { pairingId, publicKey }: PairedDevice): Promise<ChainHead> => {
  const head = await db
    .selectFrom('kioskKey')
    .select(['lastSequence', 'lastHash'])
    .where('pairingId', '=', pairingId)
    .where('publicKey', '=', publicKey)
    .executeTakeFirst();
  return head ?? fail('device_proof_invalid');
};

export const advanceHead = async (trx: Trx, pairingId: string, head: ChainHead): Promise<void> => {
  await trx.updateTable('kioskKey').set(head).where('pairingId', '=', pairingId).execute();
};
