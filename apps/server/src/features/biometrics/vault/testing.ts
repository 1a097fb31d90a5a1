import { type Db, newId, transact } from '../../../platform/db/index.ts';
import { insertConsent } from '../consent.store.ts';
import type { NewTemplate, Vault } from './index.ts';

export const MODEL = 'test-model-1';
export const NOW = Date.UTC(2026, 7, 10, 9);

/** 128 numbers that are recognisable: a search for their bytes finds them or nothing. */
export const canary = (seed: number): Float32Array =>
  Float32Array.from({ length: 128 }, (_, at) => Math.sin(seed * 1000 + at * 7.3) / 8);

export const addPeople = async (db: Db, count: number): Promise<{ personId: string; consentId: string }[]> => {
  const ids = Array.from({ length: count }, () => newId());
  const person = (id: string) => ({
    id,
    name: id,
    email: null,
    role: 'student' as const,
    passwordHash: null,
    createdAt: NOW,
    updatedAt: NOW,
    lastSignInAt: null,
  });
  for (let from = 0; from < count; from += 500) {
    await db
      .insertInto('person')
      .values(ids.slice(from, from + 500).map(person))
      .execute();
  }
  const people: { personId: string; consentId: string }[] = [];
  // One transaction: each commit on its own waits for the disk.
  await transact(db, async (trx) => {
    for (const personId of ids) {
      const consentId = await insertConsent(trx, { personId, termId: null, guardian: null, now: NOW });
      people.push({ personId, consentId });
    }
  });
  return people;
};

export const keep = (
  db: Db,
  vault: Vault,
  template: Pick<NewTemplate, 'personId' | 'consentId' | 'values'> & Partial<NewTemplate>,
): Promise<number> => vault.store(db, { modelId: MODEL, status: 'active', frames: 5, now: NOW, ...template });

/** What the vault can open of these people, copied out: only a test may. */
export const readBack = (db: Db, vault: Vault, personIds: string[], modelId = MODEL) =>
  vault.withTemplates(db, { personIds, modelId }, ({ templates, unreadable, otherModel }) => ({
    values: new Map(templates.map(({ personId, values }) => [personId, [...values]])),
    unreadable,
    otherModel,
  }));
