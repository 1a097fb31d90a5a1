import { newId } from '../../../../platform/db/index.ts';
import type { PersonFields } from '../../../accounts/index.ts';
import { dayIn } from '../../calendar.ts';
import { timeZone } from '../../structure.store.ts';
import * as cell from '../cells.ts';
import { foldName } from '../lookups.ts';
import { type SectionObject, sectionsById } from '../objects/section.ts';
import { type TermObject, termsById } from '../objects/term.ts';
import { propose } from '../plan.ts';
import { type EnrolmentWords, planRosters } from '../plans/plan-rosters.ts';
import type { Planning } from './planning.ts';
import type { BundleLine } from './read-bundle.ts';

type Roles = ReadonlyMap<string, PersonFields['role']>;

/** Classes with the teachers that the enrolments name, then students on their rosters. Who is not in the file stays. */
export const planClasses = async (planning: Planning, roles: Roles): Promise<void> => {
  const { bundle, looking, plan, links } = planning;
  const known = await sectionsById(looking.db);
  const key = (one: Pick<SectionObject, 'courseId' | 'termId' | 'name'>) =>
    `${one.courseId} ${one.termId} ${foldName(one.name)}`;
  const byName = new Map([...known].map(([id, one]) => [key(one), id]));
  const teachers = teachersOf(planning, roles);
  const termOf = new Map<string, string>();
  for (const line of bundle.classes) {
    await looking.breathe();
    const sourcedId = line.read('sourcedId', cell.needed(cell.line(255)));
    const name = line.read(line.get('classCode') ? 'classCode' : 'title', cell.needed(cell.line(120)));
    const courseId = links.get('course', line.get('courseSourcedId') ?? '');
    const terms = (line.get('termSourcedIds') ?? '').split(',').map((one) => links.get('term', one.trim()));
    const termId = terms.find((one) => one !== undefined);
    if (!courseId) line.tell('courseSourcedId', 'unknown', line.get('courseSourcedId'));
    else if (!termId) line.tell('termSourcedIds', 'unknown', line.get('termSourcedIds'));
    else if (sourcedId && name) {
      const own = { courseId, termId, name };
      const id = links.find('section', sourcedId, known) ?? byName.get(key(own)) ?? newId(looking.now);
      const before = known.get(id) ?? null;
      if (before && (before.courseId !== courseId || before.termId !== termId)) {
        line.tell('courseSourcedId', 'belongs_to_another', sourcedId);
        continue;
      }
      const opens = line.get('metadata.opensItself');
      const isSelfOpening =
        opens === undefined ? (before?.isSelfOpening ?? false) : line.read('metadata.opensItself', cell.yesOrNo);
      if (isSelfOpening === undefined || !links.claim(line, { kind: 'section', sourcedId, id })) continue;
      const named = teachers.get(sourcedId);
      const facultyIds = bundle.enrollments.length === 0 ? (before?.facultyIds ?? []) : [...(named ?? [])].sort();
      const after = { ...own, isSelfOpening, facultyIds };
      termOf.set(id, termId);
      propose(plan, { kind: 'section', id, row: line.row, before, after }, refusal(planning, { line, termId }));
    }
  }
  await planEnrollments(planning, { roles, termOf });
};

/** For `propose`: what belongs to an archived term stays as it is. */
const refusal = ({ archived }: Planning, { line, termId }: { line: BundleLine; termId: string | undefined }) =>
  archived.has(termId ?? '')
    ? () =>
        line.tell(
          line.get('termSourcedIds') ? 'termSourcedIds' : 'classSourcedId',
          'archived_term',
          line.get('sourcedId'),
        )
    : undefined;

const personOf = (line: BundleLine, { links }: Planning): string | undefined => {
  const sourcedId = line.get('userSourcedId') ?? '';
  return links.get('person', sourcedId) ?? line.tell('userSourcedId', 'unknown', sourcedId);
};

