import { createHmac, timingSafeEqual } from 'node:crypto';
import { ROOM_CODE_DIGITS, ROOM_CODE_MS } from '@smart-presence/contract';

/** A code is taken while it is shown and this many steps longer: time to read, type and send. */
export const LATE_STEPS = 1;
/** Within this many steps a former code is called stale, so that who types slowly learns why. */
const STALE_STEPS = 6;

export const stepAt = (now: number): number => Math.floor(now / ROOM_CODE_MS);
export const shownFrom = (step: number): number => step * ROOM_CODE_MS;

/**
 * The code of a step: HMAC-SHA-256 over the step as eight bytes, big endian, cut to 31 bits as RFC 4226 section 5.3 does
 * and then to eight digits. @param secret at least 32 random bytes, of one session.
 */
export const codeAt = (secret: Uint8Array, step: number): string => {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha256', secret).update(counter).digest();
  const offset = (mac[mac.length - 1] ?? 0) & 0x0f;
  const number = mac.readUInt32BE(offset) & 0x7fff_ffff;
  return String(number % 10 ** ROOM_CODE_DIGITS).padStart(ROOM_CODE_DIGITS, '0');
};

export interface ReadCode {
  finding: 'valid' | 'stale' | 'wrong';
  /** For `valid`: when it was on show. */
  step: number;
}

/** What a code is at an instant. A code that is still to come is as wrong as any other. */
export const readCode = (secret: Uint8Array, { code, now }: { code: string; now: number }): ReadCode => {
  const current = stepAt(now);
  let found: ReadCode = { finding: 'wrong', step: current };
  // Every step is looked at, whichever fits: the time it takes tells nothing.
  for (let age = STALE_STEPS; age >= 0; age -= 1) {
    const step = current - age;
    if (isSame(codeAt(secret, step), code)) found = { finding: age <= LATE_STEPS ? 'valid' : 'stale', step };
  }
  return found;
};

const isSame = (a: string, b: string): boolean =>
  a.length === b.length && timingSafeEqual(Buffer.from(a, 'latin1'), Buffer.from(b, 'latin1'));
