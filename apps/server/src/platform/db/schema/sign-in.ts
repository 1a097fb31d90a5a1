import type { SignInMethod, SignInNeed } from '@smart-presence/contract';
import type { Fixed, Flag, Id, Json, Ms } from './columns.ts';

interface SignInSessionTable {
  id: Fixed<Id>;
  personId: Fixed<Id>;
  /** SHA-256 of the cookie's token, hex. Both tokens change when the person proves again who they are. */
  tokenHash: string;
  csrfToken: string;
  createdAt: Fixed<Ms>;
  lastSeenAt: Ms;
  /** Idle limit, moved forward by use. */
  idleExpiresAt: Ms;
  expiresAt: Fixed<Ms>;
  revokedAt: Ms | null;
  userAgent: Fixed<string | null>;
  network: Fixed<string | null>;
  method: Fixed<SignInMethod>;
  /** What stands between this session and its work. Settling it makes a new session: this one is never promoted. */
  needs: Fixed<SignInNeed | null>;
  /** When the person was asked again who they are, and proved it. */
  reauthenticatedAt: Ms | null;
  /** What its owner calls the device. */
  name: string | null;
  /** Lives as long as the policy lets people stay signed in, and ends when it does not any more. */
  isRemembered: Fixed<boolean>;
  /** The identity provider vouched for a second factor: none of ours is asked for. */
  hasOutsideFactor: Fixed<boolean>;
}

interface OneTimeLinkTable {
  id: Fixed<Id>;
  purpose: Fixed<'setup' | 'invitation' | 'reset'>;
  tokenHash: Fixed<string>;
  personId: Fixed<Id | null>;
  createdAt: Fixed<Ms>;
  expiresAt: Ms;
  usedAt: Ms | null;
}

/** Failed sign-ins per account and network: the delay grows, nobody is locked out for good. */
interface SignInFailureTable {
  key: Fixed<string>;
  failures: number;
  blockedUntil: Ms;
  updatedAt: Ms;
  /** Whose account it is, as far as it is anybody's. No reference: attempts at nobody's take the same way. */
  personId: string | null;
}

/** The number mailed to who signs in on a new device. */
interface DeviceConfirmationTable {
  sessionId: Fixed<Id>;
  /** HMAC over the session and the number: six digits alone are guessed from a plain hash. */
  numberHash: string;
  expiresAt: Ms;
  tries: number;
  /** How many numbers this sign-in has asked for. */
  mails: number;
  mailedAt: Ms;
}

/** Where people may sign in instead of here, by OpenID Connect. */
interface IdentityProviderTable {
  id: Fixed<Id>;
  /** As `URL` writes it: two providers with one issuer would be one. */
  issuer: string;
  /** Sealed JSON; null: the provider asks for none. */
  clientSecret: Uint8Array | null;
  /** What an administrator says about it. */
  settings: Json;
  isEnabled: Flag;
  createdAt: Fixed<Ms>;
  updatedAt: Ms;
}

/** Who somebody is at a provider: the pair of provider and subject never changes its person. */
interface IdentityTable {
  id: Fixed<Id>;
  providerId: Fixed<Id>;
  subject: Fixed<string>;
  personId: Fixed<Id>;
  /** As the provider named it last; no one is found by it. */
  email: string | null;
  /** The account was made by signing in with it: the provider then says role and department. */
  isMaker: Fixed<boolean>;
  linkedAt: Fixed<Ms>;
  lastUsedAt: Ms | null;
}

/** A way to a provider that has not come back yet. */
interface SingleSignOnAttemptTable {
  id: Fixed<Id>;
  providerId: Fixed<Id>;
  stateHash: Fixed<string>;
  /** Of the cookie that the browser got. */
  browserHash: Fixed<string>;
  redirectUri: Fixed<string>;
  /** Whose account is to be linked; null: somebody signs in. */
  personId: Fixed<Id | null>;
  /** The person wishes to stay signed in on this device. */
  remember: Fixed<boolean>;
  expiresAt: Fixed<Ms>;
  usedAt: Ms | null;
}

/** Tables of accounts: only its own stores may touch them. */
export interface SignInSchema {
  signInSession: SignInSessionTable;
  oneTimeLink: OneTimeLinkTable;
  signInFailure: SignInFailureTable;
  deviceConfirmation: DeviceConfirmationTable;
  identityProvider: IdentityProviderTable;
  identity: IdentityTable;
  singleSignOnAttempt: SingleSignOnAttemptTable;
}
