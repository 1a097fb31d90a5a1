import { randomBytes } from 'node:crypto';
import { SealError, seal, unseal } from './seal.ts';
import { deriveKey } from './tokens.ts';

/** A data key as a database keeps it. */
export interface WrappedDataKey {
  kekId: string;
  wrapped: Uint8Array;
}

/** The key-encryption keys this server holds. One wraps; all unwrap, so that a rotation needs no pause. */
export interface Keyring {
  readonly kekId: string;
  readonly kekIds: readonly string[];
  /** @param owner purpose and id of what the data key is for; both must be said again to unwrap it. */
  wrap(owner: readonly [purpose: string, id: string], dataKey: Buffer): WrappedDataKey;
  /** @returns 32 bytes: overwrite them after use. @throws SealError for an unknown key, another owner or altered bytes. */
  unwrap(owner: readonly [purpose: string, id: string], key: WrappedDataKey): Buffer;
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
    wrap: (owner, dataKey) => ({ kekId, wrapped: seal({ key: kek, clear: dataKey, bound: [...owner, kekId] }) }),
    unwrap: (owner, { kekId: named, wrapped }) => {
      const key = keys.get(named);
      if (!key) throw new SealError(`wrapped by the key ${named}, which this server does not hold`);
      return unseal({ key, sealed: wrapped, bound: [...owner, named] });
    },
  };
};
