import { type Db, transact } from '../../../platform/db/index.ts';
import { enqueue, type Mail } from '../../../platform/outbox/index.ts';
import type { LetterData } from '../letters/write-letter.ts';

/** News that old is no news: after a long silence of the server nobody is mailed what is over. */
const STALE_MS = 24 * 3_600_000;
const BATCH = 100;

export interface TellingByMail {
  db: Db;
  /** Seals the outbox. */
  key: Buffer;
  /** Where the letter's button leads; null: nobody has said where people reach this server. */
  url: string | null;
  /** Where letters of some kinds lead instead. */
  pages?: Readonly<Record<string, string>>;
  now: number;
}

/** Writes the letters that notifications still want. Row and letter change in one transaction: each is written once. */
export const mailTold = async ({ db, key, url, pages = {}, now }: TellingByMail): Promise<number> => {
  let written = 0;
  for (;;) {
    const ids = await dueIds(db);
    if (ids.length === 0) return written;
    written += await transact(db, async (trx) => {
      const claimed = await trx
        .updateTable('notification')
        .set({ isMailDue: false })
        .where('id', 'in', ids)
        .where('isMailDue', '=', true)
        .returning(['id', 'personId', 'kind', 'data', 'at', 'expiresAt'])
        .execute();
      const fresh = claimed.filter((row) => row.at > now - STALE_MS && row.expiresAt > now);
      const addresses = await addressesOf(trx, fresh);
      const mails = fresh.flatMap(({ personId, kind, data, at, expiresAt }): Mail[] => {
        const person = addresses.get(personId);
        if (!person?.email) return [];
        const content = { kind, data: JSON.parse(data) };
        return [
          {
            kind: 'notification',
            recipient: person.email,
            personId,
            data: { name: person.name, content, url: pages[kind] ?? url } satisfies LetterData<'notification'>,
            now,
            expiresAt: Math.min(expiresAt, at + STALE_MS),
            keepsEarlier: true,
          },
        ];
      });
      await enqueue(trx, { key, mails });
      return mails.length;
    });
  }
};

const dueIds = async (db: Db): Promise<string[]> => {
  const rows = await db
    .selectFrom('notification')
    .select('id')
    .where('isMailDue', '=', true)
    .orderBy('id')
    .limit(BATCH)
    .execute();
  return rows.map(({ id }) => id);
};

const addressesOf = async (db: Db, rows: readonly { personId: string }[]) => {
  if (rows.length === 0) return new Map<string, { name: string; email: string | null }>();
  const people = await db
    .selectFrom('person')
    .select(['id', 'name', 'email'])
    .where('id', 'in', [...new Set(rows.map(({ personId }) => personId))])
    .where('isDisabled', '=', false)
    .where('isAwaitingApproval', '=', false)
    .execute();
  return new Map(people.map((person) => [person.id, person]));
};
