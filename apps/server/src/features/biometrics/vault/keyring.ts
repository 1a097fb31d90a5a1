import { createKeyring as createPlatformKeyring, type WrappedDataKey } from '../../../platform/crypto/index.ts';

/** The data key of a person's templates as the database keeps it. */
export interface WrappedKey extends WrappedDataKey {
  personId: string;
}

/** The key-encryption keys this server holds, for the data keys of templates. */
export interface Keyring {
  readonly kekId: string;
  readonly kekIds: readonly string[];
  wrap(personId: string, dataKey: Buffer): WrappedKey;
  /** @returns 32 bytes: overwrite them after use. @throws SealError for an unknown key or altered bytes. */
  unwrap(row: WrappedKey): Buffer;
}

/** @param kek wraps and unwraps. @param alsoOpens keys that unwrap only: the former or the coming one of a rotation. */
export const createKeyring = (keys: { kek: Buffer; alsoOpens?: readonly Buffer[] }): Keyring => {
  const { kekId, kekIds, wrap, unwrap } = createPlatformKeyring(keys);
  return {
    kekId,
    kekIds,
    wrap: (personId, dataKey) => ({ personId, ...wrap(['data-key', personId], dataKey) }),
    unwrap: (row) => unwrap(['data-key', row.personId], row),
  };
};
