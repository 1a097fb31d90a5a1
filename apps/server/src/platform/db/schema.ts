import type { SignInMethod, SignInNeed } from '@smart-presence/contract';
import type { ColumnType, Generated } from 'kysely';

/*
 * The tables as Kysely sees them: camelCase here, snake_case in SQL (CamelCasePlugin). Instants are milliseconds UTC,
 * ids UUIDv7 text, days `YYYY-MM-DD`, JSON is text parsed by the store that owns it. Columns named `is…` are booleans
 * in code and 0/1 in SQL (BooleanPlugin). Each table names the one feature whose stores may touch it.
 */

type Id = string;
type Ms = number;
type Json = string;
/** Set once at insert, never updated. */
type Fixed<T> = ColumnType<T, T, never>;
/** A boolean column with a default. */
type Flag = ColumnType<boolean, boolean | undefined, boolean>;

// accounts
export interface InstitutionTable {
  id: Fixed<1>;
  name: string;
  timeZone: string;
  createdAt: Fixed<Ms>;
}
export interface PersonTable {
  id: Fixed<Id>;
  name: string;
  /** Lower case. */
  email: string | null;
  role: 'admin' | 'faculty' | 'student' | 'kiosk';
  passwordHash: string | null;
  isDisabled: Flag;
  createdAt: Fixed<Ms>;
  updatedAt: Ms;
  lastSignInAt: Ms | null;
  /** Registered by themselves; an administrator has not approved it yet. */
  isAwaitingApproval: Flag;
  /** An administrator asked for a new password. */
  isPasswordChangeDue: Flag;
  /** The password is long enough only beside a second factor. */
  isPasswordShort: Flag;
}
export interface StudentProfileTable {
  personId: Fixed<Id>;
  usn: string | null;
  /** `usn` folded for comparison: upper case, no spaces. */
  usnKey: string | null;
  departmentId: Id | null;
  year: number | null;
  semester: number | null;
  sectionLabel: string | null;
  guardianEmail: string | null;
  isUnder18: Flag;
}
export interface SignInSessionTable {
  id: Fixed<Id>;
  personId: Fixed<Id>;
  /** SHA-256 of the cookie's token, hex. Both tokens change when the person proves again who they are. */
  tokenHash: string;
  csrfToken: string;
  createdAt: Fixed<Ms>;
  lastSeenAt: Ms;
  /** Idle limit, moved forward by use. */
  idleExpiresAt: Ms;
  expiresAt: Fixed<Ms>;
  revokedAt: Ms | null;
  userAgent: Fixed<string | null>;
  network: Fixed<string | null>;
  method: Fixed<SignInMethod>;
  /** What stands between this session and its work. Settling it makes a new session: this one is never promoted. */
  needs: Fixed<SignInNeed | null>;
  /** When the person was asked again who they are, and proved it. */
  reauthenticatedAt: Ms | null;
  /** What its owner calls the device. */
  name: string | null;
  /** Lives as long as the policy lets people stay signed in, and ends when it does not any more. */
  isRemembered: Fixed<boolean>;
}
/** The number mailed to who signs in on a new device. */
export interface DeviceConfirmationTable {
  sessionId: Fixed<Id>;
  /** HMAC over the session and the number: six digits alone are guessed from a plain hash. */
  numberHash: string;
  expiresAt: Ms;
  tries: number;
  /** How many numbers this sign-in has asked for. */
  mails: number;
  mailedAt: Ms;
}
export interface OneTimeLinkTable {
  id: Fixed<Id>;
  purpose: Fixed<'setup' | 'invitation' | 'reset'>;
  tokenHash: Fixed<string>;
  personId: Fixed<Id | null>;
  createdAt: Fixed<Ms>;
  expiresAt: Ms;
  usedAt: Ms | null;
}
/** Where people may sign in instead of here, by OpenID Connect. */
export interface IdentityProviderTable {
  id: Fixed<Id>;
  /** As `URL` writes it: two providers with one issuer would be one. */
  issuer: string;
  /** Sealed JSON; null: the provider asks for none. */
  clientSecret: Uint8Array | null;
  /** What an administrator says about it. */
  settings: Json;
  isEnabled: Flag;
  createdAt: Fixed<Ms>;
  updatedAt: Ms;
}
/** Who somebody is at a provider: the pair of provider and subject never changes its person. */
export interface IdentityTable {
  id: Fixed<Id>;
  providerId: Fixed<Id>;
  subject: Fixed<string>;
  personId: Fixed<Id>;
  /** As the provider named it last; no one is found by it. */
  email: string | null;
  /** The account was made by signing in with it: the provider then says role and department. */
  isMaker: Fixed<boolean>;
  linkedAt: Fixed<Ms>;
  lastUsedAt: Ms | null;
}
/** A way to a provider that has not come back yet. */
export interface SingleSignOnAttemptTable {
  id: Fixed<Id>;
  providerId: Fixed<Id>;
  stateHash: Fixed<string>;
  /** Of the cookie that the browser got. */
  browserHash: Fixed<string>;
  redirectUri: Fixed<string>;
  /** Whose account is to be linked; null: somebody signs in. */
  personId: Fixed<Id | null>;
  expiresAt: Fixed<Ms>;
  usedAt: Ms | null;
}
/** Failed sign-ins per account and network: the delay grows, nobody is locked out for good. */
export interface SignInFailureTable {
  key: Fixed<string>;
  failures: number;
  blockedUntil: Ms;
  updatedAt: Ms;
  /** Whose account it is, as far as it is anybody's. No reference: attempts at nobody's take the same way. */
  personId: string | null;
}
export interface PasskeyTable {
  id: Fixed<Id>;
  personId: Fixed<Id>;
  /** As the authenticator calls it, base64url. */
  credentialId: Fixed<string>;
  /** COSE key. */
  publicKey: Fixed<Uint8Array>;
  /** How often it was used, as it says itself; 0 always: it does not count. */
  counter: number;
  /** JSON array. */
  transports: Fixed<Json>;
  name: string;
  isSynced: Flag;
  createdAt: Fixed<Ms>;
  lastUsedAt: Ms | null;
}
export interface AuthenticatorTable {
  id: Fixed<Id>;
  personId: Fixed<Id>;
  /** Sealed with a key derived from the signing secret, bound to the person. */
  secret: Fixed<Uint8Array>;
  /** Sign-in session that asked for it. */
  begunIn: Fixed<Id>;
  createdAt: Fixed<Ms>;
  /** null: no code of it was given yet. */
  confirmedAt: Ms | null;
  /** The latest 30-second step a code was taken of: neither it nor an earlier one is taken again. */
  lastStep: number;
}
export interface RecoveryCodeTable {
  personId: Fixed<Id>;
  /** HMAC with a derived key. */
  codeHash: Fixed<string>;
  usedAt: Ms | null;
}
/** A passkey was asked for: what it has to sign, for whom and for what. Taken out when it is answered. */
export interface CeremonyTable {
  id: Fixed<Id>;
  purpose: Fixed<'sign-in' | 'second-factor' | 'proof' | 'new-passkey'>;
  challenge: Fixed<string>;
  /** null: whoever signs in. */
  personId: Fixed<Id | null>;
  /** Hash of the CSRF token of the session or browser that asked. */
  askedBy: Fixed<string>;
  expiresAt: Fixed<Ms>;
}
/** Who removed whose second factors, and why. */
export interface SecondFactorResetTable {
  id: Fixed<Id>;
  personId: Fixed<Id>;
  /** null: somebody at the server itself. */
  actorId: Fixed<Id | null>;
  reason: Fixed<string>;
  createdAt: Fixed<Ms>;
}
/** A device account at a door; its person row has the role `kiosk`, no e-mail and no password. */
export interface KioskTable {
  personId: Fixed<Id>;
  /** null once removed. */
  placeId: Id | null;
  createdAt: Fixed<Ms>;
  createdBy: Fixed<Id | null>;
}
/** The one pairing code of a kiosk; a newer one replaces it. */
export interface KioskPairingCodeTable {
  kioskId: Fixed<Id>;
  /** Keyed hash: forty bits could be guessed from a plain one. */
  codeHash: string;
  createdAt: Ms;
  expiresAt: Ms;
  usedAt: Ms | null;
}
/** A device that is paired. Not a sign-in session: its cookie and its routes are others. At most one lives per kiosk. */
export interface KioskSessionTable {
  id: Fixed<Id>;
  kioskId: Fixed<Id>;
  csrfToken: Fixed<string>;
  createdAt: Fixed<Ms>;
  lastSeenAt: Ms;
  idleExpiresAt: Ms;
  expiresAt: Fixed<Ms>;
  revokedAt: Ms | null;
  userAgent: Fixed<string | null>;
  network: string | null;
}
/** Tokens of a paired device; the first use of one ends those before it, after a short overlap. */
export interface KioskTokenTable {
  /** SHA-256, hex. */
  tokenHash: Fixed<string>;
  sessionId: Fixed<Id>;
  generation: Fixed<number>;
  madeAt: Fixed<Ms>;
  usedAt: Ms | null;
  /** null: as long as the session. */
  goodUntil: Ms | null;
}
/**
 * Who asked for an account themselves. Name, e-mail and password are here only until the e-mail is proved; then the
 * person has them.
 */
