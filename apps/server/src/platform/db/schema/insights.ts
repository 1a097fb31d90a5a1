import type { Fixed, Id, Json, Ms } from './columns.ts';

/** One session that is over, in numbers: counted from its marks, and counted again whenever they change. */
interface SessionTallyTable {
  sessionId: Fixed<Id>;
  sectionId: Fixed<Id>;
  termId: Fixed<Id>;
  openedAt: Fixed<Ms>;
  /** Calendar day and hour of the opening, in the institution's zone. */
  day: string;
  hour: number;
  /** Students with a mark, and those whom a person has still to decide about. */
  roster: number;
  marked: number;
  /** Of the marks, those that count; the rest are excused. */
  counted: number;
  /** Of those that count: attended, of which late, and absent. */
  attended: number;
  late: number;
  absent: number;
  excused: number;
  /** Check-ins that a person has still to decide about. */
  review: number;
  /** How those who attended were marked; together they are `attended`. */
  faceSelf: number;
  faceKiosk: number;
  classPhoto: number;
  roomCode: number;
  manual: number;
  clock: number;
  /** Of the counting that wrote it: grows, so that whoever keeps a copy asks for what is newer. */
  revision: number;
}

/** How far the tallies are; one row. */
interface TallyProgressTable {
  id: Fixed<1>;
  /** The newest domain event that is in them. */
  eventId: number;
  /** The zone of their days and hours. */
  zone: string;
  /** Sessions up to this one were looked at whether or not an event names them; null: all were. */
  filledTo: Id | null;
  revision: number;
  /** Grows when a tally was taken away: copies of them begin again. */
  epoch: number;
}

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
  sessionTally: SessionTallyTable;
  tallyProgress: TallyProgressTable;
  accuracyStudy: AccuracyStudyTable;
  failingTemplate: FailingTemplateTable;
  enrolAgain: EnrolAgainTable;
}
