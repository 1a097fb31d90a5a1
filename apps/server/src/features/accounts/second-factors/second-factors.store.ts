import type { Role, SecondFactors } from '@smart-presence/contract';
import { type Db, oneAtATime, type Trx } from '../../../platform/db/index.ts';
import { accessPolicy } from '../access-policy.store.ts';
import { passkeysOf } from './passkey.store.ts';
import { recoveryCodesLeft } from './recovery-codes.ts';

/** What a person has to prove themselves with besides the password. */
export interface FactorsHeld {
  passkey: boolean;
  authenticator: boolean;
}

export const factorsHeld = async (db: Db, personId: string): Promise<FactorsHeld> => {
  const passkey = await db
    .selectFrom('passkey')
    .select('id')
    .where('personId', '=', personId)
    .limit(1)
    .executeTakeFirst();
  const authenticator = await confirmedAt(db, personId);
  return { passkey: passkey !== undefined, authenticator: authenticator !== null };
};

export const holdsAny = ({ passkey, authenticator }: FactorsHeld): boolean => passkey || authenticator;

/** Whether this role must have a second factor. Devices have no hands for one. */
export const isFactorRequired = async (db: Db, role: Role): Promise<boolean> =>
  role !== 'kiosk' && (await accessPolicy(db)).secondFactor[role] === 'required';

const confirmedAt = async (db: Db, personId: string): Promise<number | null> =>
  (
    await db
      .selectFrom('authenticator')
      .select('confirmedAt')
      .where('personId', '=', personId)
      .where('confirmedAt', 'is not', null)
      .executeTakeFirst()
  )?.confirmedAt ?? null;

export const secondFactorsOf = async (
  db: Db,
  { personId, role }: { personId: string; role: Role },
): Promise<Omit<SecondFactors, 'passkeysWork'>> => {
  const addedAt = await confirmedAt(db, personId);
  return {
    passkeys: await passkeysOf(db, personId),
    authenticator: addedAt === null ? null : { addedAt },
    recoveryCodesLeft: await recoveryCodesLeft(db, personId),
    isRequired: await isFactorRequired(db, role),
  };
};

/** Changes of one person's second factors take turns: what was counted stays true until commit. */
export const takeTurns = (trx: Trx, personId: string): Promise<void> => oneAtATime(trx, `second factors ${personId}`);

/** The last one is gone: nothing is left to recover. */
export const dropRecoveryCodes = async (trx: Trx, personId: string): Promise<void> => {
  await trx.deleteFrom('recoveryCode').where('personId', '=', personId).execute();
};