export interface RegistrationTable {
  id: Fixed<Id>;
  /** Lower case. */
  email: string | null;
  name: string | null;
  /** As asked for; the profile gets it on approval, since somebody else may have it. */
  usn: string | null;
  passwordHash: string | null;
  tokenHash: string | null;
  state: 'unverified' | 'waiting' | 'approved' | 'refused';
  askedAt: Fixed<Ms>;
  linkExpiresAt: Ms | null;
  verifiedAt: Ms | null;
  personId: Id | null;
  decidedAt: Ms | null;
  decidedBy: Id | null;
  reason: string | null;
  /** Refused: when the person and this row are erased. */
  eraseAt: Ms | null;
}

// academics
export interface PlaceTable {
  id: Fixed<Id>;
  name: string;
  latitude: number;
  longitude: number;
  radius: number;
  /** JSON array of CIDRs. */
  networks: Json;
}
export interface DepartmentTable {
  id: Fixed<Id>;
  name: string;
  code: string;
  codeKey: string;
  placeId: Id | null;
}
export interface TermTable {
  id: Fixed<Id>;
  name: string;
  startDay: string;
  endDay: string;
}
export interface CourseTable {
  id: Fixed<Id>;
  code: string;
  codeKey: string;
  name: string;
  departmentId: Id;
  prescribedHours: number | null;
}
export interface SectionTable {
  id: Fixed<Id>;
  courseId: Fixed<Id>;
  termId: Fixed<Id>;
  name: string;
}
export interface SectionFacultyTable {
  sectionId: Fixed<Id>;
  personId: Fixed<Id>;
}
export interface EnrolmentTable {
  id: Fixed<Id>;
  sectionId: Fixed<Id>;
  studentId: Fixed<Id>;
  enrolledAt: Fixed<Ms>;
  /** null while active. */
  droppedAt: Ms | null;
}

