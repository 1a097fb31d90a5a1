import { distanceBetween } from '@smart-presence/face';
import type { Db } from '../../platform/db/index.ts';
import type { Vault } from './vault/index.ts';

export interface Resemblance {
  personId: string;
  distance: number;
}

interface Search {
  vault: Vault;
  values: Float32Array;
  modelId: string;
  /** Whose own templates are left out. */
  personId: string;
  /** Only templates made at or after this instant. */
  since?: number;
}

/**
 * The nearest template of anybody else, exact, whatever its status. Compares batch by batch as the vault opens them,
 * so that never more than a batch is in clear, and nothing is copied into an index.
 */
export const findResemblance = async (db: Db, search: Search): Promise<Resemblance | undefined> => {
  let nearest: Resemblance | undefined;
  const { vault, values, modelId, personId, since = 0 } = search;
  await vault.eachBatch(db, { modelId, exceptPersonId: personId, since }, ({ templates }) => {
    for (const template of templates) {
      const apart = distanceBetween(values, template.values);
      if (!nearest || apart < nearest.distance) nearest = { personId: template.personId, distance: apart };
    }
  });
  return nearest;
};
