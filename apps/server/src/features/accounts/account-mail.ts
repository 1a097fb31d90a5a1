import type { SignInMethod } from '@smart-presence/contract';
import type { Trx } from '../../platform/db/index.ts';

/** A single-use link for somebody who has an e-mail. */
export interface MailedLink {
  person: { id: string; name: string; email: string };
  url: string;
  expiresAt: number;
}

/** A device that somebody signs in on, as a mail names it. */
export interface MailedDevice {
  /** "Firefox on Windows". */
  device: string;
  network: string | null;
  at: number;
}

/** What became of somebody's second factors. `reset`: an administrator took them away. */
export type FactorChange =
  | 'passkey-added'
  | 'passkey-removed'
  | 'authenticator-added'
  | 'authenticator-removed'
  | 'recovery-codes'
  | 'reset';

/** An account is linked to a provider of single sign-on, or not any more. */
export interface MailedIdentityChange {
  person: MailedLink['person'];
  change: 'linked' | 'unlinked';
  /** As the button on the sign-in page names it. */
  provider: string;
  baseUrl: string;
  now: number;
}

/** What accounts has people told inside the product, in the transaction that gives cause for it. Notifications does it. */
export interface AccountNews {
  /** Somebody has signed in on a device that the person was not known on. */
  tellNewDevice(trx: Trx, notice: { personId: string } & MailedDevice): Promise<void>;
}

/** What accounts has mailed, in the transaction that gives cause for it. Notifications does it; app.ts brings them together. */
export interface AccountMail {
  invite(trx: Trx, invitations: readonly MailedLink[], now: number): Promise<void>;
  /** Writes down that somebody asked, whoever it is; `makeResetLink` is asked for the link later. */
  requestReset(trx: Trx, request: { email: string; baseUrl: string; now: number }): Promise<void>;
  /** Writes down that somebody asks for an account, whoever it is; `answerRegistration` is asked for the answer later. */
  requestRegistration(
    trx: Trx,
    request: { registrationId: string; email: string; baseUrl: string; now: number },
  ): Promise<void>;
  /** `url` leads to sign-in. */
  tellApproved(trx: Trx, letter: { people: readonly MailedLink['person'][]; url: string; now: number }): Promise<void>;
  tellRefused(
    trx: Trx,
    letter: { people: readonly MailedLink['person'][]; reason: string; eraseAt: number; now: number },
  ): Promise<void>;
  /** Somebody has signed in on a device that the person was not known on; `url` leads to what helps when it was not them. */
  tellNewDevice(
    trx: Trx,
    notice: MailedDevice & { person: MailedLink['person']; method: SignInMethod; url: string },
  ): Promise<void>;
  /** The number that confirms a new device. An earlier mail that still waits is replaced. */
  sendDeviceNumber(
    trx: Trx,
    letter: MailedDevice & { person: MailedLink['person']; number: string; expiresAt: number },
  ): Promise<void>;
  /** The owner hears of every change, also of those they made: one they did not make is a warning. */
  tellOfFactors(
    trx: Trx,
    letter: {
      person: MailedLink['person'];
      change: FactorChange;
      /** Of the administrator, when it was one. */
      reason: string | null;
      baseUrl: string;
      now: number;
    },
  ): Promise<void>;
  /** The owner hears of it, also when it was they who did it. */
  tellOfIdentity(trx: Trx, letter: MailedIdentityChange): Promise<void>;
}
