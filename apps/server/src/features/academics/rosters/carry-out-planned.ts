import { type Db, type Trx, transact } from '../../../platform/db/index.ts';
import { AppError } from '../../../platform/http/index.ts';
import { dayIn, startOfDay } from '../calendar.ts';
import { timeZone } from '../structure.store.ts';
import { assertActiveSection } from '../terms/assert-active.ts';
import { takeOffRoster } from './drop-student.ts';
import { putOnRoster } from './enrol-students.ts';
import type { PlannedChange } from './planned.store.ts';

/**
 * Carries out what was planned for today, or for a day on which no server ran. It holds from the beginning of its day. Several
 * servers may run it at once: each plan is taken out of the table by the transaction that carries it out, so it happens once.
 * Plans of an archived term wait. @returns how many were carried out.
 */
export const carryOutPlanned = async (db: Db, now: number): Promise<number> => {
  const zone = await timeZone(db);
  const today = dayIn(zone, now);
  const due = await db
    .selectFrom('plannedEnrolment')
    .innerJoin('section', 'section.id', 'plannedEnrolment.sectionId')
    .innerJoin('term', 'term.id', 'section.termId')
    .select('plannedEnrolment.id')
    .where('plannedEnrolment.day', '<=', today)
    .where('term.archivedAt', 'is', null)
    .orderBy('plannedEnrolment.day')
    .orderBy('plannedEnrolment.id')
    .execute();
  let done = 0;
  for (const { id } of due) {
    try {
      done += Number(await transact(db, (trx) => carryOut(trx, { id, today, zone })));
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'term_archived') throw error;
    }
  }
  return done;
};

const carryOut = async (
  trx: Trx,
  { id, today, zone }: { id: string; today: string; zone: string },
): Promise<boolean> => {
  const change = await trx
    .deleteFrom('plannedEnrolment')
    .where('id', '=', id)
    // Somebody may have put it off since it was found.
    .where('day', '<=', today)
    .returning(['sectionId', 'studentId', 'kind', 'day'])
    .executeTakeFirst();
  if (!change) return false;
  await assertActiveSection(trx, change.sectionId);
  const at = startOfDay(zone, change.day);
  if (change.kind === 'drop') return takeOffRoster(trx, { ...change, at });
  if (!(await canJoin(trx, change))) return false;
  await putOnRoster(trx, { sectionId: change.sectionId, studentIds: [change.studentId], at });
  return true;
};

/** Not who was enrolled in the meantime, nor who is no student any more. */
const canJoin = async (trx: Trx, { sectionId, studentId }: PlannedChange): Promise<boolean> => {
  const active = await trx
    .selectFrom('enrolment')
    .select('id')
    .where('sectionId', '=', sectionId)
    .where('studentId', '=', studentId)
    .where('droppedAt', 'is', null)
    .executeTakeFirst();
  const person = await trx.selectFrom('person').select('role').where('id', '=', studentId).executeTakeFirst();
  return active === undefined && person?.role === 'student';
};
