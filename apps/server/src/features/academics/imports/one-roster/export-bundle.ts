import { stringify } from 'csv-stringify/sync';
import type { Db } from '../../../../platform/db/index.ts';
import { breather } from '../../../../platform/jobs/index.ts';
import { writeZip } from '../../../../platform/zip/index.ts';
import { everyPerson, institution } from '../../../accounts/index.ts';
import { dayIn } from '../../calendar.ts';
import { timeZone } from '../../structure.store.ts';
import { neutral } from '../cells.ts';
import { coursesById } from '../objects/course.ts';
import { departmentsById } from '../objects/department.ts';
import { everyEnrolment } from '../objects/enrolment.ts';
import { oneRosterIds } from '../objects/one-roster-id.ts';
import { sectionsById } from '../objects/section.ts';
import { termsById } from '../objects/term.ts';
import type { BundleFile } from './read-bundle.ts';

/** Columns by file, in the order of the standard (IMS OneRoster 1.1, CSV tables); what it has no column for is `metadata`. */
const columns = {
  orgs: ['name', 'type', 'identifier', 'parentSourcedId'],
  academicSessions: ['title', 'type', 'startDate', 'endDate', 'parentSourcedId', 'schoolYear'],
  courses: [
    ...['schoolYearSourcedId', 'title', 'courseCode', 'grades', 'orgSourcedId', 'subjects', 'subjectCodes'],
    'metadata.prescribedHours',
  ],
  classes: [
    ...['title', 'grades', 'courseSourcedId', 'classCode', 'classType', 'location', 'schoolSourcedId'],
    ...['termSourcedIds', 'subjects', 'subjectCodes', 'periods', 'metadata.opensItself'],
  ],
  users: [
    ...['enabledUser', 'orgSourcedIds', 'role', 'username', 'userIds', 'givenName', 'familyName', 'middleName'],
    ...['identifier', 'email', 'sms', 'phone', 'agentSourcedIds', 'grades', 'password', 'metadata.name'],
    ...['metadata.department', 'metadata.year', 'metadata.semester', 'metadata.section', 'metadata.guardianEmail'],
    'metadata.under18',
  ],
  enrollments: [
    ...['classSourcedId', 'schoolSourcedId', 'userSourcedId', 'role', 'primary', 'beginDate', 'endDate'],
    'metadata.status',
  ],
} as const satisfies Record<BundleFile, readonly string[]>;

const absent = ['categories', 'classResources', 'courseResources', 'demographics', 'lineItems', 'resources', 'results'];

/** The school all departments belong to. */
const SCHOOL = 'school';

type Row<F extends BundleFile> = { sourcedId: string } & {
  [C in (typeof columns)[F][number]]?: string | number | null;
};

const csvOf = (
  heading: readonly string[],
  rows: readonly (readonly (string | number | null | undefined)[])[],
): string =>
  stringify([heading, ...rows.map((row) => row.map((one) => neutral(String(one ?? ''))))], {
    record_delimiter: 'windows',
  });

/** One file; rows are sorted by their ids, so that equal contents make equal files. Status and date are blank in whole files. */
const table = <F extends BundleFile>(file: F, rows: Row<F>[]): string => {
  const own: readonly string[] = columns[file];
  const cellsOf = (row: Record<string, string | number | null | undefined>) => own.map((column) => row[column]);
  const sorted = rows.toSorted((a, b) => (a.sourcedId < b.sourcedId ? -1 : 1));
  return csvOf(
    ['sourcedId', 'status', 'dateLastModified', ...own],
    sorted.map((row) => [row.sourcedId, '', '', ...cellsOf(row)]),
  );
};

const yesOrNo = (value: boolean): string => (value ? 'true' : 'false');
const roles = { admin: 'administrator', faculty: 'teacher', student: 'student' } as const;

