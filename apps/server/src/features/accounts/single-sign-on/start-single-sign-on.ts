import { buildAuthorizationUrl, calculatePKCECodeChallenge } from 'openid-client';
import { newToken, sign } from '../../../platform/crypto/index.ts';
import type { Db } from '../../../platform/db/index.ts';
import { keepAttempt } from './attempt.store.ts';
import type { Connections } from './connect-provider.ts';
import { redirectUriOf, type StoredProvider } from './identity-provider.store.ts';

/** What only this server knows of an attempt: made from its state, so that nothing secret is stored. */
export const secretsOf = (key: Buffer, state: string): { nonce: string; codeVerifier: string } => ({
  nonce: sign(key, `nonce\n${state}`),
  codeVerifier: sign(key, `verifier\n${state}`),
});

export interface StartSingleSignOn {
  provider: StoredProvider;
  connections: Connections;
  key: Buffer;
  browser: string;
  baseUrl: string;
  /** Whose account is to be linked; null: somebody signs in. */
  personId: string | null;
  /** The person wishes to stay signed in on this device. */
  remember: boolean;
  now: number;
}

/** @returns the provider's address to send this browser to: code flow, PKCE S256, state and nonce. */
export const startSingleSignOn = async (db: Db, props: StartSingleSignOn): Promise<string> => {
  const { provider, connections, key, browser, baseUrl, personId, remember, now } = props;
  const configuration = await connections.to(provider);
  const state = newToken();
  const { nonce, codeVerifier } = secretsOf(key, state);
  const redirectUri = redirectUriOf(provider.settings.issuer, baseUrl);
  await keepAttempt(db, { providerId: provider.id, state, browser, redirectUri, personId, remember, now });
  const { scopes, secondFactor } = provider.settings;
  const url = buildAuthorizationUrl(configuration, {
    redirect_uri: redirectUri,
    scope: scopes,
    state,
    nonce,
    code_challenge: await calculatePKCECodeChallenge(codeVerifier),
    code_challenge_method: 'S256',
    ...(secondFactor.acr.length > 0 ? { acr_values: secondFactor.acr.join(' ') } : {}),
  });
  return url.href;
};
