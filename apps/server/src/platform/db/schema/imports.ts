import type { ImportKind } from '@smart-presence/contract';
import type { Fixed, Flag, Id, Json, Ms } from './columns.ts';

interface ImportRunTable {
  id: Fixed<Id>;
  kind: Fixed<ImportKind>;
  fileName: Fixed<string>;
  /** Compressed; null once it was applied, or a day old. */
  file: Uint8Array | null;
  /** JSON array: headings of the file. */
  columns: Json;
  /** JSON: our column → heading. */
  mapping: Json;
  checkJobId: Id;
  applyJobId: Id | null;
  undoJobId: Id | null;
  createdBy: Fixed<Id | null>;
  createdAt: Fixed<Ms>;
  appliedAt: Ms | null;
  undoneAt: Ms | null;
}

/** One object an import made or changed, with what is needed to take it back. */
interface ImportChangeTable {
  importId: Fixed<Id>;
  /** In the order of writing. */
  seq: Fixed<number>;
  kind: Fixed<string>;
  objectId: Fixed<Id>;
  fileRow: Fixed<number>;
  isNew: Flag;
  /** JSON of its fields before; null: it is new. */
  before: Fixed<Json | null>;
  /** Tells whether it is still as the import left it. */
  afterHash: Fixed<string>;
}

/** What other systems call our objects: OneRoster's `sourcedId`. */
interface OneRosterIdTable {
  /** Kind and sourced id: named by the other system. */
  id: Fixed<string>;
  kind: Fixed<'department' | 'term' | 'course' | 'person' | 'section'>;
  sourcedId: Fixed<string>;
  objectId: Id;
}

/** Tables of academics: only its own stores may touch them. */
export interface ImportsSchema {
  importRun: ImportRunTable;
  importChange: ImportChangeTable;
  oneRosterId: OneRosterIdTable;
}
