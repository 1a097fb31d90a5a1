import { type NotificationData, type NotificationKind, notificationKinds } from '@smart-presence/contract';
import { chunksOf, newId, type Trx } from '../../../platform/db/index.ts';
import { waysToTell } from './choices.store.ts';
import { publishChanged } from './publish-changed.ts';

export interface News<K extends NotificationKind = NotificationKind> {
  kind: K;
  data: NotificationData<K>;
  /** What gives cause for it, unique within its kind, such as the id of the row: nobody is told twice of one cause. */
  cause: string;
  /** Ids of those concerned; somebody named twice is told once. */
  people: readonly string[];
  /** Who did it and need not be told; null or absent: the clock. */
  actorId?: string | null;
  now: number;
  /** When it is of no more use; absent: as long as its kind is kept. */
  expiresAt?: number;
  /** The cause has gone on: who was told is told anew, in the same row and without another mail. */
  renews?: boolean;
}

const DAY_MS = 24 * 3_600_000;

/**
 * Tells people something, in the transaction that gives cause for it: a row for each, as they chose to be told. Mails are
 * written a moment later from the rows. Live streams hear of it, so call it near the end of the transaction.
 */
export const notify = async <K extends NotificationKind>(trx: Trx, news: News<K>): Promise<void> => {
  const { kind, cause, actorId, now, renews = false } = news;
  // In one order, so that two transactions that tell the same people wait for each other, and not crosswise.
  const people = [...new Set(news.people)].filter((id) => id !== actorId).sort();
  const ways = await waysToTell(trx, { kind, people });
  const expiresAt = news.expiresAt ?? now + notificationKinds[kind].keptDays * DAY_MS;
  const rows = people.flatMap((personId) => {
    const { inApp, mail, waits } = ways.get(personId) ?? { inApp: false, mail: false, waits: false };
    if (!inApp && !mail) return [];
    const told = { data: JSON.stringify(news.data), at: now, readAt: null, expiresAt };
    return [
      {
        id: newId(now),
        personId,
        kind,
        cause,
        ...told,
        isShown: inApp,
        isMailDue: mail && !waits,
        isForDigest: mail && waits,
      },
    ];
  });
  const told: string[] = [];
  for (const some of chunksOf(rows)) {
    const written = await trx
      .insertInto('notification')
      .values(some)
      .onConflict((conflict) => {
        const same = conflict.columns(['personId', 'kind', 'cause']);
        if (!renews) return same.doNothing();
        return same.doUpdateSet((eb) => ({
          data: eb.ref('excluded.data'),
          at: eb.ref('excluded.at'),
          readAt: null,
          expiresAt: eb.ref('excluded.expiresAt'),
        }));
      })
      .returning(['personId', 'isShown'])
      .execute();
    told.push(...written.filter(({ isShown }) => isShown).map(({ personId }) => personId));
  }
  await publishChanged(trx, told, now);
};
