import { type Db, holdingStill } from '../../../platform/db/index.ts';
import { fail } from '../../../platform/http/index.ts';

/**
 * For whatever changes something in a term: refuses it in an archived one, and keeps the term from being archived until commit.
 * Nothing that exists is archived; whether it exists is for the caller to say.
 * @throws AppError `term_archived`.
 */
export const assertActiveTerm = async (trx: Db, termId: string): Promise<void> => {
  const term = await holdingStill(
    trx,
    trx.selectFrom('term').select('archivedAt').where('id', '=', termId),
  ).executeTakeFirst();
  if (term && term.archivedAt !== null) fail('term_archived');
};

/** The same for the term of a section. @throws AppError `term_archived`. */
export const assertActiveSection = async (trx: Db, sectionId: string): Promise<void> => {
  const section = await trx.selectFrom('section').select('termId').where('id', '=', sectionId).executeTakeFirst();
  if (section) await assertActiveTerm(trx, section.termId);
};

/** Archived terms, all by their ids: which ones they are stays as it is until commit. */
export const archivedTerms = async (trx: Db): Promise<ReadonlySet<string>> => {
  const terms = await holdingStill(trx, trx.selectFrom('term').select(['id', 'archivedAt'])).execute();
  return new Set(terms.filter(({ archivedAt }) => archivedAt !== null).map(({ id }) => id));
};
