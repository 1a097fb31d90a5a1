import type { Fixed, Id, Json, Ms } from './columns.ts';

interface PolicyTable {
  id: Fixed<Id>;
  version: Fixed<number>;
  effectiveFrom: Fixed<Ms>;
  createdBy: Fixed<Id | null>;
  note: Fixed<string | null>;
  data: Fixed<Json>;
}

/** Tables of policies: only its own stores may touch them. */
export interface PoliciesSchema {
  policy: PolicyTable;
}
