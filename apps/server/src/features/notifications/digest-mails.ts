import type { DigestRhythm } from '@smart-presence/contract';
import { type Db, transact } from '../../platform/db/index.ts';
import { enqueue, type Mail } from '../../platform/outbox/index.ts';
import type { DigestFacts } from './letters/digest-letters.ts';
import type { LetterData } from './letters/write-letter.ts';
import { settleDigests, takeNews } from './told/digests.store.ts';

export interface Digests {
  rhythm: Exclude<DigestRhythm, 'off'>;
  /** On whose morning they were due. */
  day: string;
  /** What they are about begins then. */
  from: number;
  /** When the next ones come: then these are of no more use. */
  until: number;
  /** Facts of each reader; null: there are none. */
  facts: ReadonlyMap<string, DigestFacts | null>;
  now: number;
}

/** Settles digests and writes the letters of those who have something to read. @returns how many letters. */
export type DigestMail = (db: Db, digests: Digests) => Promise<number>;

/** All or nothing: a server that stops in between has settled nobody, and another one begins again. */
export const digestMail =
  ({ key, url }: { key: Buffer; url: string | null }): DigestMail =>
  (db, { rhythm, day, from, until, facts, now }) =>
    transact(db, async (trx) => {
      const people = [...(await settleDigests(trx, { people: [...facts.keys()].sort(), day }))];
      if (people.length === 0) return 0;
      const news = await takeNews(trx, { people, now });
      const readers = await trx
        .selectFrom('person')
        .select(['id', 'name', 'email'])
        .where('id', 'in', people)
        .where('isDisabled', '=', false)
        .execute();
      const mails = readers.flatMap(({ id, name, email }): Mail[] => {
        const own = { facts: facts.get(id) ?? null, news: news.get(id) ?? [] };
        if (email === null || (own.facts === null && own.news.length === 0)) return [];
        const data = { name, rhythm, from, ...own, url } satisfies LetterData<'digest'>;
        return [{ kind: 'digest', recipient: email, personId: id, data, now, expiresAt: until }];
      });
      await enqueue(trx, { key, mails });
      return mails.length;
    });
