import type { AccuracyStudy, FailingTemplate } from '@smart-presence/contract';
import { chunksOf, type Db, type Trx } from '../../../platform/db/index.ts';

export interface Failing {
  studentId: string;
  checkIns: number;
  median: number;
  unsure: number;
}

/** Studies are some ten kilobytes each; older ones say nothing any more. */
const KEPT = 20;

/** Keeps a study; what it says about single students takes the place of what the one before said. */
export const saveStudy = async (
  trx: Trx,
  { study, failing }: { study: AccuracyStudy; failing: readonly Failing[] },
): Promise<void> => {
  await trx
    .insertInto('accuracyStudy')
    .values({ id: study.id, at: study.at, result: JSON.stringify(study) })
    .execute();
  await trx.deleteFrom('failingTemplate').execute();
  for (const some of chunksOf(failing))
    await trx
      .insertInto('failingTemplate')
      .values([...some])
      .execute();
  const old = await trx
    .selectFrom('accuracyStudy')
    .select('id')
    .orderBy('at', 'desc')
    .offset(KEPT)
    .limit(100)
    .execute();
  for (const { id } of old) await trx.deleteFrom('accuracyStudy').where('id', '=', id).execute();
};

export const newestStudy = async (db: Db): Promise<AccuracyStudy | null> => {
  const row = await db
    .selectFrom('accuracyStudy')
    .select('result')
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ? (JSON.parse(row.result) as AccuracyStudy) : null;
};

/** Students the newest study names who still have a template, those with the most unsure check-ins first. */
export const failingTemplates = async (db: Db): Promise<FailingTemplate[]> => {
  const rows = await db
    .selectFrom('failingTemplate')
    .innerJoin('person', 'person.id', 'failingTemplate.studentId')
    .leftJoin('studentProfile', 'studentProfile.personId', 'person.id')
    .leftJoin('enrolAgain', 'enrolAgain.studentId', 'person.id')
    .select(['person.id', 'person.name', 'studentProfile.usn', 'checkIns', 'median', 'unsure', 'enrolAgain.askedAt'])
    .where('person.isDisabled', '=', false)
    .where('person.id', 'in', (eb) => eb.selectFrom('template').select('personId'))
    .orderBy('unsure', 'desc')
    .orderBy('median', 'desc')
    .orderBy('person.id')
    .limit(200)
    .execute();
  return rows.map(({ id, name, usn, checkIns, median, unsure, askedAt }) => ({
    student: { id, name, usn },
    checkIns,
    median: Math.round(median * 1000) / 1000,
    unsure,
    askedAt,
  }));
};

/** Notes who is asked to enrol again. @returns those of them who have a template, and were not asked within `notSince`. */
export const noteAsked = async (
  trx: Trx,
  {
    studentIds,
    actorId,
    now,
    notSince,
  }: { studentIds: readonly string[]; actorId: string; now: number; notSince: number },
): Promise<string[]> => {
  const asked: string[] = [];
  for (const studentId of new Set(studentIds)) {
    const student = await trx
      .selectFrom('person')
      .select('id')
      .where('id', '=', studentId)
      .where('role', '=', 'student')
      .where('isDisabled', '=', false)
      .where('id', 'in', (eb) => eb.selectFrom('template').select('personId'))
      .executeTakeFirst();
    if (!student) continue;
    const noted = await trx
      .insertInto('enrolAgain')
      .values({ studentId, askedAt: now, askedBy: actorId })
      .onConflict((conflict) =>
        conflict
          .column('studentId')
          .doUpdateSet({ askedAt: now, askedBy: actorId })
          .where('enrolAgain.askedAt', '<', notSince),
      )
      .returning('studentId')
      .executeTakeFirst();
    if (noted) asked.push(studentId);
  }
  return asked;
};
