import type { Routes } from '@smart-presence/contract';
import { brief } from '../../api/entry-routes.ts';

/** What a student's home and check-in read, without the schemas of what else is near: a phone loads these pages first. */
export const studentRoutes = {
  myHome: brief<Routes['myHome']>({ method: 'GET', path: '/api/me/home' }),
  myAttendance: brief<Routes['myAttendance']>({ method: 'GET', path: '/api/me/attendance' }),
  myBiometrics: brief<Routes['myBiometrics']>({ method: 'GET', path: '/api/me/biometrics' }),
};
