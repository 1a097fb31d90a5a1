import { audit } from '../../../platform/audit/index.ts';
import { type Db, oneAtATime, transact } from '../../../platform/db/index.ts';
import { fail } from '../../../platform/http/index.ts';
import { isLetIn } from './decide-arrival.ts';
import { findIdentity, keepIdentity, noteUse } from './identity.store.ts';
import type { StoredProvider } from './identity-provider.store.ts';
import type { Vouched } from './read-claims.ts';
import { type Telling, tellOfIdentity } from './tell-of-identity.ts';

export interface LinkIdentity {
  provider: StoredProvider;
  vouched: Vouched;
  personId: string;
  now: number;
  telling: Telling;
}

/**
 * Links an account to a provider on the wish of its owner, who is signed in and has just proved it. The e-mail at the
 * provider may be another one.
 * @throws AppError `identity_taken`, `single_sign_on_mail_refused`; `conflict` when it is linked there already.
 */
export const linkIdentity = (db: Db, { provider, vouched, personId, now, telling }: LinkIdentity): Promise<void> =>
  transact(db, async (trx) => {
    await oneAtATime(trx, 'single sign-on');
    const { subject, email } = vouched;
    const providerId = provider.id;
    if (!isLetIn(provider.settings.mailDomains, vouched)) fail('single_sign_on_mail_refused');
    const known = await findIdentity(trx, { providerId, subject });
    if (known && known.personId !== personId) fail('identity_taken');
    if (!known) {
      const other = await trx
        .selectFrom('identity')
        .select('id')
        .where('providerId', '=', providerId)
        .where('personId', '=', personId)
        .executeTakeFirst();
      if (other) fail('conflict');
      await keepIdentity(trx, { providerId, subject, personId, email, isMaker: false, now });
      await tellOfIdentity(trx, { ...telling, personId, change: 'linked', provider: provider.settings.name, now });
    }
    await noteUse(trx, { providerId, subject, email, now });
    const of = { kind: 'person', id: personId } as const;
    await audit(trx, { action: 'identity.linked', at: now, actorId: personId, subject: of, details: { providerId } });
  });
