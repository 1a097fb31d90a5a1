import { buildEndSessionUrl } from 'openid-client';
import type { Db } from '../../../platform/db/index.ts';
import { isSafeTransport } from './bounded-fetch.ts';
import type { Connections } from './connect-provider.ts';
import { findProvider } from './identity-provider.store.ts';

export interface LeaveProvider {
  connections: Connections;
  personId: string;
  baseUrl: string;
}

/**
 * Where to sign out of the provider that a person signed in with last, when it offers that and an administrator wants
 * it; null: nowhere. Without the id token, which is not kept, the provider may ask whether they mean it.
 */
export const leaveAddress = async (
  db: Db,
  { connections, personId, baseUrl }: LeaveProvider,
): Promise<string | null> => {
  const last = await db
    .selectFrom('identity')
    .select('providerId')
    .where('personId', '=', personId)
    .where('lastUsedAt', 'is not', null)
    .orderBy('lastUsedAt', 'desc')
    .limit(1)
    .executeTakeFirst();
  const provider = last && (await findProvider(db, last.providerId));
  if (!provider?.settings.isEnabled || !provider.settings.isLeftToo) return null;
  const configuration = await connections.to(provider);
  if (!configuration.serverMetadata().end_session_endpoint) return null;
  const url = buildEndSessionUrl(configuration, { post_logout_redirect_uri: `${baseUrl}/sign-in` });
  return isSafeTransport(url) ? url.href : null;
};

/** Whether this sign-in session, or the one it followed from, began at a provider. */
export const beganAtProvider = async (db: Db, signInSessionId: string): Promise<boolean> =>
  (await db.selectFrom('signInSession').select('method').where('id', '=', signInSessionId).executeTakeFirst())
    ?.method === 'single-sign-on';
