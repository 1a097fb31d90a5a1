import type { IdentityProviderSettings } from '@smart-presence/contract';
import { audit, differences } from '../../../platform/audit/index.ts';
import { type Db, oneAtATime, transact } from '../../../platform/db/index.ts';
import { fail } from '../../../platform/http/index.ts';
import { isSafeTransport } from './bounded-fetch.ts';
import { endSingleSignOnSessions } from './identity.store.ts';
import {
  findProvider,
  issuerOf,
  keepProvider,
  type SecretBox,
  type StoredProvider,
} from './identity-provider.store.ts';

export interface SaveProvider {
  /** Absent: a new one. */
  id?: string;
  settings: IdentityProviderSettings;
  clientSecret: string | null | undefined;
  actorId: string;
  now: number;
}

/**
 * Adds or changes a provider. Switched off, the sign-in sessions it opened end.
 * @throws AppError `not_found`, `invalid_request`.
 */
export const saveProvider = (db: Db, box: SecretBox, props: SaveProvider): Promise<StoredProvider> =>
  transact(db, async (trx) => {
    const { id, settings, actorId, now } = props;
    refuseUnsafe(settings);
    await oneAtATime(trx, 'single sign-on');
    const before = id === undefined ? undefined : ((await findProvider(trx, id)) ?? fail('not_found'));
    if (before && id !== undefined) {
      if (issuerOf(before.settings) !== issuerOf(settings) && (await isLinked(trx, id)))
        refuse('body.issuer', 'people are linked to it: remove this provider and add the other one');
      if (before.settings.isEnabled && !settings.isEnabled) await endSingleSignOnSessions(trx, { providerId: id, now });
    }
    const kept = await keepProvider(trx, box, props);
    await audit(trx, {
      action: before ? 'identity-provider.changed' : 'identity-provider.created',
      at: now,
      actorId,
      subject: { kind: 'identity-provider', id: kept.id },
      details: {
        ...differences(before && { ...before.settings }, { ...kept.settings }),
        hasNewSecret: props.clientSecret !== undefined,
      },
    });
    return kept;
  });

const refuse = (path: string, message: string): never => fail('invalid_request', { details: [{ path, message }] });

const refuseUnsafe = ({ issuer, roleRules, mayMakeAdmins }: IdentityProviderSettings): void => {
  const url = new URL(issuer);
  if (!isSafeTransport(url)) refuse('body.issuer', 'must start with https://');
  if (url.username || url.password || url.search || url.hash)
    refuse('body.issuer', 'must not hold more than an address');
  const at = roleRules.findIndex(({ role }) => role === 'admin');
  if (at >= 0 && !mayMakeAdmins)
    refuse(`body.roleRules.${at}.role`, 'makes administrators: say explicitly that this provider may');
};

const isLinked = async (db: Db, providerId: string): Promise<boolean> =>
  (await db.selectFrom('identity').select('id').where('providerId', '=', providerId).limit(1).executeTakeFirst()) !==
  undefined;

/** Removes a provider, what links people to it, and the sign-in sessions it opened. @throws AppError `not_found`. */
export const deleteProvider = (
  db: Db,
  { id, actorId, now }: { id: string; actorId: string; now: number },
): Promise<void> =>
  transact(db, async (trx) => {
    await oneAtATime(trx, 'single sign-on');
    await endSingleSignOnSessions(trx, { providerId: id, now });
    await trx.deleteFrom('identity').where('providerId', '=', id).execute();
    await trx.deleteFrom('singleSignOnAttempt').where('providerId', '=', id).execute();
    const gone = await trx.deleteFrom('identityProvider').where('id', '=', id).returning('id').executeTakeFirst();
    if (!gone) fail('not_found');
    const subject = { kind: 'identity-provider', id } as const;
    await audit(trx, { action: 'identity-provider.removed', at: now, actorId, subject });
  });
