import { audit } from '../../../platform/audit/index.ts';
import { hashToken, newToken } from '../../../platform/crypto/index.ts';
import { type Db, newId, type Trx, transact } from '../../../platform/db/index.ts';
import { fail } from '../../../platform/http/index.ts';
import { accessPolicy } from '../access-policy.store.ts';
import type { AccountMail } from '../account-mail.ts';
import { registrationKeys } from '../attempt-keys.ts';
import { hashNewPassword, institutionName } from '../choose-password.ts';
import { attempt, limitRate } from '../throttle.ts';
import { isAcceptedMail, mailboxOf } from './mail-domain.ts';

const HOUR_MS = 3_600_000;
/** How long the mailed link works. */
export const VERIFY_MS = 24 * HOUR_MS;
/** A class registers at the same time behind one address. */
export const REGISTRATIONS_PER_NETWORK = 120;
/** From everywhere, within an hour. */
export const REGISTRATIONS_OVERALL = 1200;

export interface RegistrationRequest {
  name: string;
  /** Lower case. */
  email: string;
  usn: string | null;
  password: string;
  /** As `networkOf` says it. */
  network: string;
  baseUrl: string;
  now: number;
  mail: AccountMail | null;
}

/** @throws AppError `registration_closed` unless an administrator has opened it, `mail_off`, `mail_domain_refused`. */
export const assertMayRegister = async (
  db: Db,
  { email, mail }: { email: string; mail: AccountMail | null },
): Promise<void> => {
  const { selfRegistration } = await accessPolicy(db);
  if (!selfRegistration.isOpen) return fail('registration_closed');
  if (!mail) return fail('mail_off');
  if (!isAcceptedMail(email, selfRegistration.mailDomains)) return fail('mail_domain_refused');
};

/**
 * Notes that somebody asks for an account. Nobody is looked up here: known and unknown e-mails take the same way, the
 * same time and the same answer; what is mailed is found out later.
 * @throws AppError as `assertMayRegister`, `too_many_requests`, `password_too_short`, `password_too_common`, `overloaded`.
 */
export const register = async (db: Db, request: RegistrationRequest): Promise<void> => {
  const { name, email, usn, network, baseUrl, now, mail } = request;
  await assertMayRegister(db, { email, mail });
  await limitRate(db, { key: `register network ${network}`, limit: REGISTRATIONS_PER_NETWORK, windowMs: HOUR_MS, now });
  await limitRate(db, { key: 'register anywhere', limit: REGISTRATIONS_OVERALL, windowMs: HOUR_MS, now });
  const passwordHash = await hashNewPassword(request.password, [name, email, await institutionName(db)]);
  await attempt(db, {
    keys: registrationKeys(mailboxOf(email)),
    now,
    evaluate: async () => {
      await transact(db, async (trx) => {
        const id = newId(now);
        const undecided = { decidedAt: null, decidedBy: null, reason: null, eraseAt: null };
        await trx
          .insertInto('registration')
          .values({
            id,
            email,
            name,
            usn,
            passwordHash,
            tokenHash: null,
            state: 'unverified',
            askedAt: now,
            linkExpiresAt: null,
            verifiedAt: null,
            personId: null,
            ...undecided,
          })
          .execute();
        await mail?.requestRegistration(trx, { registrationId: id, email, baseUrl, now });
        const subject = { kind: 'person', id: null } as const;
        await audit(trx, { action: 'registration.asked', at: now, actorId: null, subject, details: { network } });
      });
      // Never a success that would let the next one through at once.
      return undefined;
    },
  });
};

/** What a request for an account leads to: a link that proves the e-mail, or word that there is an account already. */
export interface RegistrationAnswer {
  kind: 'registration' | 'registration-known';
  personId: string | null;
  /** Whom the letter greets. */
  name: string;
  url: string;
  expiresAt: number;
}

/**
 * Finds out whom to write. Somebody with an account learns of the request, and the request is forgotten.
 * @returns undefined when the request is gone.
 */
export const answerRegistration = async (
  trx: Trx,
  { registrationId, baseUrl, now }: { registrationId: string; baseUrl: string; now: number },
): Promise<RegistrationAnswer | undefined> => {
  const asked = await trx
    .selectFrom('registration')
    .select('email')
    .where('id', '=', registrationId)
    .where('state', '=', 'unverified')
    .executeTakeFirst();
  if (!asked?.email) return undefined;
  const { email } = asked;
  const known = await trx.selectFrom('person').select(['id', 'name']).where('email', '=', email).executeTakeFirst();
  const expiresAt = now + VERIFY_MS;
  if (known) {
    await trx.deleteFrom('registration').where('id', '=', registrationId).execute();
    const { id: personId, name } = known;
    return { kind: 'registration-known', personId, name, url: `${baseUrl}/forgot`, expiresAt };
  }
  const token = newToken();
  await trx
    .updateTable('registration')
    .set({ tokenHash: hashToken(token), linkExpiresAt: expiresAt })
    .where('id', '=', registrationId)
    .execute();
  // Greeted by the address, not by the name: anybody can type anything into that field, and mail it to others.
  const url = `${baseUrl}/register/confirm#${token}`;
  return { kind: 'registration', personId: null, name: email, url, expiresAt };
};
