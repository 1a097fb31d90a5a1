import type { Fixed, Id, Ms } from './columns.ts';

/** What a student asks for: leave for a range of days, or another mark in one session. */
interface StudentRequestTable {
  id: Fixed<Id>;
  kind: Fixed<'leave' | 'appeal'>;
  studentId: Fixed<Id>;
  /** Whose teachers may answer; null: administrators alone. */
  sectionId: Fixed<Id | null>;
  state: 'open' | 'answered' | 'second-reading' | 'final' | 'withdrawn';
  /** What holds now; null: not answered. */
  verdict: 'granted' | 'refused' | null;
  statement: Fixed<string>;
  askedAt: Fixed<Ms>;
  /** When an answer is due. */
  answerBy: Ms;
  /** Until when somebody else may read an answer again; set with the first one. */
  secondReadingBy: Ms | null;
  /** When the student asked for the second reading, and why. */
  secondAskedAt: Ms | null;
  secondStatement: string | null;
  /** When it was last answered or withdrawn. */
  settledAt: Ms | null;
  leaveKind: Fixed<'excused' | 'on-duty' | 'medical' | null>;
  /** In the institution's zone, both included. */
  firstDay: Fixed<string | null>;
  lastDay: Fixed<string | null>;
  /** The session of the mark that an appeal is against. */
  sessionId: Fixed<Id | null>;
  markId: Fixed<Id | null>;
  /** The mark that it should be. */
  wanted: Fixed<string | null>;
}

/** Append-only: the first answer, and the second reader's. */
interface RequestAnswerTable {
  requestId: Fixed<Id>;
  round: Fixed<number>;
  verdict: Fixed<'granted' | 'refused'>;
  reason: Fixed<string>;
  /** The mark that was set; null: none. */
  code: Fixed<string | null>;
  answeredBy: Fixed<Id>;
  answeredAt: Fixed<Ms>;
}

/** Sealed with a data key of its own, which the key-encryption key wraps. */
interface RequestDocumentTable {
  id: Fixed<Id>;
  requestId: Fixed<Id>;
  /** By its content, never by what a browser says. */
  type: Fixed<string>;
  bytes: Fixed<number>;
  addedAt: Fixed<Ms>;
  /** These three are null once it is erased. */
  kekId: string | null;
  wrapped: Uint8Array | null;
  sealed: Uint8Array | null;
  erasedAt: Ms | null;
}

/** Append-only: who opened a document, and when. */
interface DocumentOpeningTable {
  id: Fixed<Id>;
  documentId: Fixed<Id>;
  openedBy: Fixed<Id>;
  openedAt: Fixed<Ms>;
}

/** Tables of requests: only its own stores may touch them. */
export interface RequestsSchema {
  studentRequest: StudentRequestTable;
  requestAnswer: RequestAnswerTable;
  requestDocument: RequestDocumentTable;
  documentOpening: DocumentOpeningTable;
}
