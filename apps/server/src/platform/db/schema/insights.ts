import type { Fixed, Id, Json, Ms } from './columns.ts';

/** What a study of accuracy found: numbers alone. */
interface AccuracyStudyTable {
  id: Fixed<Id>;
  at: Fixed<Ms>;
  /** As the contract's `AccuracyStudy`. */
  result: Fixed<Json>;
}

/** Students whose own face was often far from their own template when the newest study looked. */
interface FailingTemplateTable {
  studentId: Fixed<Id>;
  checkIns: Fixed<number>;
  median: Fixed<number>;
  unsure: Fixed<number>;
}

/** Who was asked to enrol again, and when last. */
interface EnrolAgainTable {
  studentId: Fixed<Id>;
  askedAt: Ms;
  askedBy: Id;
}

/** Tables of insights: only its own stores may touch them. */
export interface InsightsSchema {
  accuracyStudy: AccuracyStudyTable;
  failingTemplate: FailingTemplateTable;
  enrolAgain: EnrolAgainTable;
}
