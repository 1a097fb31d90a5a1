import type { Fixed, Flag, Id, Json, Ms } from './columns.ts';

interface AttendanceSessionTable {
  id: Fixed<Id>;
  sectionId: Fixed<Id>;
  openedBy: Fixed<Id>;
  state: 'scheduled' | 'open' | 'closing' | 'closed' | 'locked';
  openedAt: Fixed<Ms>;
  endsAt: Ms;
  graceMs: Fixed<number>;
  closedAt: Ms | null;
  editableUntil: Ms | null;
  policyVersion: Fixed<number>;
  /** The first of the sessions that are held together with it; null: it is the first, or alone. */
  leadId: Fixed<Id | null>;
}

/** Append-only: a change is a new row; only `isCurrent` of the former row turns false. */
interface MarkTable {
  id: Fixed<Id>;
  sessionId: Fixed<Id>;
  studentId: Fixed<Id>;
  version: Fixed<number>;
  isCurrent: Flag;
  code: Fixed<string>;
  method: Fixed<'face-self' | 'face-kiosk' | 'class-photo' | 'room-code' | 'manual' | 'clock'>;
  /** When the student was seen. */
  at: Fixed<Ms>;
  recordedAt: Fixed<Ms>;
  /** Who did it; null: the clock. */
  actorId: Fixed<Id | null>;
  reason: Fixed<string | null>;
  isFlagged: Fixed<boolean>;
  /** Scores, distances, reasons; never an image. */
  evidence: Fixed<Json>;
  /** What a student asked for that led to this mark; null: nothing. */
  origin: Fixed<'leave' | 'appeal' | null>;
  originId: Fixed<Id | null>;
}

/** Leave that was granted: whoever would be absent then gets its mark. */
interface GrantedLeaveTable {
  /** Of the request that asked for it. */
  id: Fixed<Id>;
  studentId: Fixed<Id>;
  /** null: every section. */
  sectionId: Fixed<Id | null>;
  code: Fixed<string>;
  /** Sessions opened from then on … */
  startsAt: Fixed<Ms>;
  /** … and before then. */
  endsAt: Fixed<Ms>;
  /** Said beside the marks it leads to. */
  reason: Fixed<string>;
  grantedAt: Fixed<Ms>;
  /** Withdrawn or overturned; null: in force. */
  endedAt: Ms | null;
}

/** When a server was last known to be alive; one row for all of them. */
interface HeartbeatTable {
  name: Fixed<string>;
  beatAt: Ms;
}

/** A time in which no server was alive. */
interface OutageTable {
  id: Fixed<Id>;
  beganAt: Fixed<Ms>;
  endedAt: Fixed<Ms>;
}

/** A check-in that the server could not look at, once per person and cause. */
interface FailedCheckInTable {
  sessionId: Fixed<Id>;
  /** The student, or the kiosk at whose door it failed. */
  personId: Fixed<Id>;
  /** busy: refused for want of room, and welcome a little later; failed: something is broken. */
  cause: Fixed<'busy' | 'failed'>;
  at: Fixed<Ms>;
}

interface ChallengeTable {
  id: Fixed<Id>;
  sessionId: Fixed<Id>;
  studentId: Fixed<Id>;
  signInSessionId: Fixed<Id>;
  nonce: Fixed<string>;
  /** Level and steps: what is secret until it is revealed. */
  steps: Fixed<Json>;
  /** When each step so far was revealed, by this server's clock: a list of instants. */
  revealed: Json;
  issuedAt: Fixed<Ms>;
  expiresAt: Fixed<Ms>;
  /** Set once, together with `decision` and `answer`, in the transaction that records what was decided. */
  usedAt: Ms | null;
  decision: 'accept' | 'flag' | 'review' | 'reject' | null;
  /** The reply, so that the same check-in sent again gets the same answer. */
  answer: Json | null;
}

/** Keyed perceptual hashes of the pictures of one check-in that was not refused; forgotten after 30 days. */
interface SeenPicturesTable {
  challengeId: Fixed<Id>;
  studentId: Fixed<Id>;
  sessionId: Fixed<Id>;
  /** One after the other, each of equal length. */
  hashes: Fixed<Uint8Array>;
  takenAt: Fixed<Ms>;
}

interface ReviewTable {
  id: Fixed<Id>;
  sessionId: Fixed<Id>;
  studentId: Fixed<Id>;
  requestedAt: Fixed<Ms>;
  /** Those of an outage make way for those of a check-in that comes late. */
  reasons: Json;
  /** Grows while the review is open: a device may turn out to be shared. */
  evidence: Json;
  state: 'open' | 'approved' | 'rejected';
  decidedBy: Id | null;
  decidedAt: Ms | null;
}

interface ClassPhotoTable {
  id: Fixed<Id>;
  sessionId: Fixed<Id>;
  createdBy: Fixed<Id>;
  createdAt: Fixed<Ms>;
  /** The proposal without any picture. */
  proposal: Fixed<Json>;
  confirmedAt: Ms | null;
}

/** Tables of attendance: only its own stores may touch them. */
export interface AttendanceSchema {
  attendanceSession: AttendanceSessionTable;
  mark: MarkTable;
  challenge: ChallengeTable;
  seenPictures: SeenPicturesTable;
  review: ReviewTable;
  classPhoto: ClassPhotoTable;
  grantedLeave: GrantedLeaveTable;
  heartbeat: HeartbeatTable;
  outage: OutageTable;
  failedCheckIn: FailedCheckInTable;
}
