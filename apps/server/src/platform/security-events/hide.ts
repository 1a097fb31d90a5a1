import { randomBytes } from 'node:crypto';
import { deriveKey, sign } from '../crypto/index.ts';
import type { Db } from '../db/index.ts';

/** What may be told apart and compared without being known. */
export type Hidden = 'network' | 'device' | 'spot' | 'account';

const keys = new WeakMap<object, Buffer>();
/** For tools and tests that open a database by themselves: equal within this process, and of no meaning beyond it. */
const passing = randomBytes(32);
const HASH_CHARS = 16;

/** From now on what is hidden for this database is hidden with the installation's secret. */
export const hideWith = (db: Db, signing: Buffer): void => {
  keys.set(db, deriveKey(signing, 'security-events'));
};

/**
 * Equal for equal texts of one kind, and leading back to none without the installation's secret.
 * @param db the application's handle, not a transaction.
 */
export const hide = (db: Db, kind: Hidden, text: string): string =>
  sign(keys.get(db) ?? passing, `${kind}\n${text}`).slice(0, HASH_CHARS);

/** A degree of latitude is 111 km, so five digits are a metre. */
const DIGITS = 5;

/** A place on the ground, to the metre. */
export const hideSpot = (db: Db, { latitude, longitude }: { latitude: number; longitude: number }): string =>
  hide(db, 'spot', `${latitude.toFixed(DIGITS)} ${longitude.toFixed(DIGITS)}`);