// policies
export interface PolicyTable {
  id: Fixed<Id>;
  version: Fixed<number>;
  effectiveFrom: Fixed<Ms>;
  createdBy: Fixed<Id | null>;
  note: Fixed<string | null>;
  data: Fixed<Json>;
}

// biometrics
export interface ConsentTable {
  id: Fixed<Id>;
  personId: Fixed<Id>;
  /** Equals `id` while the consent is live, null after withdrawal: templates reference this column. */
  liveId: Id | null;
  purpose: Fixed<string>;
  textVersion: Fixed<string>;
  termId: Fixed<Id | null>;
  guardianName: Fixed<string | null>;
  guardianEmail: Fixed<string | null>;
  givenAt: Fixed<Ms>;
  withdrawnAt: Ms | null;
}
/** One data key per person, wrapped by the key-encryption key; deleting the row shreds the person's templates. */
export interface DataKeyTable {
  personId: Fixed<Id>;
  /** Which key-encryption key wrapped it. */
  kekId: string;
  wrapped: Uint8Array;
  createdAt: Fixed<Ms>;
}
export interface TemplateTable {
  id: Fixed<Id>;
  personId: Fixed<Id>;
  /** References consent.live_id: the database itself refuses a template without a live consent. */
  liveConsentId: Fixed<Id>;
  version: Fixed<number>;
  status: 'active' | 'provisional' | 'pending';
  modelId: Fixed<string>;
  /** AES-256-GCM: nonce (12) ‖ ciphertext ‖ tag (16). */
  sealed: Fixed<Uint8Array>;
  frames: Fixed<number>;
  createdAt: Fixed<Ms>;
}

