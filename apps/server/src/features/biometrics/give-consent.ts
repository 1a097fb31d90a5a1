import { consentText } from '@smart-presence/contract';
import { type Db, transact } from '../../platform/db/index.ts';
import { publish } from '../../platform/events/index.ts';
import { fail } from '../../platform/http/index.ts';
import { currentTermId } from '../academics/index.ts';
import { isUnder18 } from '../accounts/index.ts';
import { endConsent, insertConsent, liveConsent, type NewConsent, takeTurn } from './consent.store.ts';

export interface ConsentGiven {
  personId: string;
  /** Version of the text the person has read. */
  textVersion: string;
  guardian: { name: string; email: string } | null;
  now: number;
}

/**
 * Records consent to the current text; saying yes twice changes nothing. After a change of wording the new consent
 * takes over the template of the former one.
 * @throws AppError `consent_text_changed`, `guardian_required`.
 */
export const giveConsent = async (db: Db, given: ConsentGiven): Promise<void> => {
  const { personId, textVersion, guardian, now } = given;
  if (textVersion !== consentText.version) fail('consent_text_changed');
  if (guardian === null && (await isUnder18(db, personId))) fail('guardian_required');
  const termId = (await currentTermId(db, now)) ?? null;
  await transact(db, async (trx) => {
    await takeTurn(trx, personId);
    const earlier = await liveConsent(trx, personId);
    if (earlier?.textVersion === consentText.version) return;
    const consent = { personId, termId, guardian, now };
    if (earlier) await renew(trx, { earlierId: earlier.id, consent });
    else await insertConsent(trx, consent);
    await publish(trx, { type: 'consent.given', at: now, actorId: personId, personId, data: { textVersion } });
  });
};

/** A template must point to a live consent at every moment: it leaves with the old one and returns, still sealed, with the new. */
const renew = async (trx: Db, { earlierId, consent }: { earlierId: string; consent: NewConsent }): Promise<void> => {
  const templates = await trx.deleteFrom('template').where('liveConsentId', '=', earlierId).returningAll().execute();
  // What waits in an import of photos was looked at under the former wording.
  await trx.deleteFrom('stagedTemplate').where('liveConsentId', '=', earlierId).execute();
  await endConsent(trx, { id: earlierId, now: consent.now });
  const liveConsentId = await insertConsent(trx, consent);
  const moved = templates.map((template) => ({ ...template, liveConsentId }));
  if (moved.length > 0) await trx.insertInto('template').values(moved).execute();
};
