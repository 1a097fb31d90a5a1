import type { Enrolment } from '@smart-presence/contract';
import { sql } from 'kysely';
import type { Db } from '../../../platform/db/index.ts';
import { startOfDay } from '../calendar.ts';
import { timeZone } from '../structure.store.ts';
import { plansOf } from './planned.store.ts';

/** Everyone who is, was or will be on the roster: the latest enrolment of each student, active ones first, then who comes. */
export const roster = async (db: Db, sectionId: string): Promise<Enrolment[]> => {
  const rows = await db
    .selectFrom('enrolment')
    .innerJoin('person', 'person.id', 'enrolment.studentId')
    .leftJoin('studentProfile', 'studentProfile.personId', 'person.id')
    .select(['person.id', 'person.name', 'studentProfile.usn', 'enrolment.enrolledAt', 'enrolment.droppedAt'])
    .where('enrolment.sectionId', '=', sectionId)
    .orderBy(sql`case when enrolment.dropped_at is null then 0 else 1 end`)
    .orderBy('studentProfile.usnKey')
    .orderBy('person.name')
    .orderBy('enrolment.enrolledAt', 'desc')
    .execute();
  const plans = await plansOf(db, sectionId);
  const planned = new Map(plans.map(({ student, kind, day }) => [student.id, { kind, day }]));
  const latest = new Map<string, Enrolment>();
  for (const { id, name, usn, enrolledAt, droppedAt } of rows) {
    if (!latest.has(id))
      latest.set(id, {
        student: { id, name, usn },
        status: droppedAt === null ? 'active' : 'dropped',
        enrolledAt,
        droppedAt,
        planned: planned.get(id) ?? null,
      });
  }
  const known = [...latest.values()];
  const zone = await timeZone(db);
  const coming = plans
    .filter(({ student, kind }) => kind === 'enrol' && !latest.has(student.id))
    .map(({ student, kind, day }) => ({
      student,
      status: 'coming' as const,
      enrolledAt: startOfDay(zone, day),
      droppedAt: null,
      planned: { kind, day },
    }));
  return [
    ...known.filter(({ status }) => status === 'active'),
    ...coming,
    ...known.filter(({ status }) => status !== 'active'),
  ];
};
