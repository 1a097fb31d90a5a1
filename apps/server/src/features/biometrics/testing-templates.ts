import { consentText } from '@smart-presence/contract';
import type { Db } from '../../platform/db/index.ts';
import { giveConsent } from './give-consent.ts';
import { addStudent, NOW } from './testing.ts';
import type { Vault } from './vault/index.ts';

export const TEST_MODEL = 'test-model-1';

/** A template on a line: two of them are as far apart as their places. */
export const templateAt = (place: number): Float32Array => {
  const values = new Float32Array(128);
  values[0] = place;
  return values;
};

/** A student with consent and a sealed template; `place` says where on the line. */
export const addEnrolled = async (
  db: Db,
  vault: Vault,
  { name, place, modelId = TEST_MODEL }: { name: string; place: number; modelId?: string },
): Promise<string> => {
  const personId = await addStudent(db, name);
  await keepTemplateAt(db, vault, { personId, place, modelId });
  return personId;
};

export const keepTemplateAt = async (
  db: Db,
  vault: Vault,
  { personId, place, modelId = TEST_MODEL }: { personId: string; place: number; modelId?: string },
): Promise<void> => {
  await giveConsent(db, { personId, textVersion: consentText.version, guardian: null, now: NOW });
  const { id: consentId } = await db
    .selectFrom('consent')
    .select('id')
    .where('personId', '=', personId)
    .where('liveId', 'is not', null)
    .executeTakeFirstOrThrow();
  const template = {
    personId,
    consentId,
    values: templateAt(place),
    modelId,
    status: 'active' as const,
    frames: 5,
    now: NOW,
  };
  await db.transaction().execute((trx) => vault.store(trx, template));
};
