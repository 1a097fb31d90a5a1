import { randomBytes } from 'node:crypto';
import { deriveKey } from '../../../platform/crypto/index.ts';
import { SealError, seal, unseal } from './seal.ts';

/** A data key as the database keeps it. */
export interface WrappedKey {
  personId: string;
  kekId: string;
  wrapped: Uint8Array;
}

/** The key-encryption keys this server holds. One wraps; all unwrap, so that a rotation needs no pause. */
export interface Keyring {
  readonly kekId: string;
  readonly kekIds: readonly string[];
  wrap(personId: string, dataKey: Buffer): WrappedKey;
  /** @returns 32 bytes: overwrite them after use. @throws SealError for an unknown key or altered bytes. */
  unwrap(row: WrappedKey): Buffer;
}

const DATA_KEY_BYTES = 32;

/** Names a key without telling anything about it: 64 bits of a one-way derivation, hex. */
export const kekIdOf = (kek: Buffer): string => deriveKey(kek, 'kek-id').toString('hex').slice(0, 16);

export const isSameKek = (one: Buffer, other: Buffer): boolean => kekIdOf(one) === kekIdOf(other);

export const newDataKey = (): Buffer => randomBytes(DATA_KEY_BYTES);

/** @param kek wraps and unwraps. @param alsoOpens keys that unwrap only: the former or the coming one of a rotation. */
export const createKeyring = ({ kek, alsoOpens = [] }: { kek: Buffer; alsoOpens?: readonly Buffer[] }): Keyring => {
  const kekId = kekIdOf(kek);
  const keys = new Map([kek, ...alsoOpens].map((key) => [kekIdOf(key), key]));
  return {
    kekId,
    kekIds: [...keys.keys()],
    wrap: (personId, dataKey) => ({
      personId,
      kekId,
      wrapped: seal({ key: kek, clear: dataKey, bound: boundTo(personId, kekId) }),
    }),
    unwrap: (row) => {
      const key = keys.get(row.kekId);
      if (!key) throw new SealError(`wrapped by the key ${row.kekId}, which this server does not hold`);
      return unseal({ key, sealed: row.wrapped, bound: boundTo(row.personId, row.kekId) });
    },
  };
};

const boundTo = (personId: string, kekId: string): string[] => ['data-key', personId, kekId];
