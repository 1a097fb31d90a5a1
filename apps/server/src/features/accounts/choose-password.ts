import type { Db } from '../../platform/db/index.ts';
import { fail } from '../../platform/http/index.ts';
import { hashPassword, judgePassword } from './passwords/index.ts';

/**
 * Judges a new password and makes its hash, outside any transaction.
 * @param known words an attacker would try first: name, e-mail, institution.
 * @throws AppError `password_too_short`, `password_too_common`, `overloaded`.
 */
export const hashNewPassword = async (password: string, known: readonly (string | null)[]): Promise<string> => {
  const words = known.filter((word) => word !== null);
  const verdict = judgePassword(password, words);
  if (verdict === 'too-short') return fail('password_too_short');
  if (verdict === 'too-common') return fail('password_too_common');
  return hashPassword(password);
};

/** The institution's name, as far as there is one; part of what a guesser knows. */
export const institutionName = async (db: Db): Promise<string | null> =>
  (await db.selectFrom('institution').select('name').executeTakeFirst())?.name ?? null;
