import type { Db, Trx } from '../../../platform/db/index.ts';
import { fail } from '../../../platform/http/index.ts';
import { reportSecurityEvent } from '../../../platform/security-events/index.ts';
import type { UseOfCode } from './room-code.store.ts';

const SECOND_MS = 1000;
/** Wrong codes of one student in one session before the next has to wait: typing errors. */
export const FREE_WRONG = 3;
/** Longest pause: an honest person gets another try while the session runs. */
export const LONGEST_PAUSE_MS = 60 * SECOND_MS;
/** So many wrong codes of one student in one session are no typing errors; twice as many say so again. */
export const GUESSED = 8;
/** Wrong codes of everybody in one session after which nobody's mistakes are free any more. */
export const MANY_WRONG = 60;

/**
 * How long after a wrong code the student has to wait: one second that doubles each time. In a session that many are
 * guessing at, from the first one on and longer; who types the right code never waits.
 * @param wrong of this student, including the one just now. @param wrongByAll in the session, likewise.
 */
export const pauseAfter = ({ wrong, wrongByAll }: { wrong: number; wrongByAll: number }): number => {
  const counted = wrongByAll > MANY_WRONG ? wrong + FREE_WRONG : wrong - FREE_WRONG;
  return counted <= 0 ? 0 : Math.min(LONGEST_PAUSE_MS, SECOND_MS * 2 ** Math.min(counted - 1, 20));
};

/** @throws AppError `too_many_requests` while the student has to wait: the code, right or wrong, is not looked at. */
export const assertMayGuess = async (db: Db, { sessionId, studentId }: UseOfCode, now: number): Promise<void> => {
  const row = await db
    .selectFrom('roomCodeGuess')
    .select('blockedUntil')
    .where('sessionId', '=', sessionId)
    .where('studentId', '=', studentId)
    .executeTakeFirst();
  if (row && row.blockedUntil > now) fail('too_many_requests', { retryAfter: (row.blockedUntil - now) / 1000 });
};

/** Counts a wrong code. Call with the session's turn taken: then no two are counted at once. */
export const countWrong = async (trx: Trx, { sessionId, studentId }: UseOfCode, now: number): Promise<void> => {
  const { wrong } = await trx
    .insertInto('roomCodeGuess')
    .values({ sessionId, studentId, wrong: 1, blockedUntil: 0, updatedAt: now })
    .onConflict((conflict) =>
      conflict
        .columns(['sessionId', 'studentId'])
        .doUpdateSet(({ eb, ref }) => ({ wrong: eb(ref('roomCodeGuess.wrong'), '+', 1), updatedAt: now })),
    )
    .returning('wrong')
    .executeTakeFirstOrThrow();
  const { wrongByAll } = await trx
    .selectFrom('roomCodeGuess')
    .select((eb) => eb.fn.sum<number>('wrong').as('wrongByAll'))
    .where('sessionId', '=', sessionId)
    .executeTakeFirstOrThrow();
  const blockedUntil = now + pauseAfter({ wrong, wrongByAll: Number(wrongByAll) });
  if (wrong % GUESSED === 0) {
    const actor = { kind: 'person', id: studentId } as const;
    const evidence = { wrong };
    await reportSecurityEvent(trx, {
      code: 'room_code_guessed',
      actor,
      personId: studentId,
      sessionId,
      evidence,
      at: now,
    });
  }
  await trx
    .updateTable('roomCodeGuess')
    .set({ blockedUntil })
    .where('sessionId', '=', sessionId)
    .where('studentId', '=', studentId)
    .execute();
};
