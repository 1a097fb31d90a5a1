import type { JobKind, JobState } from '@smart-presence/contract';
import type { Fixed, Id, Json, Ms } from './columns.ts';

/** Work that outlives the request that asked for it. */
interface JobTable {
  id: Fixed<Id>;
  kind: Fixed<JobKind>;
  subject: Fixed<string>;
  input: Fixed<Json>;
  state: JobState;
  done: number;
  total: number;
  result: Json | null;
  /** Code of the error table. */
  failure: string | null;
  actorId: Fixed<Id | null>;
  createdAt: Fixed<Ms>;
  startedAt: Ms | null;
  endedAt: Ms | null;
  /** How often a server began it. */
  attempts: number;
  /** Names the server that is at it; whoever has another one has lost it. */
  leaseToken: string | null;
  /** Past: that server died. */
  leaseUntil: Ms | null;
}

/** Tables of the platform's jobs. */
export interface JobsSchema {
  job: JobTable;
}
