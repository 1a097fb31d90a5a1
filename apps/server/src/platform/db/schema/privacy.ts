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

/** When a rule of retention was carried out; one row for each. */
interface RetentionRunTable {
  rule: Fixed<string>;
  /** Not before then. */
  dueAt: Ms;
  /** Set while a server carries it out; past: that server died. */
  claimedUntil: Ms | null;
  ranAt: Ms | null;
  /** Of the last run that found something, and when that was. */
  count: number | null;
  countAt: Ms | null;
}

/** Tables of the platform's personal data; administration adds the certificate. */
export interface PrivacySchema {
  erasure: ErasureTable;
  retentionRun: RetentionRunTable;
}
