import { type BiometricStatus, consentText } from '@smart-presence/contract';
import type { Db } from '../../platform/db/index.ts';
import { isUnder18 } from '../accounts/index.ts';
import { type LiveConsent, liveConsent } from './consent.store.ts';
import { USABLE } from './vault/index.ts';

/** Consent is null unless it is live; the template is the newest: a `pending` one hides the usable one it waits to replace. */
export const biometricStatus = async (db: Db, personId: string): Promise<BiometricStatus> => {
  const consent = await liveConsent(db, personId);
  const template = await newestTemplate(db, personId);
  return {
    consent: consent ? shown(consent) : null,
    consentOutdated: consent !== undefined && consent.textVersion !== consentText.version,
    template: template ?? null,
    needsGuardian: await isUnder18(db, personId),
  };
};

const shown = (consent: LiveConsent): NonNullable<BiometricStatus['consent']> => {
  const { id, textVersion, purpose, givenAt, guardianName, guardianEmail } = consent;
  const guardian = guardianName && guardianEmail ? { name: guardianName, email: guardianEmail } : null;
  return { id, textVersion, purpose, givenAt, withdrawnAt: null, guardian };
};

const newestTemplate = (db: Db, personId: string) =>
  db
    .selectFrom('template')
    .select(['version', 'status', 'createdAt', 'frames', 'modelId as model'])
    .where('personId', '=', personId)
    .orderBy('version', 'desc')
    .executeTakeFirst();

/** Whose face is enrolled and usable, of these people. One query. */
export const hasTemplate = async (db: Db, personIds: readonly string[]): Promise<Set<string>> => {
  if (personIds.length === 0) return new Set();
  const rows = await db
    .selectFrom('template')
    .select('personId')
    .where('personId', 'in', personIds)
    .where('status', 'in', USABLE)
    .execute();
  return new Set(rows.map((row) => row.personId));
};

/** Whether the person has any template, also one that waits to be confirmed. */
export const isEnrolled = async (db: Db, personId: string): Promise<boolean> =>
  (await newestTemplate(db, personId)) !== undefined;
