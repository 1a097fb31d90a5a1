import type { OutboxState } from '@smart-presence/contract';
import type { Selectable, Updateable } from 'kysely';
import { type Db, type Schema, skippingClaimed } from '../db/index.ts';
import { agedRows, type RetentionWork, together } from '../retention/index.ts';

export type OutboxRow = Selectable<Schema['outbox']>;
export type OutboxChange = Updateable<Schema['outbox']>;

/** Takes rows that are due, or whose server died while sending, for `leaseMs`; no two servers get the same one. */
export const claimDue = async (
  db: Db,
  { now, limit, leaseMs }: { now: number; limit: number; leaseMs: number },
): Promise<OutboxRow[]> => {
  // Looking costs no write lock; most of the time nothing is due.
  if (!(await isDue(db.selectFrom('outbox').select('id'), now).limit(1).executeTakeFirst())) return [];
  return db
    .with(
      (cte) => cte('due').materialized(),
      () => skippingClaimed(db, isDue(db.selectFrom('outbox').select('id'), now).orderBy('dueAt').limit(limit)),
    )
    .updateTable('outbox')
    .set(({ eb }) => ({ state: 'sending' as const, claimedUntil: now + leaseMs, attempts: eb('attempts', '+', 1) }))
    .where('id', 'in', (eb) => eb.selectFrom('due').select('due.id'))
    .returningAll()
    .execute();
};

const selectIds = (db: Db) => db.selectFrom('outbox').select('id');

const isDue = (query: ReturnType<typeof selectIds>, now: number): ReturnType<typeof selectIds> =>
  query.where(({ eb, or, and }) =>
    or([
      and([eb('state', '=', 'pending'), eb('dueAt', '<=', now)]),
      and([eb('state', '=', 'sending'), eb('claimedUntil', '<=', now)]),
    ]),
  );

/** What became of a claimed row. Says nothing when the claim has run out and another server took over. */
export const settle = async (
  db: Db,
  { claimed, change }: { claimed: OutboxRow; change: OutboxChange },
): Promise<void> => {
  await stillClaimed(db.updateTable('outbox').set({ ...change, claimedUntil: null }), claimed).execute();
};

/** For rows that were no mail themselves. */
export const forget = async (db: Db, claimed: OutboxRow): Promise<void> => {
  await db
    .deleteFrom('outbox')
    .where('id', '=', claimed.id)
    .where('state', '=', 'sending')
    .where('claimedUntil', '=', claimed.claimedUntil)
    .where('attempts', '=', claimed.attempts)
    .execute();
};

const updateRow = (db: Db) => db.updateTable('outbox');

const stillClaimed = (query: ReturnType<typeof updateRow>, { id, claimedUntil, attempts }: OutboxRow) =>
  query
    .where('id', '=', id)
    .where('state', '=', 'sending')
    .where('claimedUntil', '=', claimedUntil)
    .where('attempts', '=', attempts);

export interface OutboxQuery {
  /** Only rows of these kinds are there. */
  kinds: readonly string[];
  state?: OutboxState | undefined;
  page: number;
  pageSize: number;
}

/** One page, newest first, and how many there are: two queries. */
export const listOutbox = async (
  db: Db,
  { kinds, state, page, pageSize }: OutboxQuery,
): Promise<{ rows: OutboxRow[]; total: number }> => {
  const all = db.selectFrom('outbox').where('kind', 'in', kinds);
  const matching = state ? all.where('state', '=', state) : all;
  const rows = await matching
    .selectAll()
    .orderBy('id', 'desc')
    .limit(pageSize)
    .offset((page - 1) * pageSize)
    .execute();
  const { total } = await matching.select(({ fn }) => fn.countAll<number>().as('total')).executeTakeFirstOrThrow();
  return { rows, total };
};

export const findMail = (db: Db, id: string, kinds: readonly string[]): Promise<OutboxRow | undefined> =>
  db.selectFrom('outbox').selectAll().where('id', '=', id).where('kind', 'in', kinds).executeTakeFirst();

/** Gives a dead row all its attempts again. @returns undefined when it is not dead, or its contents are gone or untrue. */
export const revive = (db: Db, id: string, now: number): Promise<OutboxRow | undefined> =>
  db
    .updateTable('outbox')
    .set({ state: 'pending', attempts: 0, dueAt: now })
    .where('id', '=', id)
    .where('state', '=', 'dead')
    .where('data', 'is not', null)
    .where('expiresAt', '>', now)
    .returningAll()
    .executeTakeFirst();

/** Contents of mails that nobody got and that would say something untrue by now. */
const oldContents = agedRows({
  rule: 'given-up-mail',
  table: 'outbox',
  old: (where, { now }) =>
    where.and([where('state', '=', 'dead'), where.not(where('data', 'is', null)), where('expiresAt', '<=', now)]),
  empty: { data: null },
});

export const oldMail: RetentionWork[] = [
  agedRows({
    rule: 'sent-mail',
    table: 'outbox',
    isAudited: true,
    old: (where, { before }) => where.and([where('state', '=', 'sent'), where('sentAt', '<', before)]),
  }),
  together([
    { ...oldContents, everyMs: 3_600_000 },
    agedRows({
      rule: 'given-up-mail',
      table: 'outbox',
      isAudited: true,
      old: (where, { before }) => where.and([where('state', '=', 'dead'), where('createdAt', '<', before)]),
    }),
  ]),
];
