import { type DigestRhythm, NotificationContent, usualRhythm } from '@smart-presence/contract';
import type { Db, Trx } from '../../../platform/db/index.ts';

export type ReaderRole = keyof typeof usualRhythm;

export interface DigestReader {
  personId: string;
  role: ReaderRole;
}

const roles = Object.keys(usualRhythm) as ReaderRole[];

/**
 * Some of those whose digest is due and not settled yet. Nobody who never signed in, and nobody who came, or chose this
 * rhythm, after it was due.
 * @param day on whose morning it was due, and `due` the instant of it.
 */
export const digestReaders = async (
  db: Db,
  { rhythm, day, due, limit }: { rhythm: Exclude<DigestRhythm, 'off'>; day: string; due: number; limit: number },
): Promise<DigestReader[]> => {
  const usual = roles.filter((role) => usualRhythm[role] === rhythm);
  const rows = await db
    .selectFrom('person')
    .leftJoin('digestChoice as choice', 'choice.personId', 'person.id')
    .leftJoin('digest', 'digest.personId', 'person.id')
    .select(['person.id as personId', 'person.role'])
    .where('person.role', 'in', roles)
    .where('person.isDisabled', '=', false)
    .where('person.isAwaitingApproval', '=', false)
    .where('person.email', 'is not', null)
    .where('person.lastSignInAt', 'is not', null)
    .where('person.createdAt', '<', due)
    .where(({ eb, or, and }) =>
      or([
        and([eb('choice.rhythm', '=', rhythm), eb('choice.changedAt', '<', due)]),
        and([eb('choice.rhythm', 'is', null), eb('person.role', 'in', usual)]),
      ]),
    )
    .where(({ eb, or }) => or([eb('digest.day', 'is', null), eb('digest.day', '<', day)]))
    .orderBy('person.id')
    .limit(limit)
    .execute();
  return rows.map(({ personId, role }) => ({ personId, role: role as ReaderRole }));
};

/** Settles the digests of a day. @param people in one order, so that two servers wait for each other, and not crosswise. @returns those this transaction settles, and nobody else ever will. */
export const settleDigests = async (
  trx: Trx,
  { people, day }: { people: readonly string[]; day: string },
): Promise<Set<string>> => {
  const rows = await trx
    .insertInto('digest')
    .values(people.map((personId) => ({ personId, day })))
    .onConflict((conflict) => conflict.column('personId').doUpdateSet({ day }).where('digest.day', '<', day))
    .returning('personId')
    .execute();
  return new Set(rows.map(({ personId }) => personId));
};

/** Takes what waits for the digests of these people, oldest first. What another version of the server wrote is left out. */
export const takeNews = async (
  trx: Trx,
  { people, now }: { people: readonly string[]; now: number },
): Promise<Map<string, NotificationContent[]>> => {
  const rows = await trx
    .updateTable('notification')
    .set({ isForDigest: false })
    .where('personId', 'in', people)
    .where('isForDigest', '=', true)
    .returning(['personId', 'kind', 'data', 'at', 'expiresAt'])
    .execute();
  const fresh = rows.filter(({ expiresAt }) => expiresAt > now).toSorted((a, b) => a.at - b.at);
  const news = new Map<string, NotificationContent[]>();
  for (const { personId, kind, data } of fresh) {
    const content = NotificationContent.safeParse({ kind, data: JSON.parse(data) });
    if (content.success) news.set(personId, [...(news.get(personId) ?? []), content.data]);
  }
  return news;
};
