import { type Db, type Trx, transact } from '../../../platform/db/index.ts';
import { fail } from '../../../platform/http/index.ts';
import { dayIn } from '../calendar.ts';
import { timeZone } from '../structure.store.ts';
import { type ChosenDay, joiningOf } from './joining.ts';
import { clearPlans, plan } from './planned.store.ts';

export interface DropRequest {
  sectionId: string;
  studentId: string;
  /** The first day the student is no longer in the section; absent: now. */
  from?: ChosenDay | undefined;
  now: number;
}

/**
 * Takes a student off the roster now, from a day that has passed, or from one to come. Marks stay, whenever it was; standing
 * counts none of a session that was opened later.
 * @throws AppError `not_found` when not enrolled; `term_archived`; `invalid_request` for a day before the one of joining, or
 * after the term.
 */
export const dropStudent = (db: Db, request: DropRequest): Promise<void> =>
  transact(db, async (trx) => {
    const { sectionId, studentId, now } = request;
    const leaving = await joiningOf(trx, request);
    const enrolment = await trx
      .selectFrom('enrolment')
      .select('enrolledAt')
      .where('sectionId', '=', sectionId)
      .where('studentId', '=', studentId)
      .where('droppedAt', 'is', null)
      .executeTakeFirst();
    if (!enrolment) return fail('not_found');
    const { day, plannedBy } = leaving;
    if (day < dayIn(await timeZone(trx), enrolment.enrolledAt))
      fail('invalid_request', { details: [{ path: 'body.from', message: 'is before the student joined' }] });
    if (plannedBy !== null) await plan(trx, { sectionId, studentId, kind: 'drop', day, plannedBy, now });
    else await takeOffRoster(trx, { sectionId, studentId, at: leaving.at });
  });

/** @returns whether the student was on it. */
export const takeOffRoster = async (
  trx: Trx,
  { sectionId, studentId, at }: { sectionId: string; studentId: string; at: number },
): Promise<boolean> => {
  await clearPlans(trx, { sectionId, studentIds: [studentId] });
  const dropped = await trx
    .updateTable('enrolment')
    // Nobody leaves before they join: on the day of joining itself, it is as if they had never been in it.
    .set(({ eb, ref, val }) => ({
      droppedAt: eb.case().when('enrolledAt', '>', at).then(ref('enrolledAt')).else(val(at)).end(),
    }))
    .where('sectionId', '=', sectionId)
    .where('studentId', '=', studentId)
    .where('droppedAt', 'is', null)
    .returning('id')
    .executeTakeFirst();
  return dropped !== undefined;
};
