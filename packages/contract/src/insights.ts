import { z } from 'zod';
import { Section } from './academics.ts';
import { AttendanceSession } from './attendance-sessions.ts';
import { route } from './route.ts';
import { ScheduledSession } from './timetable.ts';

export const insightRoutes = {
  facultyToday: route({
    method: 'GET',
    path: '/api/today',
    tag: 'insights',
    summary: 'Faculty home: the classes of today, own sections, the open session, recent ones',
    reply: z.object({
      /** Classes the viewer holds today, in order of time; on a day without, those of the next day that has some. */
      classes: z.array(ScheduledSession),
      sections: z.array(Section),
      open: z.array(AttendanceSession),
      recent: z.array(AttendanceSession),
    }),
  }),
  overview: route({
    method: 'GET',
    path: '/api/overview',
    tag: 'insights',
    summary: 'Admin home: is anything wrong today?',
    reply: z.object({
      people: z.object({
        students: z.int(),
        faculty: z.int(),
        disabled: z.int(),
        invited: z.int(),
        /** Who registered themselves and wait for an administrator. */
        registered: z.int(),
      }),
      biometrics: z.object({ consented: z.int(), enrolled: z.int(), flagged: z.int() }),
      today: z.object({
        openSessions: z.int(),
        sessions: z.int(),
        marked: z.int(),
        /** Of the marks, those that count: excused ones do not. */
        counted: z.int(),
        attended: z.int(),
        /** Of those who attended. */
        late: z.int(),
        reviewsOpen: z.int(),
        /** Classes that the timetable announced for today, should have begun, and nobody opened. */
        missed: z.int(),
      }),
      /** Sessions on this weekday in the four weeks before; null: there were none. */
      usual: z.object({ sessions: z.int(), attended: z.int(), counted: z.int() }).nullable(),
      /** Mails that could not be delivered. */
      mail: z.object({ undelivered: z.int() }),
      sessions: z.array(AttendanceSession),
      /** Alerts of the security centre that nobody has resolved. */
      alerts: z.object({ open: z.int(), high: z.int() }),
      /** What still needs doing before the first class can be marked, in order. */
      setup: z.array(
        z.object({
          step: z.enum(['term', 'department_place', 'courses', 'faculty', 'students', 'enrolments', 'faces']),
          done: z.boolean(),
        }),
      ),
    }),
  }),
};
