import { audit } from '../../../platform/audit/index.ts';
import { type Db, oneAtATime, type Trx, transact } from '../../../platform/db/index.ts';
import { fail } from '../../../platform/http/index.ts';
import { endSingleSignOnSessions } from './identity.store.ts';
import { findProvider } from './identity-provider.store.ts';
import { type Telling, tellOfIdentity } from './tell-of-identity.ts';

export interface UnlinkIdentity {
  identityId: string;
  personId: string;
  /** An administrator, who can open another way in with an invitation; else the owner, who could not. */
  byAdmin: boolean;
  /** Who does it. */
  actorId: string;
  /** The owner's own session, which goes on. */
  sessionId: string;
  now: number;
  telling: Telling;
}

/**
 * Unlinks a person from a provider, and ends the sign-in sessions that single sign-on opened for them.
 * @throws AppError `not_found`; `no_way_in` when the owner would have nothing left to sign in with.
 */
export const unlinkIdentity = (
  db: Db,
  { identityId, personId, byAdmin, actorId, sessionId, now, telling }: UnlinkIdentity,
): Promise<void> =>
  transact(db, async (trx) => {
    await oneAtATime(trx, `second factors ${personId}`);
    const gone = await trx
      .deleteFrom('identity')
      .where('id', '=', identityId)
      .where('personId', '=', personId)
      .returning('providerId')
      .executeTakeFirst();
    if (!gone) return fail('not_found');
    if (!byAdmin && !(await hasWayIn(trx, personId))) fail('no_way_in');
    await endSingleSignOnSessions(trx, { personId, keep: byAdmin ? null : sessionId, now });
    const provider = (await findProvider(trx, gone.providerId)) ?? fail('not_found');
    await tellOfIdentity(trx, { ...telling, personId, change: 'unlinked', provider: provider.settings.name, now });
    const { providerId } = gone;
    const subject = { kind: 'person', id: personId } as const;
    await audit(trx, { action: 'identity.unlinked', at: now, actorId, subject, details: { providerId } });
  });

/** Whether somebody could sign in again: a password, a passkey, or a provider that is switched on. */
export const hasWayIn = async (trx: Trx, personId: string): Promise<boolean> => {
  const { passwordHash } = await trx
    .selectFrom('person')
    .select('passwordHash')
    .where('id', '=', personId)
    .executeTakeFirstOrThrow();
  if (passwordHash !== null) return true;
  const passkey = await trx.selectFrom('passkey').select('id').where('personId', '=', personId).executeTakeFirst();
  if (passkey) return true;
  const identity = await trx
    .selectFrom('identity as i')
    .innerJoin('identityProvider as p', 'p.id', 'i.providerId')
    .select('i.id')
    .where('i.personId', '=', personId)
    .where('p.isEnabled', '=', true)
    .executeTakeFirst();
  return identity !== undefined;
};
