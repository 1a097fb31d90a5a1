import type { EditedStudent, StudentEdit, StudentEditEffect } from '@smart-presence/contract';
import { auditAll } from '../../platform/audit/index.ts';
import { type Db, inChunks, isForeignKeyViolation, oneAtATime, type Trx, transact } from '../../platform/db/index.ts';
import { fail } from '../../platform/http/index.ts';
import { withoutUndefined } from './create-person.ts';

export interface Edit {
  ids: readonly string[];
  /** What is left out stays as it is. */
  set: StudentEdit;
}

interface By {
  actorId: string;
  now: number;
}

/** What an edit would do, counted. */
export const previewEdit = async (db: Db, edit: Edit): Promise<StudentEditEffect> => {
  const { before, students } = await changing(db, edit);
  const asked = new Set(edit.ids).size;
  return { people: before.length, unchanged: students - before.length, notStudents: asked - students };
};

/**
 * Gives several students the same fields, all or none.
 * @returns what those who changed had before, with which it is undone.
 * @throws AppError `conflict` when others would change by now than were counted, `invalid_request` for a department that is not there.
 */
export const editStudents = (
  db: Db,
  edit: Edit & { expected: number },
  by: By,
): Promise<{ changed: number; before: EditedStudent[] }> =>
  transact(db, async (trx) => {
    await takeTurns(trx);
    const { before } = await changing(trx, edit);
    if (before.length !== edit.expected) fail('conflict');
    for (const { id } of before) await write(trx, id, edit.set);
    await record(trx, before, { fields: Object.keys(given(edit.set)), by });
    return { changed: before.length, before };
  });

/** Takes an edit back, all of it or nothing. @throws AppError `undo_refused` when one of them was changed since. */
export const undoEdit = (
  db: Db,
  { set, students }: { set: StudentEdit; students: readonly EditedStudent[] },
  by: By,
): Promise<{ changed: number }> =>
  transact(db, async (trx) => {
    await takeTurns(trx);
    const ids = students.map(({ id }) => id);
    const { before, students: found } = await changing(trx, { ids, set });
    // Whoever would change by the same edit has not what it gave them any more.
    if (before.length > 0 || found !== students.length) fail('undo_refused');
    for (const { id, before: former } of students) await write(trx, id, former);
    await record(trx, students, { fields: Object.keys(given(set)), by });
    return { changed: students.length };
  });

const takeTurns = (trx: Trx): Promise<void> => oneAtATime(trx, 'edit students');

/** A guardian, a label or a department may be cleared: null is a value, absent is not. */
const given = (set: StudentEdit): Partial<StudentEdit> => withoutUndefined(set);

const columns = ['departmentId', 'year', 'semester', 'sectionLabel', 'guardianEmail', 'isUnder18'] as const;

/** Students among those named, and those of them whom the edit changes, as they are. */
const changing = async (db: Db, { ids, set }: Edit): Promise<{ students: number; before: EditedStudent[] }> => {
  const rows = await inChunks([...new Set(ids)], (chunk) =>
    db
      .selectFrom('person')
      .innerJoin('studentProfile', 'studentProfile.personId', 'person.id')
      .select('person.id')
      .select(columns)
      .where('person.role', '=', 'student')
      .where('person.isAwaitingApproval', '=', false)
      .where('person.id', 'in', chunk)
      .execute(),
  );
  const fields = given(set);
  const names = columns.filter((name) => name in fields);
  const before = rows
    .filter((row) => names.some((name) => row[name] !== fields[name]))
    .map((row) => ({ id: row.id, before: Object.fromEntries(names.map((name) => [name, row[name]])) as StudentEdit }));
  return { students: rows.length, before };
};

const write = async (trx: Trx, id: string, set: StudentEdit): Promise<void> => {
  try {
    await trx.updateTable('studentProfile').set(given(set)).where('personId', '=', id).execute();
  } catch (error) {
    if (isForeignKeyViolation(error))
      fail('invalid_request', { details: [{ path: 'body.set.departmentId', message: 'is not a department' }] });
    throw error;
  }
};

const record = (
  trx: Trx,
  students: readonly EditedStudent[],
  { fields, by }: { fields: readonly string[]; by: By },
): Promise<void> =>
  auditAll(
    trx,
    students.map(({ id }) => ({
      action: 'person.changed' as const,
      at: by.now,
      actorId: by.actorId,
      subject: { kind: 'person' as const, id },
      details: { bulk: 'edit', fields: [...fields] },
    })),
  );
