import { audit } from '../../../platform/audit/index.ts';
import { hashToken } from '../../../platform/crypto/index.ts';
import { type Db, type Trx, transact } from '../../../platform/db/index.ts';
import { publish } from '../../../platform/events/index.ts';
import { fail } from '../../../platform/http/index.ts';
import type { AccountMail } from '../account-mail.ts';
import { verificationKeys } from '../attempt-keys.ts';
import { createPerson } from '../create-person.ts';
import { matchesHash } from '../passwords/index.ts';
import { setPasswordHash } from '../person.store.ts';
import { attempt } from '../throttle.ts';
import { assertMayRegister } from './register.ts';
import { registrationsChanged } from './registrations-changed.ts';

export interface Verification {
  token: string;
  password: string;
  now: number;
  mail: AccountMail | null;
}

/**
 * Makes the account of whoever holds the mailed link and knows the password chosen with it. The password is what keeps
 * a stranger from having a victim confirm the stranger's own request: the victim does not know it.
 * @returns id of the new student, who waits for approval.
 * @throws AppError `link_invalid`, `sign_in_failed` for another password, `too_many_requests`, `registration_closed`,
 *   `mail_domain_refused`, `email_taken`, `overloaded`.
 */
export const verifyRegistration = async (db: Db, { token, password, now, mail }: Verification): Promise<string> => {
  const asked = (await openRegistration(db, token, now)) ?? fail('link_invalid');
  await assertMayRegister(db, { email: asked.email, mail });
  const right = await attempt(db, {
    keys: verificationKeys(asked.id),
    now,
    evaluate: async () => ((await matchesHash(password, asked.passwordHash)) ? true : undefined),
  });
  if (!right) return fail('sign_in_failed');
  return transact(db, async (trx) => {
    if (!(await takeRegistration(trx, asked.id, now))) return fail('link_invalid');
    const { id } = await createPerson(trx, { name: asked.name, email: asked.email, role: 'student' }, now);
    await setPasswordHash(trx, { personId: id, hash: asked.passwordHash, now });
    await trx.updateTable('person').set({ isAwaitingApproval: true }).where('id', '=', id).execute();
    await trx.updateTable('registration').set({ state: 'waiting', personId: id }).where('id', '=', asked.id).execute();
    // Other requests with this e-mail can lead to nothing any more.
    await trx.deleteFrom('registration').where('state', '=', 'unverified').where('email', '=', asked.email).execute();
    await publish(trx, registrationsChanged(null, now));
    await audit(trx, { action: 'registration.verified', at: now, actorId: id, subject: { kind: 'person', id } });
    return id;
  });
};

const openRegistration = async (db: Db, token: string, now: number) => {
  const row = await db
    .selectFrom('registration')
    .select(['id', 'name', 'email', 'passwordHash'])
    .where('tokenHash', '=', hashToken(token))
    .where('state', '=', 'unverified')
    .where('linkExpiresAt', '>', now)
    .executeTakeFirst();
  if (!row || row.name === null || row.email === null || row.passwordHash === null) return undefined;
  return { id: row.id, name: row.name, email: row.email, passwordHash: row.passwordHash };
};

/** Uses the link up; what is the person's from now on is not kept twice. @returns false when someone else was faster. */
const takeRegistration = async (trx: Trx, id: string, now: number): Promise<boolean> => {
  const taken = await trx
    .updateTable('registration')
    .set({ verifiedAt: now, name: null, email: null, passwordHash: null, tokenHash: null, linkExpiresAt: null })
    .where('id', '=', id)
    .where('state', '=', 'unverified')
    .where('verifiedAt', 'is', null)
    .returning('id')
    .execute();
  return taken.length === 1;
};