// attendance
export interface AttendanceSessionTable {
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
}
/** Append-only: a change is a new row; only `isCurrent` of the former row turns false. */
export interface MarkTable {
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
}
export interface ChallengeTable {
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
export interface SeenPicturesTable {
  challengeId: Fixed<Id>;
  studentId: Fixed<Id>;
  sessionId: Fixed<Id>;
  /** One after the other, each of equal length. */
  hashes: Fixed<Uint8Array>;
  takenAt: Fixed<Ms>;
}
/** What the room codes of a session are made of; made when they are first shown. */
export interface RoomCodeSecretTable {
  sessionId: Fixed<Id>;
  /** Sealed with a key derived from the signing secret, bound to the session. */
  sealed: Fixed<Uint8Array>;
  createdAt: Fixed<Ms>;
}
/** A student used a room code: once each. Kept for a day, to see codes that are passed on. */
export interface RoomCodeUseTable {
  sessionId: Fixed<Id>;
  studentId: Fixed<Id>;
  /** Which code it was: ten-second steps since 1970. The code itself is not kept. */
  step: Fixed<number>;
  usedAt: Fixed<Ms>;
  /** Keyed hash of the network, of this session alone. */
  network: Fixed<string>;
  /** Between the device and the middle of the place; null: not known. */
  metres: number | null;
  accuracy: number | null;
  /** When it led to a mark, a review or a refusal; null: the face is still to come. */
  spentAt: Ms | null;
}
/** Wrong room codes of a student in a session, for the growing delay. */
export interface RoomCodeGuessTable {
  sessionId: Fixed<Id>;
  studentId: Fixed<Id>;
  wrong: number;
  blockedUntil: Ms;
  updatedAt: Ms;
}
/** A browser's key and a student who checked in with it; one key of two students is two rows. */
export interface CheckInDeviceTable {
  id: Fixed<Id>;
  personId: Fixed<Id>;
  /** SHA-256 of the public key, base64url. */
  thumbprint: Fixed<string>;
  /** Uncompressed point, base64url; empty once removed. The private key never leaves the device. */
  publicKey: string;
  label: string;
  firstUsedAt: Fixed<Ms>;
  /** Since a check-in from it was accepted; null: only ones that a person had to look at. */
  knownSince: Ms | null;
  lastUsedAt: Ms;
  lastSessionId: Id | null;
  /** Removed by its owner: it counts as new again. */
  removedAt: Ms | null;
}
export interface ReviewTable {
  id: Fixed<Id>;
  sessionId: Fixed<Id>;
  studentId: Fixed<Id>;
  requestedAt: Fixed<Ms>;
  reasons: Fixed<Json>;
  /** Grows while the review is open: a device may turn out to be shared. */
  evidence: Json;
  state: 'open' | 'approved' | 'rejected';
  decidedBy: Id | null;
  decidedAt: Ms | null;
}
export interface ClassPhotoTable {
  id: Fixed<Id>;
  sessionId: Fixed<Id>;
  createdBy: Fixed<Id>;
  createdAt: Fixed<Ms>;
  /** The proposal without any picture. */
  proposal: Fixed<Json>;
  confirmedAt: Ms | null;
}

// platform
/** Append-only record of what happened, in commit order; the live streams and (later) audit read it. */
export interface DomainEventTable {
  id: Generated<number>;
  type: Fixed<string>;
  at: Fixed<Ms>;
  actorId: Fixed<Id | null>;
  sectionId: Fixed<Id | null>;
  sessionId: Fixed<Id | null>;
  personId: Fixed<Id | null>;
  data: Fixed<Json>;
}
export interface IdempotencyTable {
  /** Route name ‖ person ‖ key, hashed. */
  key: Fixed<string>;
  requestHash: Fixed<string>;
  createdAt: Fixed<Ms>;
  /** null while the first request is still at work. */
  status: number | null;
  reply: Json | null;
}
/** What leaves the house: written in the action's transaction, sent afterwards. */
export interface OutboxTable {
  id: Fixed<Id>;
  /** What it is, such as `invitation`; whoever delivers knows the rest. */
  kind: Fixed<string>;
  recipient: Fixed<string>;
  personId: Fixed<Id | null>;
  /** Sealed JSON, since it may hold a link; null once it is sent or out of date. */
  data: Uint8Array | null;
  state: 'pending' | 'sending' | 'sent' | 'dead';
  createdAt: Fixed<Ms>;
  dueAt: Ms;
  /** From then on it would say something untrue: it is not sent any more. */
  expiresAt: Fixed<Ms>;
  attempts: number;
  lastError: string | null;
  /** Set while a server is sending it; past: that server died. */
  claimedUntil: Ms | null;
  sentAt: Ms | null;
}
/** Small facts the server keeps about itself. */
export interface SettingTable {
  key: Fixed<string>;
  value: string;
}

export interface Schema {
  institution: InstitutionTable;
  person: PersonTable;
  studentProfile: StudentProfileTable;
  signInSession: SignInSessionTable;
  oneTimeLink: OneTimeLinkTable;
  passkey: PasskeyTable;
  authenticator: AuthenticatorTable;
  recoveryCode: RecoveryCodeTable;
  ceremony: CeremonyTable;
  secondFactorReset: SecondFactorResetTable;
  identityProvider: IdentityProviderTable;
  identity: IdentityTable;
  singleSignOnAttempt: SingleSignOnAttemptTable;
  signInFailure: SignInFailureTable;
  deviceConfirmation: DeviceConfirmationTable;
  kiosk: KioskTable;
  kioskPairingCode: KioskPairingCodeTable;
  kioskSession: KioskSessionTable;
  kioskToken: KioskTokenTable;
  registration: RegistrationTable;
  place: PlaceTable;
  department: DepartmentTable;
  term: TermTable;
  course: CourseTable;
  section: SectionTable;
  sectionFaculty: SectionFacultyTable;
  enrolment: EnrolmentTable;
  policy: PolicyTable;
  consent: ConsentTable;
  dataKey: DataKeyTable;
  template: TemplateTable;
  attendanceSession: AttendanceSessionTable;
  mark: MarkTable;
  challenge: ChallengeTable;
  seenPictures: SeenPicturesTable;
  roomCodeSecret: RoomCodeSecretTable;
  roomCodeUse: RoomCodeUseTable;
  roomCodeGuess: RoomCodeGuessTable;
  checkInDevice: CheckInDeviceTable;
  review: ReviewTable;
  classPhoto: ClassPhotoTable;
  domainEvent: DomainEventTable;
  idempotency: IdempotencyTable;
  outbox: OutboxTable;
  setting: SettingTable;
}