/** Everything but timetables as a OneRoster 1.1 bundle. Objects keep the ids another system gave them. */
export const exportBundle = async (db: Db): Promise<Buffer> => {
  const breathe = breather();
  const given = new Map<string, string>();
  for await (const { objectId, sourcedId } of oneRosterIds(db)) {
    given.set(objectId, [given.get(objectId) ?? sourcedId, sourcedId].sort()[0] as string);
    await breathe();
  }
  const idOf = (id: string): string => given.get(id) ?? id;
  const [departments, terms, courses, sections] = [
    await departmentsById(db),
    await termsById(db),
    await coursesById(db),
    await sectionsById(db),
  ];
  const school = (await institution(db))?.name ?? '';
  const orgs: Row<'orgs'>[] = [...departments].map(([id, { name, code }]) => ({
    sourcedId: idOf(id),
    name,
    type: 'department',
    identifier: code,
    parentSourcedId: SCHOOL,
  }));
  const sessions: Row<'academicSessions'>[] = [...terms].map(([id, { name, startDay, endDay }]) => ({
    sourcedId: idOf(id),
    title: name,
    type: 'term',
    startDate: startDay,
    endDate: endDay,
    schoolYear: endDay.slice(0, 4),
  }));
  const courseRows: Row<'courses'>[] = [...courses].map(([id, { name, code, departmentId, prescribedHours }]) => ({
    sourcedId: idOf(id),
    title: name,
    courseCode: code,
    orgSourcedId: idOf(departmentId),
    'metadata.prescribedHours': prescribedHours,
  }));
  const classes: Row<'classes'>[] = [...sections].map(([id, { name, courseId, termId, isSelfOpening }]) => ({
    sourcedId: idOf(id),
    title: `${courses.get(courseId)?.code ?? ''} ${name}`,
    courseSourcedId: idOf(courseId),
    classCode: name,
    classType: 'scheduled',
    schoolSourcedId: SCHOOL,
    termSourcedIds: idOf(termId),
    'metadata.opensItself': yesOrNo(isSelfOpening),
  }));
  const disabled = new Set(
    (await db.selectFrom('person').select('id').where('isDisabled', '=', true).execute()).map(({ id }) => id),
  );
  const users: Row<'users'>[] = [];
  for await (const [id, person] of everyPerson(db)) {
    users.push({
      ...userRow(person),
      enabledUser: yesOrNo(!disabled.has(id)),
      sourcedId: idOf(id),
      'metadata.department': person.departmentId && idOf(person.departmentId),
    });
    await breathe();
  }
  const enrollments: Row<'enrollments'>[] = [];
  const enrolment = (sectionId: string, personId: string) => {
    const [classSourcedId, userSourcedId] = [idOf(sectionId), idOf(personId)];
    const sourcedId = `${classSourcedId}:${userSourcedId}`;
    return { sourcedId, classSourcedId, schoolSourcedId: SCHOOL, userSourcedId, primary: 'false' };
  };
  for (const [id, { facultyIds }] of sections)
    for (const personId of facultyIds) enrollments.push({ ...enrolment(id, personId), role: 'teacher' });
  const zone = await timeZone(db);
  for await (const { sectionId, studentId, enrolledAt, droppedAt } of everyEnrolment(db)) {
    const { sourcedId, ...named } = enrolment(sectionId, studentId);
    const beginDate = dayIn(zone, enrolledAt);
    enrollments.push({
      ...named,
      // Whoever left may have joined again: their day tells the two apart.
      sourcedId: droppedAt === null ? sourcedId : `${sourcedId}:${beginDate}`,
      role: 'student',
      beginDate,
      endDate: droppedAt === null ? null : dayIn(zone, droppedAt),
      'metadata.status': droppedAt === null ? 'active' : 'dropped',
    });
    await breathe();
  }
  return writeZip(
    new Map([
      ['manifest.csv', manifest(school)],
      ['orgs.csv', table('orgs', [...orgs, { sourcedId: SCHOOL, name: school, type: 'school' }])],
      ['academicSessions.csv', table('academicSessions', sessions)],
      ['courses.csv', table('courses', courseRows)],
      ['classes.csv', table('classes', classes)],
      ['users.csv', table('users', users)],
      ['enrollments.csv', table('enrollments', enrollments)],
    ]),
  );
};

type Person = Awaited<ReturnType<ReturnType<typeof everyPerson>['next']>>['value'][1];

const userRow = ({ name, email, role, usn, ...profile }: Person): Omit<Row<'users'>, 'sourcedId'> => {
  const words = name.split(' ');
  return {
    orgSourcedIds: SCHOOL,
    role: roles[role as keyof typeof roles],
    username: email ?? usn,
    givenName: words.length > 1 ? words.slice(0, -1).join(' ') : name,
    familyName: words.at(-1) ?? name,
    identifier: usn,
    email,
    'metadata.name': name,
    'metadata.year': profile.year,
    'metadata.semester': profile.semester,
    'metadata.section': profile.sectionLabel,
    'metadata.guardianEmail': profile.guardianEmail,
    'metadata.under18': yesOrNo(profile.isUnder18),
  };
};

const manifest = (school: string): string => {
  const files = [...Object.keys(columns).map((name) => [name, 'bulk']), ...absent.map((name) => [name, 'absent'])];
  return csvOf(
    ['propertyName', 'value'],
    [
      ['manifest.version', '1.0'],
      ['oneroster.version', '1.1'],
      ...files.map(([name, how]) => [`file.${name}`, how]).sort(),
      ['source.systemName', 'Smart Presence'],
      ['source.systemCode', school],
    ],
  );
};
