import { newId } from '../../../../platform/db/index.ts';
import { noProfile, type PersonFields } from '../../../accounts/index.ts';
import { codeKey } from '../../structure.store.ts';
import type { CsvRow } from '../columns.ts';
import { type KnownPeople, knownDepartments, knownPeople, type Looking } from '../lookups.ts';
import { emptyPlan, type Plan, type Problems, propose } from '../plan.ts';

/**
 * People to add and change. A row is matched to a person by USN, else by e-mail, who keeps their account. Columns the file
 * lacks stay as they are.
 */
export const planPeople = async (rows: readonly CsvRow<'people'>[], looking: Looking): Promise<Plan> => {
  const { db, problems, breathe, now } = looking;
  const plan = emptyPlan(problems);
  const departments = await knownDepartments(db);
  const known = await knownPeople(looking);
  const isRepeated = seenBefore(problems);
  for (const one of rows) {
    await breathe();
    const { row, says } = one;
    if (!says.email && !says.usn) {
      problems.add({ row, column: says.usn === undefined ? 'email' : 'usn', code: 'missing' });
      continue;
    }
    if (isRepeated(one)) continue;
    const id = matchOf(one, known, problems);
    if (id === undefined) continue;
    const departmentId = says.department ? departments.get(codeKey(says.department)) : null;
    if (departmentId === undefined) {
      problems.add({ row, column: 'department', code: 'unknown', value: says.department ?? '' });
      continue;
    }
    const before = id === null ? null : (known.byId.get(id) ?? null);
    if (before && says.role && says.role !== before.role) {
      problems.add({ row, column: 'role', code: 'role_differs', value: says.role });
      continue;
    }
    const after = fieldsOf(one, before, departmentId);
    propose(plan, { kind: 'person', id: id ?? newId(now), row, before, after });
  }
  return plan;
};

/** Id of the person a row means, null for somebody new; undefined after telling a problem. */
const matchOf = (
  { row, says }: CsvRow<'people'>,
  known: KnownPeople,
  problems: Problems,
): string | null | undefined => {
  const byUsn = says.usn ? known.byUsn.get(codeKey(says.usn)) : undefined;
  const byEmail = says.email ? known.byEmail.get(says.email) : undefined;
  if (byUsn !== undefined && byEmail !== undefined && byUsn !== byEmail) {
    problems.add({ row, column: 'email', code: 'belongs_to_another', value: says.email ?? '' });
    return undefined;
  }
  return byUsn ?? byEmail ?? null;
};

const fieldsOf = (
  { says }: CsvRow<'people'>,
  before: PersonFields | null,
  departmentId: string | null,
): PersonFields => {
  const role = before?.role ?? says.role ?? 'student';
  const base = before ?? { ...noProfile, name: '', email: null, role };
  const own = { name: says.name ?? base.name, email: says.email === undefined ? base.email : says.email, role };
  // Staff have no profile: whatever a row says there is not about them.
  if (role !== 'student') return { ...noProfile, ...own };
  const keep = <T>(said: T | undefined, kept: T): T => (said === undefined ? kept : said);
  return {
    ...own,
    usn: keep(says.usn, base.usn),
    departmentId: says.department === undefined ? base.departmentId : departmentId,
    year: keep(says.year, base.year),
    semester: keep(says.semester, base.semester),
    sectionLabel: keep(says.section, base.sectionLabel),
    guardianEmail: keep(says.guardian_email, base.guardianEmail),
    isUnder18: keep(says.under_18, base.isUnder18),
  };
};

/** Two rows about one person. */
const seenBefore = (problems: Problems) => {
  const seen = { usn: new Set<string>(), email: new Set<string>() };
  return ({ row, says }: CsvRow<'people'>): boolean => {
    const keys = { usn: says.usn ? codeKey(says.usn) : undefined, email: says.email ?? undefined };
    for (const column of ['usn', 'email'] as const) {
      const key = keys[column];
      if (key !== undefined && seen[column].has(key)) {
        problems.add({ row, column, code: 'repeated', value: key });
        return true;
      }
    }
    for (const column of ['usn', 'email'] as const) if (keys[column] !== undefined) seen[column].add(keys[column]);
    return false;
  };
};
