import type { Db, Trx } from '../../../platform/db/index.ts';
import { chunksOf } from '../../../platform/db/index.ts';
import { countNames, type Tally } from './tally.ts';

const columns = ['sessionId', 'sectionId', 'termId', 'openedAt', 'day', 'hour', ...countNames] as const;

export interface TallyFilter {
  termId?: string | undefined;
  sectionIds?: readonly string[] | undefined;
  /** Days in the institution's zone, both included. */
  from?: string | undefined;
  until?: string | undefined;
}

/**
 * Sessions that are over in numbers, oldest first. A few seconds behind the marks at most: a job follows them.
 * Name a term or sections: nobody needs every session there ever was.
 */
export const talliesOf = async (
  db: Db,
  { termId, sectionIds, from, until }: TallyFilter & ({ termId: string } | { sectionIds: readonly string[] }),
): Promise<Tally[]> => {
  if (sectionIds?.length === 0) return [];
  let query = db.selectFrom('sessionTally').select(columns).orderBy('openedAt').orderBy('sessionId');
  if (termId !== undefined) query = query.where('termId', '=', termId);
  if (sectionIds !== undefined) query = query.where('sectionId', 'in', sectionIds);
  if (from !== undefined) query = query.where('day', '>=', from);
  if (until !== undefined) query = query.where('day', '<=', until);
  return query.execute();
};

const PAGE = 2000;

/** Tallies of a term that were counted after a revision, some at a time. */
export async function* talliesAfter(
  db: Db,
  { termId, revision }: { termId: string; revision: number },
): AsyncGenerator<Tally[]> {
  for (let after = ''; ; ) {
    const rows = await db
      .selectFrom('sessionTally')
      .select(columns)
      .where('termId', '=', termId)
      .where('revision', '>', revision)
      .where('sessionId', '>', after)
      .orderBy('sessionId')
      .limit(PAGE)
      .execute();
    yield rows;
    const last = rows.at(-1);
    if (rows.length < PAGE || !last) return;
    after = last.sessionId;
  }
}

/** How far the tallies are. */
export interface Progress {
  eventId: number;
  zone: string;
  filledTo: string | null;
  revision: number;
  epoch: number;
}

export const progressOf = (db: Db): Promise<Progress | undefined> =>
  db
    .selectFrom('tallyProgress')
    .select(['eventId', 'zone', 'filledTo', 'revision', 'epoch'])
    .where('id', '=', 1)
    .executeTakeFirst();

export const saveProgress = async (trx: Trx, progress: Progress): Promise<void> => {
  await trx
    .insertInto('tallyProgress')
    .values({ id: 1, ...progress })
    .onConflict((c) => c.column('id').doUpdateSet(progress))
    .execute();
};

/** Writes tallies over what was there; every row is of this revision then. */
export const saveTallies = async (trx: Trx, tallies: readonly Tally[], revision: number): Promise<void> => {
  for (const some of chunksOf(tallies))
    await trx
      .insertInto('sessionTally')
      .values(some.map((tally) => ({ ...tally, revision })))
      .onConflict((c) =>
        c.column('sessionId').doUpdateSet((eb) => {
          const set = (name: 'day' | 'hour' | 'revision' | (typeof countNames)[number]) =>
            [name, eb.ref(`excluded.${name}`)] as const;
          return Object.fromEntries([set('day'), set('hour'), set('revision'), ...countNames.map(set)]);
        }),
      )
      .execute();
};

/** @returns how many there were. */
export const removeTallies = async (trx: Trx, sessionIds: readonly string[]): Promise<number> => {
  let removed = 0;
  for (const ids of chunksOf(sessionIds)) {
    const { numDeletedRows } = await trx.deleteFrom('sessionTally').where('sessionId', 'in', ids).executeTakeFirst();
    removed += Number(numDeletedRows);
  }
  return removed;
};
