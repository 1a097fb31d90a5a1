import type { StudentRef } from '@smart-presence/contract';
import { type Db, newId, type Trx, transact } from '../../../platform/db/index.ts';
import { fail } from '../../../platform/http/index.ts';
import { assertActiveSection } from '../terms/assert-active.ts';

export interface PlannedChange {
  sectionId: string;
  studentId: string;
  kind: 'enrol' | 'drop';
  day: string;
}

/** One change is planned for a student in a section: a new plan takes the place of the old one. */
export const plan = async (
  trx: Trx,
  { plannedBy, now, ...change }: PlannedChange & { plannedBy: string; now: number },
): Promise<void> => {
  const { kind, day } = change;
  const values = { kind, day, plannedBy, plannedAt: now };
  await trx
    .insertInto('plannedEnrolment')
    .values({ id: newId(now), ...change, plannedBy, plannedAt: now })
    .onConflict((conflict) => conflict.columns(['sectionId', 'studentId']).doUpdateSet(values))
    .execute();
};

export const clearPlans = async (
  trx: Trx,
  { sectionId, studentIds }: { sectionId: string; studentIds: readonly string[] },
): Promise<void> => {
  await trx
    .deleteFrom('plannedEnrolment')
    .where('sectionId', '=', sectionId)
    .where('studentId', 'in', studentIds)
    .execute();
};

/** @throws AppError `not_found` when nothing is planned, or it has been carried out; `term_archived`. */
export const cancelPlan = (db: Db, { sectionId, studentId }: { sectionId: string; studentId: string }): Promise<void> =>
  transact(db, async (trx) => {
    await assertActiveSection(trx, sectionId);
    const gone = await trx
      .deleteFrom('plannedEnrolment')
      .where('sectionId', '=', sectionId)
      .where('studentId', '=', studentId)
      .returning('id')
      .executeTakeFirst();
    if (!gone) fail('not_found');
  });

/** What is planned in a section, the next first. */
export const plansOf = async (
  db: Db,
  sectionId: string,
): Promise<{ student: StudentRef; kind: 'enrol' | 'drop'; day: string }[]> => {
  const rows = await db
    .selectFrom('plannedEnrolment')
    .innerJoin('person', 'person.id', 'plannedEnrolment.studentId')
    .leftJoin('studentProfile', 'studentProfile.personId', 'person.id')
    .select(['person.id', 'person.name', 'studentProfile.usn', 'plannedEnrolment.kind', 'plannedEnrolment.day'])
    .where('plannedEnrolment.sectionId', '=', sectionId)
    .orderBy('plannedEnrolment.day')
    .orderBy('person.name')
    .execute();
  return rows.map(({ kind, day, ...student }) => ({ student, kind, day }));
};
