import type { Role, RouteName } from '@smart-presence/contract';
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

/** @returns the guard of one route. @throws Error at boot when the table has no entry for it. */
export const permit = (name: RouteName): ((viewer: Viewer | null) => void) => {
  const permission = permissions[name];
  if (permission === undefined) throw new Error(`route ${name} has no entry in the permission table`);
  return (viewer) => {
    if (permission === 'anyone') return;
    if (!viewer) return fail('sign_in_required');
    if (permission !== 'signed-in' && !permission.includes(viewer.role)) fail('forbidden');
  };
};
