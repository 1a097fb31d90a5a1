import { attendance } from './attendance.ts';
import { camera } from './camera.ts';
import { common } from './common.ts';
import { mail } from './mail.ts';
import { passkeyWords } from './passkeys.ts';
import { registration } from './registration.ts';
import { signInSessions } from './sign-in-sessions.ts';
import { singleSignOn } from './single-sign-on.ts';
import { student } from './student.ts';

/** Words that any visitor may meet; every page carries them, the sign-in page too. */
export const everyone = {
  ...attendance,
  ...camera,
  ...common,
  ...mail,
  ...registration,
  ...passkeyWords,
  ...signInSessions,
  ...singleSignOn,
  ...student,
} as const;
