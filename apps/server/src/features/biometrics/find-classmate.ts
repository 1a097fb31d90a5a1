import { distanceBetween, makeTemplate } from '@smart-presence/face';
import type { Db } from '../../platform/db/index.ts';
import type { FaceLimits } from './face-evidence.ts';
import type { Vault } from './vault/index.ts';

interface Search {
  vault: Vault;
  modelId: string;
  personIds: readonly string[];
  probes: readonly Float32Array[];
  limits: FaceLimits;
}

/** Whose face among these people it surely is: as near as a kiosk asks for, and clearly nearer than the next. null: nobody's. */
export const findClassmate = async (db: Db, search: Search): Promise<string | null> => {
  const { vault, modelId, personIds, probes, limits } = search;
  if (probes.length === 0 || personIds.length === 0) return null;
  const probe = makeTemplate({ descriptors: probes, sameWithin: Number.POSITIVE_INFINITY }).descriptor;
  const query = { personIds, modelId, statuses: ['active', 'provisional'] as const };
  return vault.withTemplates(db, query, ({ templates }) => {
    const near = templates
      .map(({ personId, values }) => ({ personId, distance: distanceBetween(probe, values) }))
      .sort((one, other) => one.distance - other.distance);
    const [best, second] = near;
    if (!best || best.distance > limits.identifyAccept) return null;
    return second && second.distance - best.distance < limits.identifyMargin ? null : best.personId;
  });
};
