import type { BatchesInput, BatchesReport } from '@smart-presence/contract';
import type { z } from 'zod';
import { type Db, oneAtATime, type Trx, transact } from '../../../platform/db/index.ts';
import { fail } from '../../../platform/http/index.ts';
import { createSectionRow } from '../create-course.ts';
import { activeStudents } from '../sections.store.ts';
import { assertActiveTerm } from '../terms/assert-active.ts';
import { dealStudents } from './deal-students.ts';
import { putOnRoster } from './enrol-students.ts';

export interface Split {
  sectionId: string;
  request: z.output<typeof BatchesInput>;
  now: number;
}

/**
 * Splits a roster into batches: sections of the same course and term, taught by the same people. Where there are batches
 * already, whoever is on the roster and in none of them is put in one; again changes nothing.
 * @throws AppError `not_found`; `term_archived`; `code_taken` when the course has a section of such a name; `invalid_request`
 * for a batch.
 */
export const splitIntoBatches = (db: Db, { sectionId, request, now }: Split): Promise<BatchesReport> =>
  transact(db, async (trx) => {
    await oneAtATime(trx, `batches:${sectionId}`);
    const section =
      (await trx.selectFrom('section').selectAll().where('id', '=', sectionId).executeTakeFirst()) ?? fail('not_found');
    await assertActiveTerm(trx, section.termId);
    if (section.batchOfId !== null)
      fail('invalid_request', { details: [{ path: 'params.id', message: 'is a batch itself' }] });
    const known = await batchesOf(trx, sectionId);
    const batches = known.length > 0 ? known : await newBatches(trx, { section, request });
    const inBatch = new Set(known.flatMap(({ students }) => students));
    const waiting = (await activeStudents(trx, sectionId)).filter(({ id }) => !inBatch.has(id));
    const dealt = dealStudents({ students: waiting, sizes: batches.map((one) => one.students.length), by: request.by });
    const planned = batches.map((batch, index) => ({ ...batch, added: dealt[index] ?? [] }));
    const made: BatchesReport['batches'] = [];
    for (const { id, name, students, added } of planned) {
      const batchId = request.apply ? (id ?? (await makeBatch(trx, { section, name }))) : id;
      if (request.apply && batchId !== null)
        await putOnRoster(trx, { sectionId: batchId, studentIds: added.map((one) => one.id), at: now });
      made.push({ sectionId: batchId, name, already: students.length, students: added });
    }
    return { batches: made, applied: request.apply };
  });

interface Batch {
  /** null: not made yet. */
  id: string | null;
  name: string;
  /** Ids of who is in it. */
  students: string[];
}

interface Parent {
  id: string;
  courseId: string;
  termId: string;
}

const batchesOf = async (trx: Trx, sectionId: string): Promise<Batch[]> => {
  const sections = await trx.selectFrom('section').select(['id', 'name']).where('batchOfId', '=', sectionId).execute();
  const rows = await trx
    .selectFrom('enrolment')
    .innerJoin('section', 'section.id', 'enrolment.sectionId')
    .select(['enrolment.sectionId', 'enrolment.studentId'])
    .where('section.batchOfId', '=', sectionId)
    .where('enrolment.droppedAt', 'is', null)
    .execute();
  const bySection = Map.groupBy(rows, (row) => row.sectionId);
  return sections
    .map(({ id, name }) => ({ id, name, students: (bySection.get(id) ?? []).map(({ studentId }) => studentId) }))
    .sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
};

const newBatches = async (
  trx: Trx,
  { section, request: { prefix, count } }: { section: Parent; request: Split['request'] },
): Promise<Batch[]> => {
  const names = Array.from({ length: count }, (_, index) => `${prefix}${index + 1}`);
  const taken = await trx
    .selectFrom('section')
    .select('name')
    .where('courseId', '=', section.courseId)
    .where('termId', '=', section.termId)
    .where('name', 'in', names)
    .executeTakeFirst();
  if (taken)
    fail('code_taken', { details: [{ path: 'body.prefix', message: `the course has a section ${taken.name}` }] });
  return names.map((name) => ({ id: null, name, students: [] }));
};

const makeBatch = async (trx: Trx, { section, name }: { section: Parent; name: string }): Promise<string> => {
  const faculty = await trx
    .selectFrom('sectionFaculty')
    .innerJoin('person', 'person.id', 'sectionFaculty.personId')
    .select('person.id')
    .where('sectionFaculty.sectionId', '=', section.id)
    .where('person.isDisabled', '=', false)
    .where('person.role', 'in', ['faculty', 'admin'])
    .execute();
  const { courseId, termId } = section;
  const facultyIds = faculty.map(({ id }) => id);
  return createSectionRow(trx, { courseId, termId, name, facultyIds, batchOfId: section.id });
};
