import type { ErrorCode, Role, RouteName, SignInNeed } from '@smart-presence/contract';
import { fail, type Viewer } from '../../platform/http/index.ts';

/** `signed-in`: people of any role; devices have routes of their own. */
type Permission = 'anyone' | 'signed-in' | readonly Role[];

const admin = ['admin'] as const;
const staff = ['admin', 'faculty'] as const;
const student = ['student'] as const;
/** Everybody but devices. */
const people = ['admin', 'faculty', 'student'] as const;
/** Paired devices at doors. This list of routes is all they may call. */
const kiosk = ['kiosk'] as const;

/**
 * Who may call which route. Whose objects they may touch is decided in the query itself: a row outside the viewer's
 * scope is `not_found`. A route missing here fails to compile and to boot.
 */
export const permissions: Record<RouteName, Permission> = {
  health: 'anyone',
  ready: 'anyone',

  setupStatus: 'anyone',
  setUp: 'anyone',
  signIn: 'anyone',
  csrf: 'anyone',
  inspectLink: 'anyone',
  acceptLink: 'anyone',
  requestReset: 'anyone',
  signInOptions: 'anyone',
  mySignInSessions: people,
  nameMySignInSession: people,
  endMySignInSession: people,
  endMyOtherSignInSessions: people,
  deviceConfirmation: 'signed-in',
  confirmDevice: 'signed-in',
  resendDeviceNumber: 'signed-in',
  personSignIn: admin,
  endPersonSignInSession: admin,
  endPersonSignInSessions: admin,
  unlockPerson: admin,
  accessOverview: admin,
  previewAccessPolicy: admin,
  listRoles: admin,
  changeRole: admin,
  previewBulkPeople: admin,
  accessPolicy: admin,
  saveAccessPolicy: admin,
  signInWays: 'anyone',
  startSingleSignOn: 'anyone',
  finishSingleSignOn: 'anyone',
  listIdentityProviders: admin,
  createIdentityProvider: admin,
  updateIdentityProvider: admin,
  deleteIdentityProvider: admin,
  testIdentityProvider: admin,
  saveSignInOrder: admin,
  myIdentities: people,
  linkIdentity: people,
  unlinkIdentity: people,
  personIdentities: admin,
  unlinkPerson: admin,
  mySecondFactors: people,
  beginAuthenticator: people,
  confirmAuthenticator: people,
  removeAuthenticator: people,
  beginPasskey: people,
  addPasskey: people,
  renamePasskey: people,
  removePasskey: people,
  newRecoveryCodes: people,
  beginPasskeySignIn: 'anyone',
  signInWithPasskey: 'anyone',
  secondFactorChoices: people,
  beginSecondFactor: people,
  settleSecondFactor: people,
  settleNewPassword: people,
  proofChoices: people,
  beginProof: people,
  prove: people,
  resetSecondFactors: admin,
  listKiosks: admin,
  createKiosk: admin,
  updateKiosk: admin,
  makePairingCode: admin,
  unpairKiosk: admin,
  removeKiosk: admin,
  pairKiosk: 'anyone',
  kioskHome: kiosk,
  renewKiosk: kiosk,
  kioskLive: kiosk,
  askAtKiosk: kiosk,
  kioskCheckIn: kiosk,
  kioskCapsules: kiosk,
  syncKiosk: kiosk,
  registrationStatus: 'anyone',
  register: 'anyone',
  verifyRegistration: 'anyone',
  myRegistration: student,
  withdrawRegistration: student,
  listRegistrations: admin,
  approveRegistrations: admin,
  refuseRegistrations: admin,
  signOut: 'signed-in',
  me: 'signed-in',
  changePassword: 'signed-in',
  listPeople: staff,
  createPerson: admin,
  getPerson: staff,
  updatePerson: admin,
  bulkPeople: admin,
  invitePerson: admin,
  bulkInvite: admin,

  listPlaces: staff,
  createPlace: admin,
  updatePlace: admin,
  deletePlace: admin,
  listDepartments: staff,
  createDepartment: admin,
  updateDepartment: admin,
  deleteDepartment: admin,
  listTerms: staff,
  createTerm: admin,
  updateTerm: admin,
  listArchivedTerms: staff,
  rollOverTerm: admin,
  archiveTerm: admin,
  restoreTerm: admin,
  listCourses: staff,
  createCourse: admin,
  updateCourse: admin,
  listSections: ['admin', 'faculty', 'student'],
  createSection: admin,
  getSection: ['admin', 'faculty', 'student'],
  updateSection: admin,
  getRoster: staff,
  enrolStudents: admin,
  dropStudent: admin,
  cancelPlannedEnrolment: admin,
  splitIntoBatches: admin,

  myCalendarFeed: people,
  makeCalendarFeed: people,
  removeCalendarFeed: people,
  // The secret in its address says whose it is.
  calendarFeed: 'anyone',
  listTeachers: staff,
  listRooms: staff,
  createRoom: admin,
  updateRoom: admin,
  deleteRoom: admin,
  listHolidays: staff,
  addHoliday: admin,
  removeHoliday: admin,
  getTimetable: staff,
  addSlot: admin,
  updateSlot: admin,
  removeSlot: admin,
  setSelfOpening: staff,
  changeClass: staff,
  restoreClass: staff,
  listScheduled: staff,
  openScheduled: staff,

  startImport: admin,
  listImports: admin,
  getImport: admin,
  checkImport: admin,
  applyImport: admin,
  undoImport: admin,
  exportCsv: admin,
  exportOneRoster: admin,
  listJobs: admin,
  getJob: admin,

  currentPolicy: 'signed-in',
  listPolicies: staff,
  savePolicy: admin,

  myBiometrics: student,
  giveConsent: student,
  withdrawConsent: student,
  enrolMyFace: student,
  personBiometrics: staff,
  enrolAtDesk: staff,
  sectionFaces: staff,
  eraseTemplate: admin,

  openSession: staff,
  listSessions: staff,
  getSession: staff,
  getBoard: staff,
  extendSession: staff,
  closeSession: staff,
  startChallenge: student,
  revealStep: student,
  checkIn: student,
  showRoomCode: staff,
  presentRoomCode: student,
  checkInByCode: student,
  myDevices: student,
  removeMyDevice: student,
  proposeFromPhotos: staff,
  confirmProposal: staff,
  setMarks: staff,
  markHistory: ['admin', 'faculty', 'student'],
  decideReview: staff,
  resolveOutage: staff,
  exportSession: staff,

  myRequests: student,
  askLeave: student,
  appealMark: student,
  withdrawRequest: student,
  askSecondReading: student,
  listRequests: staff,
  getRequest: staff,
  answerRequest: staff,
  openDocument: staff,

  sectionRegister: staff,

  myHome: student,
  myAttendance: student,
  myGuardianWarnings: student,
  saveGuardianWarnings: student,
  listShortage: staff,
  exportShortage: staff,
  live: 'signed-in',
  facultyToday: ['faculty'],
  overview: admin,

  listOutbox: admin,
  resendMail: admin,
  myNotifications: people,
  myUnread: people,
  readNotifications: people,
  notificationChoices: people,
  saveNotificationChoice: people,
};

