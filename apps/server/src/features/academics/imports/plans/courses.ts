import { newId } from '../../../../platform/db/index.ts';
import { codeKey } from '../../structure.store.ts';
import type { CsvRow } from '../columns.ts';
import { knownCourses, knownDepartments, type Looking } from '../lookups.ts';
import { emptyPlan, type Plan, propose } from '../plan.ts';

/** Courses to add and change, matched by code. Sections come with a file of their own. */
export const planCourses = async (rows: readonly CsvRow<'courses'>[], looking: Looking): Promise<Plan> => {
  const { db, problems, breathe, now } = looking;
  const plan = emptyPlan(problems);
  const departments = await knownDepartments(db);
  const known = await knownCourses(db);
  const seen = new Set<string>();
  for (const { row, says } of rows) {
    await breathe();
    const code = says.code ?? '';
    if (seen.has(codeKey(code))) {
      problems.add({ row, column: 'code', code: 'repeated', value: code });
      continue;
    }
    seen.add(codeKey(code));
    const id = known.byCode.get(codeKey(code));
    const before = id === undefined ? null : (known.byId.get(id) ?? null);
    const departmentId =
      says.department === undefined ? before?.departmentId : departments.get(codeKey(says.department));
    const name = says.name ?? before?.name;
    if (departmentId === undefined) {
      const isSaid = says.department !== undefined;
      problems.add({ row, column: 'department', code: isSaid ? 'unknown' : 'missing', value: says.department ?? '' });
    } else if (name === undefined) problems.add({ row, column: 'name', code: 'missing' });
    else {
      const hours = says.prescribed_hours;
      const prescribedHours = hours === undefined ? (before?.prescribedHours ?? null) : hours;
      // The code as it is written stays: it is matched without case and spaces.
      const after = { code: before?.code ?? code, name, departmentId, prescribedHours };
      propose(plan, { kind: 'course', id: id ?? newId(now), row, before, after });
    }
  }
  return plan;
};
