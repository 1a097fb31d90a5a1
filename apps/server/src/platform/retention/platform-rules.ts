import type { Db } from '../db/index.ts';
import { agedRows } from './aged-rows.ts';
import type { RetentionWork } from './retention-work.ts';

/** How far somebody who follows the events has read; null: they have not begun. */
export type EventCursor = (db: Db) => Promise<number | null>;

const readByAll = async (db: Db, cursors: readonly EventCursor[]): Promise<number> => {
  let least = Number.MAX_SAFE_INTEGER;
  for (const cursor of cursors) least = Math.min(least, (await cursor(db)) ?? least);
  return least;
};

/** Events that everybody who follows them has read. The newest one stays: what comes next is counted from it. */
export const oldEvents = (cursors: readonly EventCursor[]): RetentionWork => {
  const upTo = (read: number) =>
    agedRows({
      rule: 'events',
      table: 'domainEvent',
      isAudited: true,
      old: (where, { before }) =>
        where.and([
          where('at', '<=', before),
          where('id', '<=', read),
          where(
            'id',
            '<',
            where.selectFrom('domainEvent as newest').select((eb: NewestId) => eb.fn.max('newest.id').as('id')),
          ),
        ]),
    });
  return {
    rule: 'events',
    due: async (db, cut) => upTo(await readByAll(db, cursors)).due(db, cut),
    erase: async (db, cut) => upTo(await readByAll(db, cursors)).erase(db, cut),
  };
};
interface NewestId {
  fn: { max: (column: string) => { as: (name: string) => unknown } };
}

/** Kept replies to requests that were sent twice. */
export const oldReplies = agedRows({
  rule: 'replies',
  table: 'idempotency',
  key: ['key'],
  old: (where, { before }) => where('createdAt', '<', before),
  everyMs: 3_600_000,
});
