import type { ErrorCode, Role, RouteName, SignInNeed } from '@smart-presence/contract';
import { fail, type Viewer } from '../../platform/http/index.ts';

type Permission = 'anyone' | 'signed-in' | readonly Role[];

const admin = ['admin'] as const;
const staff = ['admin', 'faculty'] as const;
const student = ['student'] as const;

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
  accessPolicy: admin,
  saveAccessPolicy: admin,
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
  importPeople: admin,
  exportPeople: admin,

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
  checkIn: student,
  proposeFromPhotos: staff,
  confirmProposal: staff,
  setMarks: staff,
  markHistory: ['admin', 'faculty', 'student'],
  decideReview: staff,
  exportSession: staff,

  myHome: student,
  myAttendance: student,
  live: 'signed-in',
  facultyToday: ['faculty'],
  overview: admin,

  listOutbox: admin,
  resendMail: admin,
};

/** Routes that answer only within `RECENT_MS` of signing in or of proving again who one is. */
const dangerous: ReadonlySet<RouteName> = new Set<RouteName>(['saveAccessPolicy', 'eraseTemplate']);

/** How long a proof of who one is opens dangerous routes. */
export const RECENT_MS = 10 * 60_000;

const always = ['me', 'signOut', 'csrf'] as const;

/** What answers while something of the sign-in is still to be settled: what settles it, and the way out. */
const whileNeeding: Record<SignInNeed, ReadonlySet<RouteName>> = {
  approval: new Set<RouteName>(always),
  'second-factor': new Set<RouteName>(always),
  'second-factor-setup': new Set<RouteName>(always),
  'device-confirmation': new Set<RouteName>(always),
  'new-password': new Set<RouteName>(always),
};

const refusals = {
  approval: 'approval_required',
  'second-factor': 'second_factor_required',
  'second-factor-setup': 'second_factor_setup_required',
  'device-confirmation': 'device_confirmation_required',
  'new-password': 'new_password_required',
} as const satisfies Record<SignInNeed, ErrorCode>;

/** @returns the guard of one route. @throws Error at boot when the table has no entry for it. */
export const permit = (name: RouteName): ((viewer: Viewer | null, now: number) => void) => {
  const permission = permissions[name];
  if (permission === undefined) throw new Error(`route ${name} has no entry in the permission table`);
  return (viewer, now) => {
    if (permission === 'anyone') return;
    if (!viewer) return fail('sign_in_required');
    if (viewer.needs && !whileNeeding[viewer.needs].has(name)) return fail(refusals[viewer.needs]);
    if (permission !== 'signed-in' && !permission.includes(viewer.role)) return fail('forbidden');
    if (dangerous.has(name) && now - viewer.provedAt > RECENT_MS) fail('reauthentication_required');
  };
};
  showRoomCode: staff,
  presentRoomCode: student,
  checkInByCode: student,
  myDevices: student,
  removeMyDevice: student,
