import type { Enrolment } from '@smart-presence/contract';
import { sql } from 'kysely';
import { type Db, newId, transact } from '../../platform/db/index.ts';
import { fail } from '../../platform/http/index.ts';
import { codeKey } from './structure.store.ts';

export interface EnrolRequest {
  sectionId: string;
  studentIds: readonly string[];
  usns: readonly string[];
  now: number;
}

export interface EnrolResult {
  enrolled: number;
  already: number;
  unknownUsns: string[];
}

/**
 * Puts students on the roster, by id or USN; those already on it are counted, unknown USNs are named.
 * @throws AppError `not_found` for the section; `invalid_request` when an id is not a student.
 */
export const enrolStudents = (db: Db, { sectionId, studentIds, usns, now }: EnrolRequest): Promise<EnrolResult> =>
  transact(db, async (trx) => {
    const section = await trx.selectFrom('section').select('id').where('id', '=', sectionId).executeTakeFirst();
    if (!section) fail('not_found');
    const byUsn = await studentsByUsn(trx, usns);
    const unknownUsns = usns.filter((usn) => !byUsn.has(codeKey(usn)));
    const ids = [...new Set([...studentIds, ...byUsn.values()])];
    await assertStudents(trx, ids);
    const active = new Set(
      (
        await trx
          .selectFrom('enrolment')
          .select('studentId')
          .where('sectionId', '=', sectionId)
          .where('droppedAt', 'is', null)
          .execute()
      ).map((row) => row.studentId),
    );
    const fresh = ids.filter((id) => !active.has(id));
    for (let from = 0; from < fresh.length; from += 200) {
      const rows = fresh
        .slice(from, from + 200)
        .map((studentId) => ({ id: newId(now), sectionId, studentId, enrolledAt: now, droppedAt: null }));
      await trx.insertInto('enrolment').values(rows).execute();
    }
    return { enrolled: fresh.length, already: ids.length - fresh.length, unknownUsns };
  });

const studentsByUsn = async (trx: Db, usns: readonly string[]): Promise<Map<string, string>> => {
  if (usns.length === 0) return new Map();
  const rows = await trx
    .selectFrom('studentProfile')
    .select(['personId', 'usnKey'])
    .where('usnKey', 'in', usns.map(codeKey))
    .execute();
  return new Map(rows.map((row) => [row.usnKey as string, row.personId]));
};

const assertStudents = async (trx: Db, ids: readonly string[]): Promise<void> => {
  if (ids.length === 0) return;
  const { n } = await trx
    .selectFrom('person')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('id', 'in', ids)
    .where('role', '=', 'student')
    .executeTakeFirstOrThrow();
  if (Number(n) !== ids.length)
    fail('invalid_request', { details: [{ path: 'body.studentIds', message: 'names someone who is not a student' }] });
};

/** Takes a student off the roster from now on; their marks stay. @throws AppError `not_found` when not enrolled. */
export const dropStudent = async (
  db: Db,
  { sectionId, studentId, now }: { sectionId: string; studentId: string; now: number },
): Promise<void> => {
  const dropped = await transact(db, (trx) =>
    trx
      .updateTable('enrolment')
      .set({ droppedAt: now })
      .where('sectionId', '=', sectionId)
      .where('studentId', '=', studentId)
      .where('droppedAt', 'is', null)
      .returning('id')
      .executeTakeFirst(),
  );
  if (!dropped) fail('not_found');
};

/** Everyone who is or was on the roster: the latest enrolment of each student, active ones first. */
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
  const latest = new Map<string, Enrolment>();
  for (const { id, name, usn, enrolledAt, droppedAt } of rows) {
    if (!latest.has(id))
      latest.set(id, {
        student: { id, name, usn },
        status: droppedAt === null ? 'active' : 'dropped',
        enrolledAt,
        droppedAt,
      });
  }
  return [...latest.values()];
};
