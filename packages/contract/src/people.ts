import { z } from 'zod';
import { SignInNeed } from './access.ts';
import { Code, Email, Id, IdParams, Instant, Line, Name, Page, PersonRef, paged, Search } from './common.ts';
import { route } from './route.ts';

export const Role = z.enum(['admin', 'faculty', 'student', 'kiosk']);
export type Role = z.infer<typeof Role>;
/** Roles that people have. A kiosk is a device: it is made, paired and removed where kiosks are kept. */
export const PersonRole = Role.exclude(['kiosk']);
export type PersonRole = z.infer<typeof PersonRole>;

/** New passwords; length and the common-password list are judged by the server (`password_too_short`, `password_too_common`). */
export const NewPassword = z.string().min(1).max(256);

export const StudentProfile = z.object({
  usn: Code.nullable(),
  departmentId: Id.nullable(),
  year: z.int().min(1).max(10).nullable(),
  semester: z.int().min(1).max(20).nullable(),
  sectionLabel: Line(16).nullable(),
  guardianEmail: Email.nullable(),
  isUnder18: z.boolean(),
});
export type StudentProfile = z.infer<typeof StudentProfile>;

export const Person = z.object({
  id: Id,
  name: z.string(),
  email: z.string().nullable(),
  role: Role,
  isDisabled: z.boolean(),
  /** False until the person has set a password. */
  hasPassword: z.boolean(),
  /** A passkey or a confirmed authenticator. */
  hasSecondFactor: z.boolean(),
  createdAt: Instant,
  lastSignInAt: Instant.nullable(),
  /** Students only. */
  profile: StudentProfile.nullable(),
});
export type Person = z.infer<typeof Person>;

export const Me = z.object({
  person: Person,
  institution: z.object({ name: z.string(), timeZone: z.string() }),
  /** Echo in the `x-csrf-token` header of every unsafe request. */
  csrfToken: z.string(),
  /** The sign-in session ends at this instant whatever happens. */
  expiresAt: Instant,
  /** What has to be settled before anything else answers; null: nothing. */
  needs: SignInNeed.nullable(),
});
export type Me = z.infer<typeof Me>;

/** Which people are meant. */
export const PeopleFilter = z.object({
  search: Search,
  role: PersonRole.optional(),
  departmentId: Id.optional(),
  /** `slowed`: the next attempt to sign in has to wait. */
  status: z.enum(['active', 'disabled', 'invited', 'slowed']).optional(),
  secondFactor: z.enum(['with', 'without']).optional(),
});

const profileInput = StudentProfile.partial().optional();

export const BulkAction = z.enum(['enable', 'disable', 'end-sessions', 'ask-new-password', 'unlock']);
export type BulkAction = z.infer<typeof BulkAction>;

const BulkChange = z.object({ ids: z.array(Id).min(1).max(1000), action: BulkAction });

export const BulkEffect = z.object({
  /** People for whom something changes. */
  people: z.int(),
  /** Those for whom it is so already, or who cannot have it. */
  unchanged: z.int(),
  /** Sign-in sessions that end. */
  sessions: z.int(),
});
export type BulkEffect = z.infer<typeof BulkEffect>;

/** Fields that several students are given at once; one that is left out stays, null clears it. */
export const StudentEdit = StudentProfile.omit({ usn: true }).partial();
export type StudentEdit = z.infer<typeof StudentEdit>;
export const SomeEdit = StudentEdit.refine(
  (set) => Object.values(set).some((value) => value !== undefined),
  'names no field',
);

export const StudentEditEffect = z.object({
  /** Students for whom something changes. */
  people: z.int(),
  /** Those for whom it is so already. */
  unchanged: z.int(),
  /** Others among those named: they have no such fields. */
  notStudents: z.int(),
});
export type StudentEditEffect = z.infer<typeof StudentEditEffect>;

/** What a student had before, of the fields that were edited. */
export const EditedStudent = z.object({ id: Id, before: StudentEdit });
export type EditedStudent = z.infer<typeof EditedStudent>;

