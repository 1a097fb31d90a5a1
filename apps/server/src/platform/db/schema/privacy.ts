import type { Fixed, Id, Json, Ms } from './columns.ts';

/** The ledger of erasures: whoever restores an older copy of the database erases again what stands here. */
interface ErasureTable {
  id: Fixed<Id>;
  /** template: face and key; consent: those, and the consent ended; person: everything that says who somebody was. */
  kind: Fixed<'template' | 'consent' | 'person'>;
  /** No reference: it is written into databases that do not know the person. */
  personId: Fixed<Id>;
  at: Fixed<Ms>;
  /** Of a person: what was erased, signed. */
  certificate: Json | null;
}

/** Everything held about a person as a file, for a day. */
interface DataExportTable {
  id: Fixed<Id>;
  personId: Fixed<Id>;
  askedBy: Fixed<Id>;
  jobId: Fixed<Id>;
  askedAt: Fixed<Ms>;
  readyAt: Ms | null;
  bytes: number | null;
  /** Sealed with a key derived from the signing secret, bound to this row. */
  sealed: Uint8Array | null;
  expiresAt: Fixed<Ms>;
}

/** Tables of the platform's personal data, and of administration. */
export interface PrivacySchema {
  erasure: ErasureTable;
  dataExport: DataExportTable;
}
