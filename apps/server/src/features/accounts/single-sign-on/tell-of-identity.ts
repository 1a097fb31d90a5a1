import type { Trx } from '../../../platform/db/index.ts';
import type { AccountMail, MailedIdentityChange } from '../account-mail.ts';
import { credentialsById } from '../person.store.ts';

/** Who tells, and where the account is found. */
export interface Telling {
  /** null: this installation sends no mail. */
  mail: AccountMail | null;
  baseUrl: string;
}

/** The owner is told in the transaction that links or unlinks: one they did not know of may be somebody else's way in. */
export const tellOfIdentity = async (
  trx: Trx,
  {
    mail,
    baseUrl,
    personId,
    ...news
  }: Telling & { personId: string } & Pick<MailedIdentityChange, 'change' | 'provider' | 'now'>,
): Promise<void> => {
  const person = await credentialsById(trx, personId);
  if (!mail || !person?.email) return;
  const { id, name, email } = person;
  await mail.tellOfIdentity(trx, { person: { id, name, email }, baseUrl, ...news });
};
