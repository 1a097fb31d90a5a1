import { randomInt } from 'node:crypto';
import { DEVICE_NUMBER_DIGITS, type DeviceConfirmation } from '@smart-presence/contract';
import { audit } from '../../../platform/audit/index.ts';
import { deriveKey, equalText, sign } from '../../../platform/crypto/index.ts';
import { type Db, type Trx, transact } from '../../../platform/db/index.ts';
import { fail } from '../../../platform/http/index.ts';
import type { AccountMail } from '../account-mail.ts';
import { deviceMailKeys, deviceNumberKeys } from '../attempt-keys.ts';
import { endSession } from '../sign-in-session.store.ts';
import { attempt, forgetAttempts } from '../throttle.ts';
import { deviceInWords } from './describe-device.ts';

const MINUTE_MS = 60_000;
export const NUMBER_LIVES_MS = 10 * MINUTE_MS;
export const MOST_TRIES = 5;
export const MOST_MAILS = 3;
export const RESEND_AFTER_MS = MINUTE_MS;

/** Makes, mails and judges the numbers that confirm new devices. */
export interface DeviceNumbers {
  /**
   * Counts a mail to this person before it is made. Outside any transaction: what is refused stays counted.
   * @throws AppError `too_many_requests`.
   */
  allowMail(db: Db, personId: string, now: number): Promise<void>;
  /** Mails the first number of a sign-in session that waits for it. */
  begin(trx: Trx, props: { sessionId: string; now: number }): Promise<void>;
  /** Where a confirmation stands. @throws AppError `not_found`. */
  state(db: Db, sessionId: string): Promise<DeviceConfirmation>;
  /** @throws AppError `too_many_requests`, `device_number_expired`, `not_found`. */
  resend(db: Db, props: { sessionId: string; personId: string; now: number }): Promise<DeviceConfirmation>;
  /**
   * Uses the number up when it is right. After too many wrong ones the sign-in session ends, and signing in starts over.
   * @throws AppError `device_number_wrong`, `device_number_expired`, `too_many_requests`.
   */
  settle(db: Db, props: { sessionId: string; personId: string; number: string; now: number }): Promise<void>;
}

export const openDeviceNumbers = (signing: Buffer, mail: AccountMail | null): DeviceNumbers => {
  const key = deriveKey(signing, 'device-number');
  const hashOf = (sessionId: string, number: string): string => sign(key, `${sessionId}\n${number}`);
  const newNumber = (): string => String(randomInt(10 ** DEVICE_NUMBER_DIGITS)).padStart(DEVICE_NUMBER_DIGITS, '0');

  const allowMail: DeviceNumbers['allowMail'] = async (db, personId, now) => {
    await attempt(db, { keys: deviceMailKeys(personId), now, evaluate: () => Promise.resolve(undefined) });
  };
  const send = async (trx: Trx, props: { sessionId: string; number: string; now: number }): Promise<void> => {
    const { sessionId, number, now } = props;
    const { id, name, email, userAgent, network } = await trx
      .selectFrom('signInSession as s')
      .innerJoin('person as p', 'p.id', 's.personId')
      .select(['p.id', 'p.name', 'p.email', 's.userAgent', 's.network'])
      .where('s.id', '=', sessionId)
      .executeTakeFirstOrThrow();
    if (!mail || email === null) return fail('mail_off');
    await mail.sendDeviceNumber(trx, {
      person: { id, name, email },
      number,
      device: deviceInWords(userAgent),
      network,
      at: now,
      expiresAt: now + NUMBER_LIVES_MS,
    });
  };
  return {
    allowMail,
    begin: async (trx, { sessionId, now }) => {
      const number = newNumber();
      await trx
        .insertInto('deviceConfirmation')
        .values({
          sessionId,
          numberHash: hashOf(sessionId, number),
          expiresAt: now + NUMBER_LIVES_MS,
          tries: 0,
          mails: 1,
          mailedAt: now,
        })
        .execute();
      await send(trx, { sessionId, number, now });
    },
    state: stateOf,
    resend: async (db, { sessionId, personId, now }) => {
      const { resendAt } = await stateOf(db, sessionId);
      if (resendAt === null) return fail('device_number_expired');
      if (now < resendAt) return fail('too_many_requests', { retryAfter: (resendAt - now) / 1000 });
      await allowMail(db, personId, now);
      await transact(db, async (trx) => {
        const number = newNumber();
        const renewed = await trx
          .updateTable('deviceConfirmation')
          .set(({ eb }) => ({
            numberHash: hashOf(sessionId, number),
            expiresAt: now + NUMBER_LIVES_MS,
            mails: eb('mails', '+', 1),
            mailedAt: now,
          }))
          .where('sessionId', '=', sessionId)
          .where('mails', '<', MOST_MAILS)
          .where('mailedAt', '<=', now - RESEND_AFTER_MS)
          .returning('sessionId')
          .executeTakeFirst();
        // Somebody pressed the button twice: one mail was enough.
        if (!renewed) return;
        await send(trx, { sessionId, number, now });
        const subject = { kind: 'sign-in-session', id: sessionId } as const;
        await audit(trx, { action: 'sign-in-device.number-sent', at: now, actorId: personId, subject, personId });
      });
      return stateOf(db, sessionId);
    },
    settle: async (db, { sessionId, personId, number, now }) => {
      let verdict = 'wrong' as Verdict;
      await attempt(db, {
        keys: deviceNumberKeys(personId),
        now,
        evaluate: async () => {
          verdict = await judge(db, { sessionId, numberHash: hashOf(sessionId, number), now });
          // Only the right number takes the count back: letting one expire must not.
          return verdict === 'right' ? verdict : undefined;
        },
      });
      if (verdict !== 'right') return fail(verdict === 'wrong' ? 'device_number_wrong' : 'device_number_expired');
      await forgetAttempts(db, deviceMailKeys(personId));
    },
  };
};

