import type { CheckInDecision, CheckInReply } from '@smart-presence/contract';
import type { Selectable } from 'kysely';
import type { Db, Schema, Trx } from '../../platform/db/index.ts';
import { agedRows } from '../../platform/retention/index.ts';

export type ChallengeRow = Selectable<Schema['challenge']>;

export const saveChallenge = async (
  db: Db,
  challenge: Omit<ChallengeRow, 'usedAt' | 'decision' | 'answer' | 'revealed'>,
): Promise<void> => {
  await db
    .insertInto('challenge')
    .values({ ...challenge, revealed: '[]', usedAt: null, decision: null, answer: null })
    .execute();
};

/** Notes when a step was revealed, unless something was noted since `before` was read. */
export const noteRevealed = async (
  db: Db,
  { id, before, after }: { id: string; before: string; after: string },
): Promise<void> => {
  await db
    .updateTable('challenge')
    .set({ revealed: after })
    .where('id', '=', id)
    .where('revealed', '=', before)
    .where('usedAt', 'is', null)
    .execute();
};

export interface ChallengeHolder {
  challengeId: string;
  sessionId: string;
  studentId: string;
}

/** The challenge, when it was issued to this student, for this session. In which sign-in session, the row says. */
export const findChallenge = (db: Db, holder: ChallengeHolder): Promise<ChallengeRow | undefined> =>
  db
    .selectFrom('challenge')
    .selectAll()
    .where('id', '=', holder.challengeId)
    .where('sessionId', '=', holder.sessionId)
    .where('studentId', '=', holder.studentId)
    .executeTakeFirst();

/** The answer a challenge has had, if any. */
export const answerOf = async (db: Db, id: string): Promise<CheckInReply | undefined> => {
  const row = await db.selectFrom('challenge').select('answer').where('id', '=', id).executeTakeFirst();
  return row?.answer ? (JSON.parse(row.answer) as CheckInReply) : undefined;
};

export interface Answer {
  id: string;
  reply: CheckInReply;
  now: number;
}

/** Spends the challenge: once, with the answer it leads to. @returns false when it was spent before. */
export const spendChallenge = async (trx: Trx, { id, reply, now }: Answer): Promise<boolean> => {
  const spent = await trx
    .updateTable('challenge')
    .set({ usedAt: now, decision: reply.decision, answer: JSON.stringify(reply) })
    .where('id', '=', id)
    .where('usedAt', 'is', null)
    .returning('id')
    .executeTakeFirst();
  return spent !== undefined;
};

/** When this student's challenges since `since` were issued and what became of them, oldest first. */
export const recentChallenges = (
  db: Db,
  { studentId, since }: { studentId: string; since: number },
): Promise<{ issuedAt: number; usedAt: number | null; decision: CheckInDecision | null }[]> =>
  db
    .selectFrom('challenge')
    .select(['issuedAt', 'usedAt', 'decision'])
    .where('studentId', '=', studentId)
    .where('issuedAt', '>', since)
    .orderBy('issuedAt')
    .execute();

/** Challenges outlive their use, so that a repeated or late check-in finds its answer, and one too late hears that it is. */
export const oldChallenges = agedRows({
  rule: 'challenges',
  table: 'challenge',
  old: (where, { before }) => where('expiresAt', '<', before),
  everyMs: 3_600_000,
});
