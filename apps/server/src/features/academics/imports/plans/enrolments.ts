import { newId } from '../../../../platform/db/index.ts';
import { codeKey } from '../../structure.store.ts';
import type { CsvRow } from '../columns.ts';
import { type KnownPeople, knownPeople, knownSections, type Looking } from '../lookups.ts';
import { activeEnrolments, type EnrolmentObject } from '../objects/enrolment.ts';
import { emptyPlan, type Plan, type Problems, propose } from '../plan.ts';

/** Students to put on rosters, and with the status `dropped` to take off them. Who is not in the file stays. */
export const planEnrolments = async (rows: readonly CsvRow<'enrolments'>[], looking: Looking): Promise<Plan> => {
  const { db, problems, breathe, now } = looking;
  const plan = emptyPlan(problems);
  const sections = await knownSections(looking);
  const people = await knownPeople(looking);
  const key = (sectionId: string, studentId: string) => `${sectionId} ${studentId}`;
  const active = new Map<string, { id: string; enrolment: EnrolmentObject }>();
  for await (const [id, enrolment] of activeEnrolments(db)) {
    active.set(key(enrolment.sectionId, enrolment.studentId), { id, enrolment });
    await breathe();
  }
  const seen = new Set<string>();
  for (const one of rows) {
    await breathe();
    const { row, says } = one;
    const sectionId = sections.find(row, says);
    if (!sectionId) continue;
    const studentId = studentOf(one, people, problems);
    if (!studentId) continue;
    const own = key(sectionId, studentId);
    if (seen.has(own)) {
      problems.add({ row, column: says.usn ? 'usn' : 'email', code: 'repeated', value: says.usn ?? says.email ?? '' });
      continue;
    }
    seen.add(own);
    const known = active.get(own);
    const isDropped = says.status === 'dropped';
    const before = known?.enrolment ?? null;
    if (before)
      propose(plan, {
        kind: 'enrolment',
        id: known?.id ?? '',
        row,
        before,
        after: { ...before, droppedAt: isDropped ? now : null },
      });
    else if (isDropped) plan.unchanged.set('enrolment', (plan.unchanged.get('enrolment') ?? 0) + 1);
    else {
      const after = { sectionId, studentId, enrolledAt: now, droppedAt: null };
      propose(plan, { kind: 'enrolment', id: newId(now), row, before: null, after });
    }
  }
  return plan;
};

/** By USN, else by e-mail. */
const studentOf = (
  { row, says }: CsvRow<'enrolments'>,
  people: KnownPeople,
  problems: Problems,
): string | undefined => {
  const column = says.usn ? 'usn' : 'email';
  const value = says[column];
  if (!value) {
    problems.add({ row, column: 'usn', code: 'missing' });
    return undefined;
  }
  const id = says.usn ? people.byUsn.get(codeKey(says.usn)) : people.byEmail.get(value);
  if (id === undefined) problems.add({ row, column, code: 'unknown', value });
  else if (people.byId.get(id)?.role !== 'student') problems.add({ row, column, code: 'not_a_student', value });
  else return id;
  return undefined;
};
