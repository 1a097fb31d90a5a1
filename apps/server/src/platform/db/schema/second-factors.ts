import type { Fixed, Flag, Id, Json, Ms } from './columns.ts';

interface PasskeyTable {
  id: Fixed<Id>;
  personId: Fixed<Id>;
  /** As the authenticator calls it, base64url. */
  credentialId: Fixed<string>;
  /** COSE key. */
  publicKey: Fixed<Uint8Array>;
  /** How often it was used, as it says itself; 0 always: it does not count. */
  counter: number;
  /** JSON array. */
  transports: Fixed<Json>;
  name: string;
  isSynced: Flag;
  createdAt: Fixed<Ms>;
  lastUsedAt: Ms | null;
}

interface AuthenticatorTable {
  id: Fixed<Id>;
  personId: Fixed<Id>;
  /** Sealed with a key derived from the signing secret, bound to the person. */
  secret: Fixed<Uint8Array>;
  /** Sign-in session that asked for it. */
  begunIn: Fixed<Id>;
  createdAt: Fixed<Ms>;
  /** null: no code of it was given yet. */
  confirmedAt: Ms | null;
  /** The latest 30-second step a code was taken of: neither it nor an earlier one is taken again. */
  lastStep: number;
}

interface RecoveryCodeTable {
  personId: Fixed<Id>;
  /** HMAC with a derived key. */
  codeHash: Fixed<string>;
  usedAt: Ms | null;
}

/** A passkey was asked for: what it has to sign, for whom and for what. Taken out when it is answered. */
interface CeremonyTable {
  id: Fixed<Id>;
  purpose: Fixed<'sign-in' | 'second-factor' | 'proof' | 'new-passkey'>;
  challenge: Fixed<string>;
  /** null: whoever signs in. */
  personId: Fixed<Id | null>;
  /** Hash of the CSRF token of the session or browser that asked. */
  askedBy: Fixed<string>;
  expiresAt: Fixed<Ms>;
}

/** Who removed whose second factors, and why. */
interface SecondFactorResetTable {
  id: Fixed<Id>;
  personId: Fixed<Id>;
  /** null: somebody at the server itself. */
  actorId: Fixed<Id | null>;
  reason: Fixed<string>;
  createdAt: Fixed<Ms>;
}

/** Tables of accounts: only its own stores may touch them. */
export interface SecondFactorsSchema {
  passkey: PasskeyTable;
  authenticator: AuthenticatorTable;
  recoveryCode: RecoveryCodeTable;
  ceremony: CeremonyTable;
  secondFactorReset: SecondFactorResetTable;
}
