import { randomInt } from 'node:crypto';
import { PAIRING_ALPHABET, PAIRING_LENGTH } from '@smart-presence/contract';
import { deriveKey, sign } from '../../../platform/crypto/index.ts';

/** How long a code can be used. */
export const PAIRING_MS = 10 * 60_000;

/** 39 bits: enough for ten minutes of throttled guesses. */
export const newPairingCode = (): string =>
  Array.from({ length: PAIRING_LENGTH }, () => PAIRING_ALPHABET[randomInt(PAIRING_ALPHABET.length)]).join('');

/** How a code is stored. Keyed: whoever reads the database cannot try all codes against a plain hash. */
export const pairingHash = (signing: Buffer): ((code: string) => string) => {
  const key = deriveKey(signing, 'kiosk-pairing');
  return (code) => sign(key, code);
};
