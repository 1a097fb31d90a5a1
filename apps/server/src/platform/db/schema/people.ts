import type { ColumnType } from 'kysely';
import type { Fixed, Flag, Id, Ms } from './columns.ts';

interface InstitutionTable {
  id: Fixed<1>;
  name: string;
  timeZone: string;
  createdAt: Fixed<Ms>;
}

interface PersonTable {
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
  /** When all that says who they are was erased; null: never. */
  erasedAt: ColumnType<Ms | null, Ms | null | undefined, Ms | null>;
}

interface StudentProfileTable {
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

/**
 * Who asked for an account themselves. Name, e-mail and password are here only until the e-mail is proved; then the
 * person has them.
 */
interface RegistrationTable {
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

/** Tables of accounts: only its own stores may touch them. */
export interface PeopleSchema {
  institution: InstitutionTable;
  person: PersonTable;
  studentProfile: StudentProfileTable;
  registration: RegistrationTable;
}
