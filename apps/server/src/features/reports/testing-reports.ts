import type { ReportRequest } from '@smart-presence/contract';
import type { Db } from '../../platform/db/index.ts';
import { addViewer, NOW } from '../attendance/testing.ts';
import { type Course, openCourse } from '../standing/testing-classes.ts';
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
