import { authorizationCodeGrant, type Configuration, fetchUserInfo } from 'openid-client';
import type { Db } from '../../../platform/db/index.ts';
import { fail } from '../../../platform/http/index.ts';
import { takeAttempt } from './attempt.store.ts';
import type { Connections } from './connect-provider.ts';
import { enabledProvider, type StoredProvider } from './identity-provider.store.ts';
import { type Claims, claimTexts, readClaims, type Vouched, wantedClaims } from './read-claims.ts';
import { secretsOf } from './start-single-sign-on.ts';

export interface FinishSingleSignOn {
  redirectUri: string;
  /** What followed the `?` of the page the provider led to. */
  query: string;
  /** What the cookie of this browser says; undefined: it never went to a provider. */
  browser: string | undefined;
  /** Who is signed in here, with nothing left to settle; null: nobody. */
  viewerId: string | null;
  connections: Connections;
  key: Buffer;
  now: number;
}

export interface Finished {
  provider: StoredProvider;
  vouched: Vouched;
  /** Whose account is to be linked; null: somebody signs in. */
  personId: string | null;
  /** The person wishes to stay signed in on this device. */
  remember: boolean;
}

/**
 * Takes what a provider sent this browser back with, and has the provider say who it is.
 * @throws AppError `single_sign_on_stale`; what openid-client throws for everything that is wrong with the answer.
 */
export const finishSingleSignOn = async (db: Db, props: FinishSingleSignOn): Promise<Finished> => {
  const { redirectUri, query, browser, viewerId, connections, key, now } = props;
  const search = new URLSearchParams(query);
  const [state, ...more] = search.getAll('state');
  if (!state || more.length > 0 || browser === undefined) return fail('single_sign_on_stale');
  const attempt = (await takeAttempt(db, { state, browser, redirectUri, now })) ?? fail('single_sign_on_stale');
  // An account is linked by the one who began it, still signed in.
  if (attempt.personId !== null && attempt.personId !== viewerId) fail('single_sign_on_stale');
  const provider = (await enabledProvider(db, attempt.providerId)) ?? fail('single_sign_on_stale');
  const configuration = await connections.to(provider);
  const { nonce, codeVerifier } = secretsOf(key, state);
  const tokens = await authorizationCodeGrant(configuration, new URL(`${redirectUri}?${search}`), {
    expectedState: state,
    expectedNonce: nonce,
    pkceCodeVerifier: codeVerifier,
    idTokenExpected: true,
  });
  const idToken: Claims & { sub: string } = tokens.claims() ?? fail('single_sign_on_failed');
  const claims = await completed({ provider, configuration, idToken, accessToken: tokens.access_token });
  return {
    provider,
    vouched: readClaims({ settings: provider.settings, subject: idToken.sub, claims }),
    personId: attempt.personId,
    remember: attempt.remember,
  };
};

interface Incomplete {
  provider: StoredProvider;
  configuration: Configuration;
  idToken: Claims & { sub: string };
  accessToken: string;
}

/** Many providers keep what the id token could say for the user-info endpoint. The id token, which is signed, wins. */
const completed = async ({ provider, configuration, idToken, accessToken }: Incomplete): Promise<Claims> => {
  const isComplete = wantedClaims(provider.settings).every((way) => claimTexts(idToken, way).length > 0);
  if (isComplete || !configuration.serverMetadata().userinfo_endpoint) return idToken;
  const { amr: _, acr: __, ...more } = await fetchUserInfo(configuration, accessToken, idToken.sub);
  // An e-mail and whether it is verified are one statement: they are not put together from two.
  const mail = 'email' in idToken ? { email_verified: idToken.email_verified } : {};
  return { ...more, ...mail, ...idToken };
};
