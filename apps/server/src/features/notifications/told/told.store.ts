import { MOST_COUNTED, type Notification, NotificationContent } from '@smart-presence/contract';
import { type Db, transact } from '../../../platform/db/index.ts';
import { agedRows } from '../../../platform/retention/index.ts';
import { publishChanged } from './publish-changed.ts';

export interface Reader {
  personId: string;
  now: number;
}

const shown = (db: Db, { personId, now }: Reader) =>
  db
    .selectFrom('notification')
    .where('personId', '=', personId)
    .where('isShown', '=', true)
    .where('expiresAt', '>', now);

/** One page, newest first, and how many there are: two queries. What another version of the server wrote is left out. */
export const listTold = async (
  db: Db,
  { only, page, pageSize, ...reader }: Reader & { only?: 'unread' | undefined; page: number; pageSize: number },
): Promise<{ items: Notification[]; total: number }> => {
  const matching = only === 'unread' ? shown(db, reader).where('readAt', 'is', null) : shown(db, reader);
  const rows = await matching
    .select(['id', 'kind', 'data', 'at', 'readAt'])
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(pageSize)
    .offset((page - 1) * pageSize)
    .execute();
  const { total } = await matching.select(({ fn }) => fn.countAll<number>().as('total')).executeTakeFirstOrThrow();
  const items = rows.flatMap(({ kind, data, ...row }) => {
    const content = NotificationContent.safeParse({ kind, data: JSON.parse(data) });
    return content.success ? [{ ...row, content: content.data }] : [];
  });
  return { items, total };
};

/** How many are unread, up to the number from which nobody counts. */
export const countUnread = async (db: Db, reader: Reader): Promise<number> => {
  const { unread } = await db
    .selectFrom(shown(db, reader).where('readAt', 'is', null).select('id').limit(MOST_COUNTED).as('some'))
    .select(({ fn }) => fn.countAll<number>().as('unread'))
    .executeTakeFirstOrThrow();
  return Number(unread);
};

export type Reading = { ids: readonly string[]; isRead: boolean } | { upTo: number };

/** Marks the reader's own as read or unread; their other pages look again. */
export const markRead = (db: Db, { personId, now }: Reader, reading: Reading): Promise<void> =>
  transact(db, async (trx) => {
    const isRead = 'upTo' in reading || reading.isRead;
    const theirs = trx
      .updateTable('notification')
      .set({ readAt: isRead ? now : null })
      .where('personId', '=', personId)
      .where('isShown', '=', true)
      .where('readAt', isRead ? 'is' : 'is not', null);
    const some = 'upTo' in reading ? theirs.where('at', '<=', reading.upTo) : theirs.where('id', 'in', reading.ids);
    const changed = await some.returning('id').execute();
    if (changed.length > 0) await publishChanged(trx, [personId], now);
  });

/** Each kind of notification knows how long it is of use. */
export const expired = agedRows({
  rule: 'notifications',
  table: 'notification',
  old: (where, { now }) => where('expiresAt', '<=', now),
  everyMs: 3_600_000,
});
