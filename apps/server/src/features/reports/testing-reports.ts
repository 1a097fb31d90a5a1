import type { JobKind, ReportRequest } from '@smart-presence/contract';
import { pino } from 'pino';
import type { Db } from '../../platform/db/index.ts';
import type { Viewer } from '../../platform/http/index.ts';
import { type JobWork, runDueJobs } from '../../platform/jobs/index.ts';
import { type SignedIn, signInAs } from '../accounts/testing.ts';
import { createAccountsApp } from '../accounts/testing-app.ts';
import { addViewer, NOW } from '../attendance/testing.ts';
import { type Course, openCourse } from '../standing/testing-classes.ts';
import { registerReports } from './index.ts';
import { makeReport } from './make-report.ts';

/** When every session of the college below is over. */
export const LATER = NOW + 30 * 24 * 3_600_000;

/** A class of four with five sessions: by 75%, the second is condonable at 60% and the third short at 20%. */
export const openCollege = async (db: Db) => {
  await db
    .insertInto('institution')
    .values({ id: 1, name: 'Test College', timeZone: 'Asia/Kolkata', createdAt: NOW })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const course: Course = await openCourse(db, { students: 4, policy: { minimumPercent: 75, condonationPercent: 15 } });
  const sessions: string[] = [];
  const absences: Record<number, string>[] = [
    { 1: 'A', 2: 'A' },
    { 1: 'A', 2: 'A' },
    { 2: 'A' },
    { 2: 'A' },
    { 3: 'M' },
  ];
  for (const marks of absences) sessions.push(await course.hold(marks));
  await course.follow();
  const admin = await addViewer(db, 'admin', 'Head');
  const make = (viewer: { personId: string; role: string }, request: ReportRequest) =>
    makeReport({ db, viewer, now: LATER }, request);
  return { ...course, sessions, admin, make };
};

type Test = { after: (work: () => Promise<unknown>) => void };

/** The college with its reports served, and what runs in the background run when it is asked to. */
export const openReports = async (t: Test, open: () => Promise<Db>) => {
  const db = await open();
  const college = await openCollege(db);
  const works = new Map<JobKind, JobWork>();
  const app = await createAccountsApp({
    db,
    now: LATER,
    register: (platform) =>
      registerReports({
        ...platform,
        work: (kind, work) => works.set(kind, work),
      }),
  });
  t.after(app.close);
  const as = ({ personId, name, role }: Viewer) => signInAs(app, { id: personId, name, role: role as 'admin' });
  const [, second] = college.students;
  return {
    db,
    college,
    clock: app.clock,
    people: {
      admin: await as(college.admin),
      teacher: await as(college.teacher),
      student: await as(second ?? college.admin),
    },
    call: async (who: SignedIn, method: 'GET' | 'POST' | 'DELETE', path: string, payload?: object) => {
      const url = `/api/reports/${path}`;
      // Anew each time: tests go on for weeks.
      const { headers } = await signInAs(app, who.person);
      const reply = await app.http.inject({ method, url, headers, ...(payload && { payload }) });
      return {
        status: reply.statusCode,
        text: reply.body,
        headers: reply.headers,
        bytes: reply.rawPayload,
        json: <T>() => reply.json<T>(),
      };
    },
    runJobs: () => runDueJobs({ db, clock: () => app.clock.now, log: pino({ level: 'silent' }), works }),
  };
};

/** What the audit log says of reports, oldest first. */
export const reportActions = async (db: Db): Promise<string[]> =>
  (await db.selectFrom('auditEntry').select('action').orderBy('seq').execute())
    .map(({ action }) => action)
    .filter((action) => action.startsWith('report.'));
