import { consentText } from '@smart-presence/contract';
import { type Db, newId, oneAtATime } from '../../platform/db/index.ts';

export interface LiveConsent {
  id: string;
  textVersion: string;
  purpose: string;
  givenAt: number;
  guardianName: string | null;
  guardianEmail: string | null;
}

export interface NewConsent {
  personId: string;
  termId: string | null;
  guardian: { name: string; email: string } | null;
  now: number;
}

/** Consent, enrolment and erasure of one person take turns; call first in the transaction. */
export const takeTurn = (trx: Db, personId: string): Promise<void> => oneAtATime(trx, `biometrics ${personId}`);

export const liveConsent = (db: Db, personId: string): Promise<LiveConsent | undefined> =>
  db
    .selectFrom('consent')
    .select(['id', 'textVersion', 'purpose', 'givenAt', 'guardianName', 'guardianEmail'])
    .where('personId', '=', personId)
    .where('purpose', '=', consentText.purpose)
    .where('liveId', 'is not', null)
    .executeTakeFirst();

export const insertConsent = async (trx: Db, { personId, termId, guardian, now }: NewConsent): Promise<string> => {
  const id = newId(now);
  await trx
    .insertInto('consent')
    .values({
      id,
      personId,
      liveId: id,
      purpose: consentText.purpose,
      textVersion: consentText.version,
      termId,
      guardianName: guardian?.name ?? null,
      guardianEmail: guardian?.email ?? null,
      givenAt: now,
      withdrawnAt: null,
    })
    .execute();
  return id;
};

/** The templates that referred to it must be gone, or the database refuses. */
export const endConsent = async (trx: Db, { id, now }: { id: string; now: number }): Promise<void> => {
  await trx.updateTable('consent').set({ liveId: null, withdrawnAt: now }).where('id', '=', id).execute();
};
