import type { Holiday, HolidayInput } from '@smart-presence/contract';
import type { z } from 'zod';
import { type Db, newId, type Trx } from '../../../platform/db/index.ts';
import { fail } from '../../../platform/http/index.ts';
import { assertActiveTerm } from '../terms/assert-active.ts';

/** Days of a term without classes, the first one first. */
export const listHolidays = async (db: Db, termId: string): Promise<Holiday[]> => {
  const term = await db.selectFrom('term').select('id').where('id', '=', termId).executeTakeFirst();
  if (!term) fail('not_found');
  return db
    .selectFrom('holiday')
    .select(['id', 'name', 'firstDay as first', 'lastDay as last'])
    .where('termId', '=', termId)
    .orderBy('firstDay')
    .orderBy('id')
    .execute();
};

/** @throws AppError `invalid_request` when no day of it is in the term. */
export const addHoliday = async (
  trx: Trx,
  { termId, fields }: { termId: string; fields: z.output<typeof HolidayInput> },
): Promise<Holiday> => {
  const term = await trx.selectFrom('term').selectAll().where('id', '=', termId).executeTakeFirst();
  if (!term) return fail('not_found');
  await assertActiveTerm(trx, termId);
  if (fields.last < term.startDay || fields.first > term.endDay)
    fail('invalid_request', { details: [{ path: 'body.first', message: 'is not in this term' }] });
  const id = newId();
  const { name, first, last } = fields;
  await trx.insertInto('holiday').values({ id, termId, name, firstDay: first, lastDay: last }).execute();
  return { id, name, first, last };
};

/** @returns what it was, and the term it belonged to. */
export const removeHoliday = async (trx: Trx, id: string): Promise<Holiday & { termId: string }> => {
  const gone = await trx
    .deleteFrom('holiday')
    .where('id', '=', id)
    .returning(['id', 'name', 'firstDay as first', 'lastDay as last', 'termId'])
    .executeTakeFirst();
  if (!gone) return fail('not_found');
  await assertActiveTerm(trx, gone.termId);
  return gone;
};

/** Ids of the sections of a term that have a timetable. */
export const timetabledSections = async (db: Db, termId: string): Promise<string[]> => {
  const rows = await db
    .selectFrom('timetableSlot')
    .innerJoin('section', 'section.id', 'timetableSlot.sectionId')
    .select('section.id')
    .distinct()
    .where('section.termId', '=', termId)
    .execute();
  return rows.map((row) => row.id);
};