type Danger = true | ((body: unknown) => boolean);

const sets =
  (...fields: readonly string[]): Danger =>
  (body) =>
    fields.some((field) => (body as Record<string, unknown> | undefined)?.[field] !== undefined);

/**
 * What answers only within `RECENT_MS` of signing in or of proving again who one is: whatever gives power over accounts,
 * lets somebody else in or destroys what cannot be made again. Some routes are dangerous by what they are sent: a name is
 * edited without a question, a role is not.
 */
export const dangerous: Partial<Record<RouteName, Danger>> = {
  saveAccessPolicy: true,
  // A link opens an account, and an e-mail is where links go.
  invitePerson: true,
  updatePerson: sets('email', 'isDisabled'),
  createPerson: (body) => (body as { role?: unknown } | undefined)?.role === 'admin',
  bulkPeople: true,
  changeRole: true,
  // A file may bring accounts and change e-mails; taking it back removes accounts.
  applyImport: true,
  undoImport: true,
  resetSecondFactors: true,
  beginAuthenticator: true,
  removeAuthenticator: true,
  beginPasskey: true,
  removePasskey: true,
  newRecoveryCodes: true,
  eraseTemplate: true,
  // A paired device marks people.
  makePairingCode: true,
  createIdentityProvider: true,
  updateIdentityProvider: true,
  deleteIdentityProvider: true,
  linkIdentity: true,
  unlinkIdentity: true,
  unlinkPerson: true,
};