const editIds = z.array(Id).min(1).max(1000);
const personTag = 'accounts';

export const accountRoutes = {
  listPeople: route({
    method: 'GET',
    path: '/api/people',
    tag: personTag,
    summary: 'Search people',
    query: PeopleFilter.extend({
      ...Page.shape,
      sort: z.enum(['name', 'usn', 'createdAt', 'lastSignInAt']).default('name'),
      order: z.enum(['asc', 'desc']).default('asc'),
    }),
    reply: paged(Person),
  }),
  createPerson: route({
    method: 'POST',
    path: '/api/people',
    tag: personTag,
    summary: 'Add a person',
    status: 201,
    body: z.object({ name: Name, email: Email.nullable().default(null), role: PersonRole, profile: profileInput }),
    reply: Person,
  }),
  getPerson: route({
    method: 'GET',
    path: '/api/people/:id',
    tag: personTag,
    summary: 'One person',
    params: IdParams,
    reply: Person,
  }),
  updatePerson: route({
    method: 'PATCH',
    path: '/api/people/:id',
    tag: personTag,
    summary: 'Change a person',
    params: IdParams,
    body: z.object({
      name: Name.optional(),
      email: Email.nullable().optional(),
      isDisabled: z.boolean().optional(),
      profile: profileInput,
    }),
    reply: Person,
  }),
  bulkPeople: route({
    method: 'POST',
    path: '/api/people/bulk',
    tag: personTag,
    summary: 'Do the same to several people, to all or none',
    body: BulkChange,
    reply: z.object({ changed: z.int() }),
  }),
  previewBulkPeople: route({
    method: 'POST',
    path: '/api/people/bulk/preview',
    tag: personTag,
    summary: 'Count what a bulk change would do; changes nothing',
    body: BulkChange,
    reply: BulkEffect,
  }),
  previewStudentEdit: route({
    method: 'POST',
    path: '/api/people/edit/preview',
    tag: personTag,
    summary: 'Count what giving several students the same fields would do; changes nothing',
    body: z.object({ ids: editIds, set: SomeEdit }),
    reply: StudentEditEffect,
  }),
  editStudents: route({
    method: 'POST',
    path: '/api/people/edit',
    tag: personTag,
    summary: 'Give several students the same fields, all or none',
    /** `expected`: how many were said to change; nothing is done when others would by now. */
    body: z.object({ ids: editIds, set: SomeEdit, expected: z.int().min(0) }),
    reply: z.object({ changed: z.int(), before: z.array(EditedStudent) }),
  }),
  undoStudentEdit: route({
    method: 'POST',
    path: '/api/people/edit/undo',
    tag: personTag,
    summary: 'Take such an edit back, unless one of them was changed since',
    body: z.object({ set: SomeEdit, students: z.array(EditedStudent).min(1).max(1000) }),
    reply: z.object({ changed: z.int() }),
  }),
  changeRole: route({
    method: 'POST',
    path: '/api/people/:id/role',
    tag: personTag,
    summary: 'Give a person another role; signs them out everywhere',
    params: IdParams,
    body: z.object({ role: PersonRole }),
    reply: Person,
  }),
  invitePerson: route({
    method: 'POST',
    path: '/api/people/:id/invitation',
    tag: personTag,
    summary: 'Make a single-use link with which the person sets a password, and mail it when mail is set up',
    params: IdParams,
    reply: z.object({
      url: z.string(),
      expiresAt: Instant,
      /** Where the link was mailed to; null: hand it out yourself. */
      mailedTo: z.string().nullable(),
    }),
  }),
  bulkInvite: route({
    method: 'POST',
    path: '/api/people/invitations',
    tag: personTag,
    summary: 'Mail a single-use link to each of several people',
    body: z.object({ ids: z.array(Id).min(1).max(1000) }),
    reply: z.object({
      mailed: z.int(),
      /** Nobody can be mailed without an e-mail: make their links one by one. */
      withoutEmail: z.array(PersonRef),
      /** Disabled people are not invited. */
      disabled: z.array(PersonRef),
    }),
  }),
};
