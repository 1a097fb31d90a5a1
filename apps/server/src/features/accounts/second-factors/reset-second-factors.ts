import type { Person } from '@smart-presence/contract';
import { audit } from '../../../platform/audit/index.ts';
import { type Db, newId, transact } from '../../../platform/db/index.ts';
import { fail } from '../../../platform/http/index.ts';
import type { AccountMail } from '../account-mail.ts';
import { findPerson } from '../person.store.ts';
import { endSessionsOf } from '../sign-in-session.store.ts';
import { dropRecoveryCodes, takeTurns } from './second-factors.store.ts';

export interface FactorReset {
  personId: string;
  /** The administrator; null: somebody at the server itself. */
  actorId: string | null;
  reason: string;
  now: number;
  mail: AccountMail | null;
  baseUrl: string;
}

/**
 * Takes away the second factors of somebody who has lost them, says who did it and why, ends their sign-in sessions and
 * tells them. A role that must have a second factor sets up a new one at the next sign-in.
 * @throws AppError `not_found`, `own_account`: the own ones are changed on the own account page.
 */
export const resetSecondFactors = (db: Db, reset: FactorReset): Promise<Person> =>
  transact(db, async (trx) => {
    const { personId, actorId, reason, now, mail, baseUrl } = reset;
    if (personId === actorId) fail('own_account');
    const person = (await findPerson(trx, personId)) ?? fail('not_found');
    await takeTurns(trx, personId);
    for (const table of ['passkey', 'authenticator', 'ceremony'] as const) {
      await trx.deleteFrom(table).where('personId', '=', personId).execute();
    }
    await dropRecoveryCodes(trx, personId);
    await endSessionsOf(trx, [personId], now);
    await trx
      .insertInto('secondFactorReset')
      .values({ id: newId(now), personId, actorId, reason, createdAt: now })
      .execute();
    const { name, email } = person;
    if (email)
      await mail?.tellOfFactors(trx, { person: { id: personId, name, email }, change: 'reset', reason, baseUrl, now });
    const after = (await findPerson(trx, personId)) ?? fail('not_found');
    const subject = { kind: 'person', id: personId } as const;
    await audit(trx, { action: 'second-factors.reset', at: now, actorId, subject, details: { reason } });
    return after;
  });
