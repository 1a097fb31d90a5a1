import type { Fixed, Flag, Id, Ms } from './columns.ts';

/** Where one student stands in one section, as marks and policy make it: computed again after each change. */
interface StandingTable {
  studentId: Fixed<Id>;
  sectionId: Fixed<Id>;
  held: number;
  attended: number;
  /** null before the first session that counts. */
  percent: number | null;
  /** Of the policy it was judged by. */
  minimumPercent: number;
  state: 'none' | 'met' | 'condonable' | 'short';
  mustAttend: number;
  /** How far below the minimum the student was warned of: 0 not at all, 1 below it, 2 beyond what can be condoned. */
  toldLevel: number;
  computedAt: Ms;
}

/** How far the standings of a section are. */
interface StandingSectionTable {
  sectionId: Fixed<Id>;
  /** The policy's version, and whether the term was over. */
  judgedBy: string;
  /** The newest event about its marks that is in them. */
  eventId: number;
}

/** What a student was warned of: one row for each cause, so that nobody hears twice of the same thing. */
interface WarningTable {
  id: Fixed<Id>;
  studentId: Fixed<Id>;
  sectionId: Fixed<Id>;
  kind: Fixed<'below-minimum' | 'beyond-condonation' | 'absences'>;
  /** The session that gave cause for it. */
  sessionId: Fixed<Id>;
  at: Fixed<Ms>;
  /** Also mailed to the guardian. */
  isToGuardian: Fixed<boolean>;
}

/** Whether a student wants the guardian to be warned, too. No row: no. */
interface GuardianChoiceTable {
  studentId: Fixed<Id>;
  isOptedIn: Flag;
  changedAt: Ms;
}

/** Tables of standing: only its own stores may touch them. */
export interface StandingSchema {
  standing: StandingTable;
  standingSection: StandingSectionTable;
  warning: WarningTable;
  guardianChoice: GuardianChoiceTable;
}
