import { atServerUpToDate, type Environment, type Refused } from '../../platform/at-server.ts';
import { loadSecrets } from '../../platform/crypto/index.ts';
import type { Db } from '../../platform/db/index.ts';
import { countKeysNotUnder, isSameKek, rewrapAll } from './vault/index.ts';

export interface Rotated {
  /** Data keys that are under the new key now and were not before. */
  rewrapped: number;
  /** Data keys that the new key still does not open: altered, or under a third key. */
  left: number;
  /** Of what is not a template: under the new key now and not before. */
  others?: number;
}

/** Data keys of another feature under the same key-encryption key. */
export interface OtherKeys {
  /** @returns how many are under `to` now and were not before. */
  rewrap: (db: Db, keys: { from: Buffer; to: Buffer }) => Promise<number>;
  countNotUnder: (db: Db, kek: Buffer) => Promise<number>;
}

/**
 * Wraps the data keys of all templates with `SMART_PRESENCE_KEK` that `SMART_PRESENCE_OTHER_KEK` wraps until now. Servers
 * that have both settings go on meanwhile; killed at any moment, it goes on where it stopped when called again.
 */
export const rotateKeysAtServer = (
  env: Environment,
  onProgress: (rewrapped: number) => void,
  others: readonly OtherKeys[] = [],
): Promise<Rotated | Refused> =>
  atServerUpToDate(env, async ({ config, db }) => {
    // Said outright: a key that was generated into the wrong data folder would become the only one that opens the faces.
    if (config.kek === undefined) return { refused: 'Set SMART_PRESENCE_KEK to the new key, in base64.' };
    const { kek, otherKek } = loadSecrets(config);
    if (!otherKek) return { refused: 'Set SMART_PRESENCE_OTHER_KEK to the key that is replaced, in base64.' };
    if (isSameKek(kek, otherKek))
      return { refused: 'SMART_PRESENCE_KEK and SMART_PRESENCE_OTHER_KEK are the same key.' };
    const { rewrapped } = await rewrapAll(db, { from: otherKek, to: kek, onProgress });
    const rotated: Rotated = { rewrapped, left: await countKeysNotUnder(db, kek) };
    for (const { rewrap, countNotUnder } of others) {
      rotated.others = (rotated.others ?? 0) + (await rewrap(db, { from: otherKek, to: kek }));
      rotated.left += await countNotUnder(db, kek);
    }
    return rotated;
  });
