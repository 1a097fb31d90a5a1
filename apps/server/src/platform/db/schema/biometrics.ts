import type { Fixed, Id, Ms } from './columns.ts';

interface ConsentTable {
  id: Fixed<Id>;
  personId: Fixed<Id>;
  /** Equals `id` while the consent is live, null after withdrawal: templates reference this column. */
  liveId: Id | null;
  purpose: Fixed<string>;
  textVersion: Fixed<string>;
  termId: Fixed<Id | null>;
  guardianName: Fixed<string | null>;
  guardianEmail: Fixed<string | null>;
  givenAt: Fixed<Ms>;
  withdrawnAt: Ms | null;
}

/** One data key per person, wrapped by the key-encryption key; deleting the row shreds the person's templates. */
interface DataKeyTable {
  personId: Fixed<Id>;
  /** Which key-encryption key wrapped it. */
  kekId: string;
  wrapped: Uint8Array;
  createdAt: Fixed<Ms>;
}

interface TemplateTable {
  id: Fixed<Id>;
  personId: Fixed<Id>;
  /** References consent.live_id: the database itself refuses a template without a live consent. */
  liveConsentId: Fixed<Id>;
  version: Fixed<number>;
  status: 'active' | 'provisional' | 'pending';
  modelId: Fixed<string>;
  /** AES-256-GCM: nonce (12) ‖ ciphertext ‖ tag (16). */
  sealed: Fixed<Uint8Array>;
  frames: Fixed<number>;
  createdAt: Fixed<Ms>;
}

/** Two people whose templates are nearer than the threshold, of the newest study. Goes with the template of either. */
interface LookAlikeTable {
  /** The lesser id first. */
  personId: Fixed<Id>;
  otherId: Fixed<Id>;
  /** Which twentieth their distance lies in: `band` × 0.05 and up to 0.05 more. */
  band: Fixed<number>;
}

/** Tables of biometrics: only its own stores may touch them. */
export interface BiometricsSchema {
  consent: ConsentTable;
  dataKey: DataKeyTable;
  template: TemplateTable;
  lookAlike: LookAlikeTable;
}
