import type { Db } from '../../platform/db/index.ts';
import { fail } from '../../platform/http/index.ts';
import { hashPassword, judgePassword, passwordLength, SHORTEST, SHORTEST_OF_TWO } from './passwords/index.ts';
import { factorsHeld, holdsAny } from './second-factors/second-factors.store.ts';

/**
 * Judges a new password and makes its hash, outside any transaction.
 * @param known words an attacker would try first: name, e-mail, institution.
 * @throws AppError `password_too_short`, `password_too_common`, `overloaded`.
 */
export const hashNewPassword = async (
  password: string,
  known: readonly (string | null)[],
  shortest: number = SHORTEST,
): Promise<string> => {
  const words = known.filter((word) => word !== null);
  const verdict = judgePassword(password, words, shortest);
  if (verdict === 'too-short') return fail('password_too_short');
  if (verdict === 'too-common') return fail('password_too_common');
  return hashPassword(password);
};

/** A password that was judged, ready to be stored. */
export interface ChosenPassword {
  hash: string;
  /** Long enough only beside a second factor: when that goes, the next sign-in asks for a longer one. */
  isShort: boolean;
}

/**
 * The same for somebody who is there already: beside a second factor a shorter one is enough.
 * @throws AppError `password_too_short`, `password_too_common`, `overloaded`.
 */
export const choosePassword = async (
  db: Db,
  { password, person }: { password: string; person: { id: string; name: string; email: string | null } },
): Promise<ChosenPassword> => {
  const known = [person.name, person.email, await institutionName(db)];
  const hash = await hashNewPassword(password, known, await shortestPassword(db, person.id));
  return { hash, isShort: passwordLength(password) < SHORTEST };
};

/** Characters that a new password of this person must have. */
export const shortestPassword = async (db: Db, personId: string): Promise<number> =>
  holdsAny(await factorsHeld(db, personId)) ? SHORTEST_OF_TWO : SHORTEST;

/** The institution's name, as far as there is one; part of what a guesser knows. */
export const institutionName = async (db: Db): Promise<string | null> =>
  (await db.selectFrom('institution').select('name').executeTakeFirst())?.name ?? null;
