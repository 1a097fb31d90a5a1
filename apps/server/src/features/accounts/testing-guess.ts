import assert from 'node:assert/strict';
import type { Db } from '../../platform/db/index.ts';
import { AppError } from '../../platform/http/index.ts';
import { signInKeys } from './attempt-keys.ts';
import { attempt } from './throttle.ts';

export const GUESS_TIME = Date.UTC(2026, 7, 3, 9);

export interface Guess {
  email?: string;
  network?: string;
  device?: string | null;
  right?: boolean;
  now?: number;
}

/** One attempt to sign in, without the password work: how many passwords were looked at, and what came of it. */
export const guess = async (db: Db, props: Guess): Promise<{ evaluated: number; outcome: string }> => {
  const { email = 'owner@college.example', network = '198.51.100.1', device = null, right = false } = props;
  let evaluated = 0;
  try {
    const result = await attempt(db, {
      keys: signInKeys({ email, network, knownDevice: device }),
      now: props.now ?? GUESS_TIME,
      evaluate: () => {
        evaluated += 1;
        return Promise.resolve(right ? 'in' : undefined);
      },
    });
    return { evaluated, outcome: result ?? 'wrong' };
  } catch (error) {
    assert.ok(error instanceof AppError);
    return { evaluated, outcome: error.code };
  }
};

/** Guesses from many addresses, five a second, while the owner signs in now and then on a known device. */
export const attack = async (db: Db, { guesses, addresses }: { guesses: number; addresses: number }) => {
  let evaluated = 0;
  let ownerRefused = 0;
  for (let at = 0; at < guesses; at += 1) {
    const now = GUESS_TIME + at * 200;
    evaluated += (await guess(db, { network: `network ${at % addresses}`, now })).evaluated;
    if (at % 100 !== 0) continue;
    const owner = await guess(db, { network: 'home', device: 'owners-laptop', right: true, now });
    if (owner.outcome !== 'in') ownerRefused += 1;
  }
  return { evaluated, ownerRefused };
};
