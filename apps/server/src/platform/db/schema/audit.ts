import type { AuditAction, AuditSubjectKind } from '@smart-presence/contract';
import type { ColumnType } from 'kysely';
import type { Fixed, Id, Json, Ms } from './columns.ts';

/** Set at insert; afterwards it can only be emptied, which is how personal data is erased. */
type Erasable<T> = ColumnType<T | null, T | null, null>;

/**
 * The chain. Nothing in it is personal: who and what stand in `auditDetail`, and here only as commitments, base64url of
 * SHA-256. Triggers refuse every change, and every removal that a signed pruning does not cover.
 */
interface AuditEntryTable {
  /** 1, 2, 3, … without a hole, in commit order. */
  seq: Fixed<number>;
  at: Fixed<Ms>;
  action: Fixed<AuditAction>;
  actor: Fixed<string>;
  details: Fixed<string>;
  hash: Fixed<string>;
}

/** What the commitments commit to, with their salts. Without salt and content an entry is proven, and says nothing of anyone. */
interface AuditDetailTable {
  seq: Fixed<number>;
  actorId: Erasable<Id>;
  /** null once the actor is erased. */
  actorSalt: Erasable<string>;
  subjectKind: Erasable<AuditSubjectKind>;
  subjectId: Erasable<Id>;
  personId: Erasable<Id>;
  data: Erasable<Json>;
  /** null once the details are erased. */
  salt: Erasable<string>;
}

/** A signed statement of how far the chain went; `pruned`: that everything up to here was removed on purpose. */
interface AuditCheckpointTable {
  kind: Fixed<'checkpoint' | 'pruned'>;
  seq: Fixed<number>;
  at: Fixed<Ms>;
  hash: Fixed<string>;
  keyId: Fixed<string>;
  signature: Fixed<string>;
}

/** Tables of the audit log: written by `platform/audit` alone. */
export interface AuditSchema {
  auditEntry: AuditEntryTable;
  auditDetail: AuditDetailTable;
  auditCheckpoint: AuditCheckpointTable;
}
