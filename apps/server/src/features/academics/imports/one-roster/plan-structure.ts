import { newId } from '../../../../platform/db/index.ts';
import { codeKey } from '../../structure.store.ts';
import * as cell from '../cells.ts';
import { foldName, groupIds } from '../lookups.ts';
import { type CourseObject, coursesById } from '../objects/course.ts';
import { departmentsById } from '../objects/department.ts';
import { termsById } from '../objects/term.ts';
import { propose } from '../plan.ts';
import type { Planning } from './planning.ts';

/** Organisations of the type `department`; the code is the identifier, else the sourced id. */
export const planDepartments = async ({ bundle, looking, plan, links }: Planning): Promise<void> => {
  const known = await departmentsById(looking.db);
  const byCode = new Map([...known].map(([id, { code }]) => [codeKey(code), id]));
  for (const line of bundle.orgs) {
    await looking.breathe();
    if (line.get('type') !== 'department') continue;
    const sourcedId = line.read('sourcedId', cell.needed(cell.line(255)));
    const name = line.read('name', cell.needed(cell.line(120)));
    const code = line.read(line.get('identifier') ? 'identifier' : 'sourcedId', cell.needed(cell.code));
    if (!sourcedId || !name || !code) continue;
    const id = links.find('department', sourcedId, known) ?? byCode.get(codeKey(code)) ?? newId(looking.now);
    if (!links.claim(line, { kind: 'department', sourcedId, id })) continue;
    propose(plan, { kind: 'department', id, row: line.row, before: known.get(id) ?? null, after: { name, code } });
  }
};

/** Academic sessions of the types `term` and `semester`. */
export const planTerms = async ({ bundle, looking, plan, links, archived }: Planning): Promise<void> => {
  const known = await termsById(looking.db);
  const byName = groupIds([...known].map(([id, { name }]) => [foldName(name), id]));
  for (const line of bundle.academicSessions) {
    await looking.breathe();
    if (!['term', 'semester'].includes(line.get('type') ?? '')) continue;
    const sourcedId = line.read('sourcedId', cell.needed(cell.line(255)));
    const name = line.read('title', cell.needed(cell.line(120)));
    const startDay = line.read('startDate', cell.needed(cell.day));
    const endDay = line.read('endDate', cell.needed(cell.day));
    if (!sourcedId || !name || !startDay || !endDay) continue;
    if (endDay <= startDay) {
      line.tell('endDate', 'invalid', endDay);
      continue;
    }
    const [same, ...others] = byName.get(foldName(name)) ?? [];
    const linked = links.find('term', sourcedId, known);
    if (!linked && others.length > 0) {
      line.tell('title', 'ambiguous', name);
      continue;
    }
    const id = linked ?? same ?? newId(looking.now);
    if (!links.claim(line, { kind: 'term', sourcedId, id })) continue;
    propose(
      plan,
      { kind: 'term', id, row: line.row, before: known.get(id) ?? null, after: { name, startDay, endDay } },
      archived.has(id) ? () => line.tell('title', 'archived_term', name) : undefined,
    );
  }
};

/** Courses; where the organisation is no department, the known one stays, or the only one there is. */
export const planCourses = async ({ bundle, looking, plan, links }: Planning): Promise<void> => {
  const known = await coursesById(looking.db);
  const byCode = new Map([...known].map(([id, { code }]) => [codeKey(code), id]));
  const departments = new Set([...(await departmentsById(looking.db)).keys(), ...links.claimed('department')]);
  const only = departments.size === 1 ? [...departments][0] : undefined;
  for (const line of bundle.courses) {
    await looking.breathe();
    const sourcedId = line.read('sourcedId', cell.needed(cell.line(255)));
    const name = line.read('title', cell.needed(cell.line(120)));
    const code = line.read('courseCode', cell.needed(cell.code));
    if (!sourcedId || !name || !code) continue;
    const id = links.find('course', sourcedId, known) ?? byCode.get(codeKey(code)) ?? newId(looking.now);
    const before = known.get(id) ?? null;
    const departmentId = links.get('department', line.get('orgSourcedId') ?? '') ?? before?.departmentId ?? only;
    if (!departmentId) {
      line.tell('orgSourcedId', 'unknown', line.get('orgSourcedId'));
      continue;
    }
    const hours = line.read('metadata.prescribedHours', cell.orNull(cell.wholeNumber(0, 1000)));
    const isSaid = line.get('metadata.prescribedHours') !== undefined;
    if (isSaid && hours === undefined) continue;
    if (!links.claim(line, { kind: 'course', sourcedId, id })) continue;
    const prescribedHours = isSaid ? (hours ?? null) : (before?.prescribedHours ?? null);
    const after: CourseObject = { code, name, departmentId, prescribedHours };
    propose(plan, { kind: 'course', id, row: line.row, before, after });
  }
};
