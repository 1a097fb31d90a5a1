import type { Fixed, Id, Ms } from './columns.ts';

/** What a student said of a session they attended: once, and never changed. */
interface FeedbackTable {
  id: Fixed<Id>;
  sessionId: Fixed<Id>;
  /** The section by which the student attended. */
  sectionId: Fixed<Id>;
  studentId: Fixed<Id>;
  /** 1 to 5. */
  rating: Fixed<number>;
  comment: Fixed<string | null>;
  /** As the student was told when giving it. */
  isNamed: Fixed<boolean>;
  givenAt: Fixed<Ms>;
  /** These three come together, once. */
  reply: string | null;
  repliedBy: Id | null;
  repliedAt: Ms | null;
}

/** Who hears of low ratings, as administrators chose. */
interface FeedbackRecipientTable {
  personId: Fixed<Id>;
}

/** One row: whether the teachers of a section hear of its low ratings. */
interface FeedbackSettingTable {
  id: Fixed<number>;
  isForTeachers: boolean;
}

/** Tables of feedback: only its own stores may touch them. */
export interface FeedbackSchema {
  feedback: FeedbackTable;
  feedbackRecipient: FeedbackRecipientTable;
  feedbackSetting: FeedbackSettingTable;
}
