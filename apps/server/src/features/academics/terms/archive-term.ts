import type { Term } from '@smart-presence/contract';
import { type Db, transact } from '../../../platform/db/index.ts';
import { fail } from '../../../platform/http/index.ts';
import { everyTerm } from '../structure.store.ts';
import { followTerm, type TermChange } from '../timetable/follower.ts';

/**
 * Archives a term: it leaves the lists, announces no class, and nothing in it changes any more. Again changes nothing.
 * @throws AppError `not_found`; `term_in_session` while a session of it is open.
 */
export const archiveTerm = (db: Db, { termId, follower, now }: TermChange): Promise<Term> =>
  transact(db, async (trx) => {
    // First the word, then the look: whoever opens a session meanwhile waits for this, or is seen.
    const archived = await trx
      .updateTable('term')
      .set({ archivedAt: now })
      .where('id', '=', termId)
      .where('archivedAt', 'is', null)
      .returning('id')
      .executeTakeFirst();
    if (archived) {
      const open = await follower.countOpen(trx, { termId });
      if (open > 0) fail('term_in_session', { details: [{ path: 'sessions', message: `${open} open` }] });
      await followTerm(trx, { termId, follower, now });
    }
    return termOf(trx, termId, now);
  });

/** Brings an archived term back, with the classes its timetables announce. @throws AppError `not_found`. */
export const restoreTerm = (db: Db, { termId, follower, now }: TermChange): Promise<Term> =>
  transact(db, async (trx) => {
    const restored = await trx
      .updateTable('term')
      .set({ archivedAt: null })
      .where('id', '=', termId)
      .where('archivedAt', 'is not', null)
      .returning('id')
      .executeTakeFirst();
    if (restored) await followTerm(trx, { termId, follower, now });
    return termOf(trx, termId, now);
  });

const termOf = async (trx: Db, termId: string, now: number): Promise<Term> =>
  (await everyTerm(trx, now)).find(({ id }) => id === termId) ?? fail('not_found');
