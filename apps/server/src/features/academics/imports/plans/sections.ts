import { newId } from '../../../../platform/db/index.ts';
import type { CsvRow } from '../columns.ts';
import { foldName, knownSections, knownTeachers, type Looking } from '../lookups.ts';
import { emptyPlan, type Plan, propose } from '../plan.ts';

const FIRST_SECTION = 'A';

/** Sections to add and change, matched by course, term and name. */
export const planSections = async (rows: readonly CsvRow<'sections'>[], looking: Looking): Promise<Plan> => {
  const { problems, breathe, now } = looking;
  const plan = emptyPlan(problems);
  const known = await knownSections(looking);
  const teacher = await knownTeachers(looking);
  const key = (courseId: string, termId: string, name: string) => `${courseId} ${termId} ${foldName(name)}`;
  const ids = new Map([...known.sections].map(([id, one]) => [key(one.courseId, one.termId, one.name), id]));
  const seen = new Set<string>();
  for (const { row, says } of rows) {
    await breathe();
    const found = known.courseInTerm(row, says);
    if (!found) continue;
    const name = says.section ?? FIRST_SECTION;
    const own = key(found.courseId, found.termId, name);
    if (seen.has(own)) {
      problems.add({ row, column: 'section', code: 'repeated', value: name });
      continue;
    }
    seen.add(own);
    const id = ids.get(own);
    const before = id === undefined ? null : (known.sections.get(id) ?? null);
    const kept = before?.facultyIds ?? [];
    const faculty = says.teachers?.map((email) => teacher({ row, column: 'teachers' }, email, kept));
    if (faculty?.includes(undefined)) continue;
    const after = {
      ...found,
      name: before?.name ?? name,
      isSelfOpening: says.opens_itself ?? before?.isSelfOpening ?? false,
      facultyIds: faculty ? [...new Set(faculty as string[])].sort() : kept,
    };
    const change = { kind: 'section' as const, id: id ?? newId(now), row, before, after };
    propose(plan, change, known.refusal(row, found.termId));
  }
  return plan;
};
