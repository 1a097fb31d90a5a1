import { newId } from '../../../../platform/db/index.ts';
import type { PersonFields } from '../../../accounts/index.ts';
import * as cell from '../cells.ts';
import { foldName } from '../lookups.ts';
import { activeEnrolments, type EnrolmentObject } from '../objects/enrolment.ts';
import { type SectionObject, sectionsById } from '../objects/section.ts';
import { propose } from '../plan.ts';
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
      propose(plan, { kind: 'section', id, row: line.row, before, after: { ...own, isSelfOpening, facultyIds } });
    }
  }
  await planRosters(planning, roles);
};

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

const planRosters = async (planning: Planning, roles: Roles): Promise<void> => {
  const { bundle, looking, plan, links } = planning;
  const key = (sectionId: string, studentId: string) => `${sectionId} ${studentId}`;
  const active = new Map<string, { id: string; enrolment: EnrolmentObject }>();
  for await (const [id, enrolment] of activeEnrolments(looking.db)) {
    active.set(key(enrolment.sectionId, enrolment.studentId), { id, enrolment });
    await looking.breathe();
  }
  const seen = new Set<string>();
  for (const line of bundle.enrollments) {
    await looking.breathe();
    if (line.get('role') !== 'student') continue;
    const sectionId = links.get('section', line.get('classSourcedId') ?? '');
    if (!sectionId) {
      line.tell('classSourcedId', 'unknown', line.get('classSourcedId'));
      continue;
    }
    const studentId = personOf(line, planning);
    if (!studentId) continue;
    const own = key(sectionId, studentId);
    if (roles.get(studentId) !== 'student') line.tell('userSourcedId', 'not_a_student', line.get('userSourcedId'));
    else if (seen.has(own)) line.tell('userSourcedId', 'repeated', line.get('userSourcedId'));
    else {
      seen.add(own);
      const known = active.get(own);
      const after = known?.enrolment ?? { sectionId, studentId, enrolledAt: looking.now, droppedAt: null };
      propose(plan, {
        kind: 'enrolment',
        id: known?.id ?? newId(looking.now),
        row: line.row,
        before: known?.enrolment ?? null,
        after,
      });
    }
  }
};
