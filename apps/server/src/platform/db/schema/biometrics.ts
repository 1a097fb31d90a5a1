import type { Fixed, Id, Json, Ms } from './columns.ts';

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

/** A ZIP of photos on its way to templates. Whatever else has its id is sealed with its key, and gone when that is. */
interface PhotoUploadTable {
  /** Of the import, too. */
  id: Fixed<Id>;
  fileName: Fixed<string>;
  bytes: Fixed<number>;
  kekId: Fixed<string>;
  wrapped: Fixed<Uint8Array>;
  createdBy: Fixed<Id | null>;
  createdAt: Fixed<Ms>;
}

/** Part of the ZIP, sealed: from its arrival until its pictures have been looked at. */
interface PhotoPartTable {
  uploadId: Fixed<Id>;
  part: Fixed<number>;
  sealed: Uint8Array;
}

/** What became of the pictures of one person, or of one file that is nobody's. */
interface PhotoFindingTable {
  uploadId: Fixed<Id>;
  /** In the order in which the ZIP names them. */
  seq: Fixed<number>;
  studentId: Fixed<Id | null>;
  /** The first file of it. */
  fileRow: Fixed<number>;
  file: Fixed<string>;
  outcome: 'new' | 'unchanged' | 'refused';
  /** JSON: what people are told, row by row. */
  told: Json;
}

/** A template that waits to be applied. */
interface StagedTemplateTable {
  uploadId: Fixed<Id>;
  personId: Fixed<Id>;
  /** References consent.live_id, as templates do. */
  liveConsentId: Fixed<Id>;
  seq: Fixed<number>;
  modelId: Fixed<string>;
  sealed: Fixed<Uint8Array>;
  frames: Fixed<number>;
  /** Whom it looks much like. */
  looksLike: Id | null;
}

/** Which templates an import of photos made. */
interface PhotoTemplateTable {
  templateId: Fixed<Id>;
  importId: Fixed<Id>;
  personId: Fixed<Id>;
  madeAt: Fixed<Ms>;
}

/** Tables of biometrics: only its own stores may touch them. */
export interface BiometricsSchema {
  consent: ConsentTable;
  dataKey: DataKeyTable;
  template: TemplateTable;
  lookAlike: LookAlikeTable;
  photoUpload: PhotoUploadTable;
  photoPart: PhotoPartTable;
  photoFinding: PhotoFindingTable;
  stagedTemplate: StagedTemplateTable;
  photoTemplate: PhotoTemplateTable;
}
