import type { Proposal } from '@smart-presence/contract';
import type { Db, Trx } from '../../platform/db/index.ts';

/** What is kept of a class photo: where faces were and whom they resembled; no picture. */
export interface StoredProposal {
  proposal: Proposal;
  /** Evidence for the marks; same order as the proposal's faces. */
  distances: (number | null)[];
  model: string;
}

export interface NewProposal {
  stored: StoredProposal;
  createdBy: string;
}

export const saveProposal = async (db: Db, { stored, createdBy }: NewProposal): Promise<void> => {
  const { id, sessionId, createdAt } = stored.proposal;
  await db
    .insertInto('classPhoto')
    .values({ id, sessionId, createdBy, createdAt, proposal: JSON.stringify(stored), confirmedAt: null })
    .execute();
};

export const findProposal = async (
  db: Db,
  { id, sessionId }: { id: string; sessionId: string },
): Promise<StoredProposal | undefined> => {
  const row = await db
    .selectFrom('classPhoto')
    .select('proposal')
    .where('id', '=', id)
    .where('sessionId', '=', sessionId)
    .executeTakeFirst();
  return row && (JSON.parse(row.proposal) as StoredProposal);
};

/** @returns false when it was confirmed before. */
export const settleProposal = async (trx: Trx, id: string, now: number): Promise<boolean> => {
  const settled = await trx
    .updateTable('classPhoto')
    .set({ confirmedAt: now })
    .where('id', '=', id)
    .where('confirmedAt', 'is', null)
    .returning('id')
    .executeTakeFirst();
  return settled !== undefined;
};
