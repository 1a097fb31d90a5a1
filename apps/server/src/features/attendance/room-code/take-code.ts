import type { Trx } from '../../../platform/db/index.ts';
import type { CodeFinding } from '../decide-check-in.ts';
import { readCode } from './codes.ts';
import type { RoomCodeKeys } from './keys.ts';
import { assertMayGuess, countWrong } from './limit-guesses.ts';
import { secretOf, type UseOfCode, useOf } from './room-code.store.ts';

export interface GivenCode extends UseOfCode {
  keys: RoomCodeKeys;
  code: string;
  now: number;
}

export interface TakenCode {
  finding: Exclude<CodeFinding, 'missing'>;
  step: number;
}

/**
 * Reads a code that a student gave, with the session's turn taken. A wrong one is counted, a stale one is not: it was
 * right a moment ago, so it was no guess.
 * @throws AppError `too_many_requests`.
 */
export const takeCode = async (trx: Trx, { keys, code, now, ...who }: GivenCode): Promise<TakenCode> => {
  await assertMayGuess(trx, who, now);
  const secret = await secretOf(trx, keys, who.sessionId);
  const read = secret ? readCode(secret, { code, now }) : { finding: 'wrong' as const, step: 0 };
  if (read.finding === 'wrong') await countWrong(trx, who, now);
  if (read.finding !== 'valid') return read;
  const earlier = await useOf(trx, { ...who, step: read.step });
  return { finding: earlier && earlier.spentAt !== null ? 'used' : 'valid', step: read.step };
};
