import type { FeedbackSettings } from '@smart-presence/contract';
import type { Db, Trx } from '../../platform/db/index.ts';
import { fail } from '../../platform/http/index.ts';

export const feedbackSettings = async (db: Db): Promise<FeedbackSettings> => {
  const people = await db
    .selectFrom('feedbackRecipient')
    .innerJoin('person', 'person.id', 'feedbackRecipient.personId')
    .select(['person.id', 'person.name'])
    .orderBy('person.name')
    .execute();
  const setting = await db.selectFrom('feedbackSetting').select('isForTeachers').executeTakeFirst();
  return { people, tellsTeachers: setting?.isForTeachers ?? false };
};

/** @throws AppError `not_found` when somebody named is no member of staff. */
export const saveFeedbackSettings = async (
  trx: Trx,
  { people, tellsTeachers }: { people: readonly string[]; tellsTeachers: boolean },
): Promise<FeedbackSettings> => {
  const ids = [...new Set(people)];
  if (ids.length > 0) {
    const staff = await trx
      .selectFrom('person')
      .select('id')
      .where('id', 'in', ids)
      .where('role', 'in', ['admin', 'faculty'])
      .execute();
    if (staff.length < ids.length) fail('not_found');
  }
  await trx.deleteFrom('feedbackRecipient').execute();
  if (ids.length > 0)
    await trx
      .insertInto('feedbackRecipient')
      .values(ids.map((personId) => ({ personId })))
      .execute();
  await trx
    .insertInto('feedbackSetting')
    .values({ id: 1, isForTeachers: tellsTeachers })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ isForTeachers: tellsTeachers }))
    .execute();
  return feedbackSettings(trx);
};

/** Who hears of a low rating of this section: never somebody who may not read it. */
export const recipientsFor = async (db: Db, sectionId: string): Promise<string[]> => {
  const { people, tellsTeachers } = await feedbackSettings(db);
  const teachers = await db
    .selectFrom('sectionFaculty')
    .select('personId')
    .where('sectionId', '=', sectionId)
    .execute();
  const chosen = await db
    .selectFrom('person')
    .select(['id', 'role'])
    .where('isDisabled', '=', false)
    .where('id', 'in', ['', ...people.map(({ id }) => id), ...teachers.map(({ personId }) => personId)])
    .execute();
  const teaches = new Set(teachers.map(({ personId }) => personId));
  const isChosen = new Set(people.map(({ id }) => id));
  return chosen
    .filter(
      ({ id, role }) =>
        (isChosen.has(id) && (role === 'admin' || teaches.has(id))) || (tellsTeachers && teaches.has(id)),
    )
    .map(({ id }) => id);
};