/** Ids of teachers by the sourced id of their class. */
const teachersOf = (planning: Planning, roles: Roles): Map<string, Set<string>> => {
  const teachers = new Map<string, Set<string>>();
  for (const line of planning.bundle.enrollments) {
    if (line.get('role') !== 'teacher') continue;
    const id = personOf(line, planning);
    if (!id) continue;
    if (roles.get(id) === 'student') {
      line.tell('userSourcedId', 'cannot_teach', line.get('userSourcedId'));
      continue;
    }
    const own = line.get('classSourcedId') ?? '';
    teachers.set(own, (teachers.get(own) ?? new Set()).add(id));
  }
  return teachers;
};

interface Enrolling {
  roles: Roles;
  /** The term of each class of the bundle. */
  termOf: ReadonlyMap<string, string>;
}

const planEnrollments = async (planning: Planning, { roles, termOf }: Enrolling): Promise<void> => {
  const { bundle, looking, plan, links } = planning;
  const { db, breathe, now } = looking;
  const today = dayIn(await timeZone(db), now);
  const days = new Map<string, TermObject>(await termsById(db));
  for (const { kind, id, after } of plan.changes) if (kind === 'term') days.set(id, after as TermObject);
  const lines = new Map<number, BundleLine>();
  const seen = new Set<string>();
  const words: EnrolmentWords[] = [];
  for (const line of bundle.enrollments) {
    await breathe();
    if (line.get('role') !== 'student') continue;
    const sectionId = links.get('section', line.get('classSourcedId') ?? '');
    if (!sectionId) {
      line.tell('classSourcedId', 'unknown', line.get('classSourcedId'));
      continue;
    }
    const studentId = personOf(line, planning);
    if (!studentId) continue;
    if (roles.get(studentId) !== 'student') {
      line.tell('userSourcedId', 'not_a_student', line.get('userSourcedId'));
      continue;
    }
    const lastDay = days.get(termOf.get(sectionId) ?? '')?.endDay;
    const span = spanOf(line, { today, lastDay });
    if (!span) continue;
    const own = [sectionId, studentId, span.enrolledOn ?? '', span.isDropped].join(' ');
    if (seen.size === seen.add(own).size) {
      line.tell('userSourcedId', 'repeated', line.get('userSourcedId'));
      continue;
    }
    lines.set(line.row, line);
    words.push({ row: line.row, sectionId, studentId, ...span });
  }
  const onTwice = (row: number) => {
    const line = lines.get(row);
    line?.tell('userSourcedId', 'enrolled_twice', line.get('userSourcedId'));
  };
  const { planned, idle } = await planRosters({ db, words, breathe, now, onTwice });
  if (idle > 0) plan.unchanged.set('enrolment', idle);
  for (const { row, id, before, after } of planned) {
    const line = lines.get(row) as BundleLine;
    const termId = termOf.get(after.sectionId);
    propose(plan, { kind: 'enrolment', id, row, before, after }, refusal(planning, { line, termId }));
  }
};

/**
 * When a student joined and left. Other systems write the end of the term as the end of everybody's enrolment: only an end
 * within the term that has come says that the student left, but for `metadata.status`, which is ours. Joining on a day to come is joining now.
 */
const spanOf = (
  line: BundleLine,
  { today, lastDay }: { today: string; lastDay: string | undefined },
): Pick<EnrolmentWords, 'isDropped' | 'enrolledOn' | 'droppedOn'> | undefined => {
  const day = (column: string) => (line.get(column) === undefined ? null : line.read(column, cell.orNull(cell.day)));
  const [begin, end] = [day('beginDate'), day('endDate')];
  if (begin === undefined || end === undefined) return undefined;
  const enrolledOn = begin !== null && begin <= today ? begin : undefined;
  const status = line.get('metadata.status') || undefined;
  const hasLeft = end !== null && end <= today && end <= (lastDay ?? today);
  const isDropped = status === undefined ? hasLeft : status === 'dropped';
  if (!isDropped || end === null) return { isDropped, enrolledOn };
  if (end > today || end < (enrolledOn ?? end)) return line.tell('endDate', 'invalid', end);
  return { isDropped, enrolledOn, droppedOn: end };
};
