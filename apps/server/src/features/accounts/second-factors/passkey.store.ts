import type { Passkey, PasskeyTransport } from '@smart-presence/contract';
import type { Db } from '../../../platform/db/index.ts';

/** A passkey as it is checked. */
export interface StoredPasskey {
  id: string;
  personId: string;
  credentialId: string;
  publicKey: Uint8Array;
  counter: number;
}

export const passkeyByCredential = async (db: Db, credentialId: string): Promise<StoredPasskey | undefined> =>
  db
    .selectFrom('passkey')
    .select(['id', 'personId', 'credentialId', 'publicKey', 'counter'])
    .where('credentialId', '=', credentialId)
    .executeTakeFirst();

/** A person's passkeys as they see them, oldest first. */
export const passkeysOf = (db: Db, personId: string): Promise<Passkey[]> =>
  db
    .selectFrom('passkey')
    .select(['id', 'name', 'createdAt', 'lastUsedAt', 'isSynced'])
    .where('personId', '=', personId)
    .orderBy('id')
    .execute();

export interface CredentialName {
  id: string;
  type: 'public-key';
  transports: PasskeyTransport[];
}

/** What names a person's passkeys to a browser. */
export const credentialsOf = async (db: Db, personId: string): Promise<CredentialName[]> => {
  const rows = await db
    .selectFrom('passkey')
    .select(['credentialId', 'transports'])
    .where('personId', '=', personId)
    .orderBy('id')
    .execute();
  return rows.map(({ credentialId, transports }) => ({
    id: credentialId,
    type: 'public-key',
    transports: JSON.parse(transports) as PasskeyTransport[],
  }));
};

/**
 * Notes a use. @returns false when the counter moved since it was read: two answers with one counter come from two
 * copies of a key.
 */
export const notePasskeyUse = async (
  db: Db,
  { passkey, counter, isSynced, now }: { passkey: StoredPasskey; counter: number; isSynced: boolean; now: number },
): Promise<boolean> => {
  const noted = await db
    .updateTable('passkey')
    .set({ counter, isSynced, lastUsedAt: now })
    .where('id', '=', passkey.id)
    .where('counter', '=', passkey.counter)
    .returning('id')
    .executeTakeFirst();
  return noted !== undefined;
};