type Verdict = 'right' | 'wrong' | 'expired' | 'spent';

/**
 * Counts a try before it looks, so that many at once are not more tries; a right number is taken out, so that it is right
 * once.
 */
const judge = (
  db: Db,
  { sessionId, numberHash, now }: { sessionId: string; numberHash: string; now: number },
): Promise<Verdict> =>
  transact(db, async (trx) => {
    const tried = await trx
      .updateTable('deviceConfirmation')
      .set(({ eb }) => ({ tries: eb('tries', '+', 1) }))
      .where('sessionId', '=', sessionId)
      .where('tries', '<', MOST_TRIES)
      .where('expiresAt', '>', now)
      .returning(['numberHash', 'tries'])
      .executeTakeFirst();
    if (!tried) return 'expired';
    if (equalText(tried.numberHash, numberHash)) {
      await trx.deleteFrom('deviceConfirmation').where('sessionId', '=', sessionId).execute();
      return 'right';
    }
    if (tried.tries < MOST_TRIES) return 'wrong';
    await endSession(trx, sessionId, now);
    return 'spent';
  });

const stateOf = async (db: Db, sessionId: string): Promise<DeviceConfirmation> => {
  const row = await db
    .selectFrom('deviceConfirmation as c')
    .innerJoin('signInSession as s', 's.id', 'c.sessionId')
    .innerJoin('person as p', 'p.id', 's.personId')
    .select(['c.expiresAt', 'c.tries', 'c.mails', 'c.mailedAt', 'p.email'])
    .where('c.sessionId', '=', sessionId)
    .executeTakeFirst();
  if (!row) return fail('not_found');
  const isSpent = row.mails >= MOST_MAILS || row.tries >= MOST_TRIES;
  return {
    sentTo: masked(row.email ?? ''),
    expiresAt: row.expiresAt,
    triesLeft: Math.max(0, MOST_TRIES - row.tries),
    resendAt: isSpent ? null : row.mailedAt + RESEND_AFTER_MS,
  };
};

/** `a…@college.example`: enough for the owner, little for whoever has only their password. */
const masked = (email: string): string => {
  const at = email.lastIndexOf('@');
  return `${email.slice(0, 1)}…${email.slice(at)}`;
};
