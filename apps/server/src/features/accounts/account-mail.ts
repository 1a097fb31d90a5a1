import type { Trx } from '../../platform/db/index.ts';

/** A single-use link for somebody who has an e-mail. */
export interface MailedLink {
  person: { id: string; name: string; email: string };
  url: string;
  expiresAt: number;
}

/** What accounts has mailed, in the transaction that gives cause for it. Notifications does it; app.ts brings them together. */
export interface AccountMail {
  invite(trx: Trx, invitations: readonly MailedLink[], now: number): Promise<void>;
  /** Writes down that somebody asked, whoever it is; `makeResetLink` is asked for the link later. */
  requestReset(trx: Trx, request: { email: string; baseUrl: string; now: number }): Promise<void>;
}
