import { access } from './en/access.ts';
import { admin } from './en/admin.ts';
import { attendance } from './en/attendance.ts';
import { camera } from './en/camera.ts';
import { common } from './en/common.ts';
import { faculty } from './en/faculty.ts';
import { mail } from './en/mail.ts';
import { signInSessions } from './en/sign-in-sessions.ts';
import { singleSignOn } from './en/single-sign-on.ts';
import { student } from './en/student.ts';

/**
 * Every word the screens show, in English. A string may hold variables as `{name}`; an object holds plural forms
 * chosen by the variable `count`. Another language is a file with the same keys.
 */
export const en = {
  ...common,
  ...camera,
  ...attendance,
  ...admin,
  ...mail,
  ...singleSignOn,
  ...signInSessions,
  ...access,
  ...faculty,
  ...student,
} as const;