/** How long a proof of who one is opens dangerous routes. */
export const RECENT_MS = 10 * 60_000;

const always = ['me', 'signOut', 'csrf'] as const;

/** What settles a need, and answers only while it stands: it asks for less than the same thing does later. */
const settles: Partial<Record<RouteName, SignInNeed>> = {
  secondFactorChoices: 'second-factor',
  beginSecondFactor: 'second-factor',
  settleSecondFactor: 'second-factor',
  settleNewPassword: 'new-password',
  deviceConfirmation: 'device-confirmation',
  confirmDevice: 'device-confirmation',
  resendDeviceNumber: 'device-confirmation',
};

/** What answers while something of the sign-in is still to be settled: what settles it, and the way out. */
export const whileNeeding: Record<SignInNeed, ReadonlySet<RouteName>> = {
  approval: new Set<RouteName>([...always, 'myRegistration', 'withdrawRegistration']),
  'second-factor': new Set<RouteName>([...always, 'secondFactorChoices', 'beginSecondFactor', 'settleSecondFactor']),
  'second-factor-setup': new Set<RouteName>([
    ...always,
    'mySecondFactors',
    'beginAuthenticator',
    'confirmAuthenticator',
    'beginPasskey',
    'addPasskey',
    // Where the rule was raised under an open session: it is as old as it is, and adding a factor asks for a fresh proof.
    'proofChoices',
    'beginProof',
    'prove',
  ]),
  'device-confirmation': new Set<RouteName>([...always, 'deviceConfirmation', 'confirmDevice', 'resendDeviceNumber']),
  'new-password': new Set<RouteName>([...always, 'settleNewPassword']),
};

export const refusals = {
  approval: 'approval_required',
  'second-factor': 'second_factor_required',
  'second-factor-setup': 'second_factor_setup_required',
  'device-confirmation': 'device_confirmation_required',
  'new-password': 'new_password_required',
} as const satisfies Record<SignInNeed, ErrorCode>;

/** Asked before anything of a request is read, and again once its body is known to be valid. */
export type Guard = (viewer: Viewer | null, now: number, body?: unknown) => void;

/** Whether a role gets past the door of a route that is not for anyone. */
export const isAllowed = (permission: 'signed-in' | readonly Role[], role: Role): boolean =>
  permission === 'signed-in' ? role !== 'kiosk' : permission.includes(role);

/** Routes of paired devices: their cookie is read there and nowhere else, and people's is not. */
export const isForKiosks = (name: RouteName): boolean => permissions[name] === kiosk;

/** @returns the guard of one route. @throws Error at boot when the table has no entry for it. */
export const permit = (name: RouteName): Guard => {
  const permission = permissions[name];
  if (permission === undefined) throw new Error(`route ${name} has no entry in the permission table`);
  const danger = dangerous[name];
  const need = settles[name];
  return (viewer, now, body) => {
    if (permission === 'anyone') return;
    if (!viewer) return fail('sign_in_required');
    if (viewer.needs && !whileNeeding[viewer.needs].has(name)) return fail(refusals[viewer.needs]);
    if (!isAllowed(permission, viewer.role)) return fail('forbidden');
    if (need && viewer.needs !== need) fail('nothing_to_settle');
    const isDangerous = danger === true || danger?.(body);
    if (isDangerous && !isRecent(viewer.provedAt, now)) fail('reauthentication_required');
  };
};

/** Whether something proved at `at` still opens dangerous routes. */
export const isRecent = (at: number | null, now: number): boolean => at !== null && now - at <= RECENT_MS;
