import { dayIn } from '../../calendar.ts';
import { codeKey, timeZone } from '../../structure.store.ts';
import type { CsvRow } from '../columns.ts';
import { type KnownPeople, knownPeople, knownSections, type Looking } from '../lookups.ts';
import { emptyPlan, type Plan, type Problems, propose } from '../plan.ts';
import { type EnrolmentWords, planRosters } from './plan-rosters.ts';

/** Students to put on rosters, and with the status `dropped` to take off them. Who is not in the file stays. */
export const planEnrolments = async (rows: readonly CsvRow<'enrolments'>[], looking: Looking): Promise<Plan> => {
  const { db, problems, breathe, now } = looking;
  const plan = emptyPlan(problems);
  const sections = await knownSections(looking);
  const people = await knownPeople(looking);
  const today = dayIn(await timeZone(db), now);
  const seen = new Set<string>();
  const words: EnrolmentWords[] = [];
  const names = new Map<number, string>();
  for (const one of rows) {
    await breathe();
    const { row, says } = one;
    const sectionId = sections.find(row, says);
    if (!sectionId) continue;
    const studentId = studentOf(one, people, problems);
    if (!studentId || !areDaysFine(one, { today, problems })) continue;
    const isDropped = isDroppedBy(one);
    const name = says.usn ?? says.email ?? '';
    names.set(row, name);
    // A student may leave a section and join it again, but is on its roster once.
    const own = [sectionId, studentId, says.enrolled_on ?? '', isDropped].join(' ');
    if (seen.has(own)) {
      problems.add({ row, column: says.usn ? 'usn' : 'email', code: 'repeated', value: name });
      continue;
    }
    seen.add(own);
    words.push({ row, sectionId, studentId, isDropped, enrolledOn: says.enrolled_on, droppedOn: says.dropped_on });
  }
  const onTwice = (row: number) =>
    problems.add({ row, column: 'section', code: 'enrolled_twice', value: names.get(row) ?? '' });
  const { planned, idle } = await planRosters({ db, words, breathe, now, onTwice });
  if (idle > 0) plan.unchanged.set('enrolment', idle);
  for (const { row, id, before, after } of planned)
    propose(
      plan,
      { kind: 'enrolment', id, row, before, after },
      sections.refusal(row, sections.sections.get(after.sectionId)?.termId),
    );
  return plan;
};

const isDroppedBy = ({ says }: CsvRow<'enrolments'>): boolean =>
  says.status === undefined ? says.dropped_on !== undefined : says.status === 'dropped';

/** Rosters are of today: days to come are planned on the page of the section. */
const areDaysFine = (
  one: CsvRow<'enrolments'>,
  { today, problems }: { today: string; problems: Problems },
): boolean => {
  const { row, says } = one;
  const { enrolled_on: enrolledOn, dropped_on: droppedOn } = says;
  for (const column of ['enrolled_on', 'dropped_on'] as const)
    if ((says[column] ?? '') > today) {
      problems.add({ row, column, code: 'to_come', value: says[column] ?? '' });
      return false;
    }
  if (droppedOn === undefined || (isDroppedBy(one) && droppedOn >= (enrolledOn ?? ''))) return true;
  problems.add({ row, column: 'dropped_on', code: 'invalid', value: droppedOn });
  return false;
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
