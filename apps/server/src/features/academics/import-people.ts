import { type Db, transact } from '../../platform/db/index.ts';
import { fail } from '../../platform/http/index.ts';
import { createPerson, updatePerson } from '../accounts/index.ts';
import { type PersonRow, type RowProblem, readPeopleCsv } from './people-csv.ts';
import { codeKey } from './structure.store.ts';

export interface ImportRequest {
  csv: string;
  mapping?: Record<string, string> | undefined;
  /** false: only say what would change. */
  apply: boolean;
  now: number;
}

export interface ImportReport {
  columns: string[];
  mapping: Record<string, string>;
  rows: number;
  create: number;
  update: number;
  unchanged: number;
  errors: RowProblem[];
  applied: boolean;
}

type Fields = Omit<PersonRow, 'row' | 'department' | 'profile'> & {
  profile: PersonRow['profile'] & { departmentId: string | null };
};
interface Known extends Fields {
  id: string;
}
interface Plan {
  create: Fields[];
  update: { id: string; fields: Fields }[];
  unchanged: number;
  errors: RowProblem[];
}

/**
 * Adds and changes people from a CSV, all rows or none. A row is matched to a person by USN, else by e-mail; a matched
 * person keeps their account. Running the same file again changes nothing.
 * @throws AppError `import_has_errors` when asked to apply a file with problems.
 */
export const importPeople = (db: Db, { csv, mapping, apply, now }: ImportRequest): Promise<ImportReport> => {
  const read = readPeopleCsv(csv, mapping);
  return transact(db, async (trx) => {
    const plan = await planImport(trx, read.people);
    const errors = [...read.errors, ...plan.errors].sort((a, b) => a.row - b.row);
    if (apply && errors.length > 0) {
      fail('import_has_errors', {
        details: errors
          .slice(0, 100)
          .map(({ row, column, message }) => ({ path: `row ${row} ${column}`.trim(), message })),
      });
    }
    if (apply) {
      for (const { id, fields } of plan.update) await updatePerson(trx, id, fields, now);
      for (const fields of plan.create) await createPerson(trx, fields, now);
    }
    return {
      columns: read.columns,
      mapping: read.mapping,
      rows: read.rows,
      create: plan.create.length,
      update: plan.update.length,
      unchanged: plan.unchanged,
      errors,
      applied: apply,
    };
  });
};

const planImport = async (trx: Db, people: readonly PersonRow[]): Promise<Plan> => {
  const departments = new Map(
    (await trx.selectFrom('department').select(['id', 'codeKey']).execute()).map((d) => [d.codeKey, d.id]),
  );
  const known = await everyone(trx);
  const byUsn = new Map(known.filter((p) => p.profile.usn !== null).map((p) => [codeKey(p.profile.usn as string), p]));
  const byEmail = new Map(known.filter((p) => p.email !== null).map((p) => [p.email, p]));
  const plan: Plan = { create: [], update: [], unchanged: 0, errors: [] };
  for (const { row, department, profile, ...rest } of people) {
    const departmentId = department === null ? null : departments.get(codeKey(department));
    if (departmentId === undefined) {
      plan.errors.push({ row, column: 'department', message: `there is no department with the code ${department}` });
      continue;
    }
    const fields: Fields = { ...rest, profile: { ...profile, departmentId } };
    const sameUsn = profile.usn === null ? undefined : byUsn.get(codeKey(profile.usn));
    const sameEmail = rest.email === null ? undefined : byEmail.get(rest.email);
    const match = sameUsn ?? sameEmail;
    if (sameUsn && sameEmail && sameUsn.id !== sameEmail.id) {
      plan.errors.push({
        row,
        column: 'email',
        message: `belongs to ${sameEmail.name}, but the USN to ${sameUsn.name}`,
      });
    } else if (match && match.role !== fields.role) {
      plan.errors.push({
        row,
        column: 'role',
        message: `${match.name} is ${match.role}; change roles on the person's page`,
      });
    } else if (!match) plan.create.push(fields);
    else if (sameFields(match, fields)) plan.unchanged += 1;
    else plan.update.push({ id: match.id, fields });
  }
  return plan;
};

const sameFields = (known: Known, fields: Fields): boolean => {
  const { id: _, ...have } = known;
  return JSON.stringify(ordered(have)) === JSON.stringify(ordered(fields));
};

const ordered = ({ name, email, role, profile }: Fields): unknown[] => [
  name,
  email,
  role,
  // Staff have no profile: whatever a row says there cannot differ.
  ...(role === 'student'
    ? [
        profile.usn,
        profile.departmentId,
        profile.year,
        profile.semester,
        profile.sectionLabel,
        profile.guardianEmail,
        profile.isUnder18,
      ]
    : []),
];

/** Everyone who may be in a people file (kiosks are not people). */
export const everyone = async (db: Db): Promise<Known[]> => {
  const rows = await db
    .selectFrom('person')
    .leftJoin('studentProfile', 'studentProfile.personId', 'person.id')
    .select([
      'person.id',
      'person.name',
      'person.email',
      'person.role',
      'studentProfile.usn',
      'studentProfile.departmentId',
      'studentProfile.year',
      'studentProfile.semester',
      'studentProfile.sectionLabel',
      'studentProfile.guardianEmail',
      'studentProfile.isUnder18',
    ])
    .where('person.role', '<>', 'kiosk')
    .orderBy('person.role')
    .orderBy('studentProfile.usnKey')
    .orderBy('person.name')
    .execute();
  return rows.map(({ id, name, email, role, isUnder18, ...profile }) => ({
    id,
    name,
    email,
    role: role as Known['role'],
    profile: { ...profile, isUnder18: isUnder18 ?? false },
  }));
};
