import { chunksOf, type Db, inChunks, newId, type Trx, transact } from '../../../platform/db/index.ts';
import { fail } from '../../../platform/http/index.ts';
import { codeKey } from '../structure.store.ts';
import { type ChosenDay, type Joining, joiningOf } from './joining.ts';
import { clearPlans, plan } from './planned.store.ts';

export interface EnrolRequest {
  sectionId: string;
  studentIds: readonly string[];
  usns: readonly string[];
  /** The day of joining; absent: now. */
  from?: ChosenDay | undefined;
  now: number;
}

export interface EnrolResult {
  enrolled: number;
  planned: number;
  already: number;
  unknownUsns: string[];
}

/**
 * Puts students on the roster, by id or USN, now, from a day that has passed, or from one to come; those already on it are
 * counted, unknown USNs are named. Sessions that were closed before gain no absence: they were closed without them.
 * @throws AppError `not_found` for the section; `invalid_request` when an id is not a student, or the day is after the term;
 * `term_archived`.
 */
export const enrolStudents = (db: Db, request: EnrolRequest): Promise<EnrolResult> =>
  transact(db, async (trx) => {
    const { sectionId, studentIds, usns } = request;
    const joining = await joiningOf(trx, request);
    const byUsn = await studentsByUsn(trx, usns);
    const unknownUsns = usns.filter((usn) => !byUsn.has(codeKey(usn)));
    const ids = [...new Set([...studentIds, ...byUsn.values()])];
    await assertStudents(trx, ids);
    const active = await activeIn(trx, sectionId);
    const fresh = ids.filter((id) => !active.has(id));
    const counts = { already: ids.length - fresh.length, unknownUsns };
    const { day, plannedBy } = joining;
    if (plannedBy !== null) {
      for (const studentId of fresh)
        await plan(trx, { sectionId, studentId, kind: 'enrol', day, plannedBy, now: request.now });
      return { ...counts, enrolled: 0, planned: fresh.length };
    }
    await putOnRoster(trx, { sectionId, studentIds: fresh, at: joining.at });
    return { ...counts, enrolled: fresh.length, planned: 0 };
  });

const activeIn = async (trx: Trx, sectionId: string): Promise<Set<string>> => {
  const rows = await trx
    .selectFrom('enrolment')
    .select('studentId')
    .where('sectionId', '=', sectionId)
    .where('droppedAt', 'is', null)
    .execute();
  return new Set(rows.map((row) => row.studentId));
};

/** Enrols who is not enrolled, and takes back what was planned for them. Nobody is on a roster twice at a time. */
export const putOnRoster = async (
  trx: Trx,
  { sectionId, studentIds, at }: { sectionId: string; studentIds: readonly string[] } & Pick<Joining, 'at'>,
): Promise<void> => {
  const left = await inChunks(studentIds, (some) =>
    trx
      .selectFrom('enrolment')
      .select(['studentId', ({ fn }) => fn.max('droppedAt').as('droppedAt')])
      .where('sectionId', '=', sectionId)
      .where('studentId', 'in', some)
      .groupBy('studentId')
      .execute(),
  );
  const leftAt = new Map(left.map(({ studentId, droppedAt }) => [studentId, Number(droppedAt ?? 0)]));
  for (const some of chunksOf(studentIds)) {
    await clearPlans(trx, { sectionId, studentIds: some });
    const rows = some.map((studentId) => {
      const enrolledAt = Math.max(at, (leftAt.get(studentId) ?? 0) + 1);
      return { id: newId(), sectionId, studentId, enrolledAt, droppedAt: null };
    });
    await trx.insertInto('enrolment').values(rows).execute();
  }
};

const studentsByUsn = async (trx: Trx, usns: readonly string[]): Promise<Map<string, string>> => {
  if (usns.length === 0) return new Map();
  const rows = await trx
    .selectFrom('studentProfile')
    .select(['personId', 'usnKey'])
    .where('usnKey', 'in', usns.map(codeKey))
    .execute();
  return new Map(rows.map((row) => [row.usnKey as string, row.personId]));
};

const assertStudents = async (trx: Trx, ids: readonly string[]): Promise<void> => {
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
