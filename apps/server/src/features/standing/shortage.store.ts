import type { Shortage, ShortageFilter } from '@smart-presence/contract';
import { type Expression, type SqlBool, sql } from 'kysely';
import { type Db, likeAnyCase } from '../../platform/db/index.ts';
import type { SectionViewer } from '../academics/index.ts';

export interface ShortageQuery extends ShortageFilter {
  viewer: SectionViewer;
}

type State = Shortage['state'];
const statesOf = (level: ShortageFilter['level']): State[] => (level === 'below' ? ['condonable', 'short'] : [level]);

/** Students below the minimum who are still enrolled and not disabled, of sections this member of staff may see. */
const shortages = (db: Db, { viewer, search, termId, departmentId, sectionId, level }: ShortageQuery) => {
  let query = db
    .selectFrom('standing')
    .innerJoin('enrolment', (join) =>
      join
        .onRef('enrolment.sectionId', '=', 'standing.sectionId')
        .onRef('enrolment.studentId', '=', 'standing.studentId')
        .on('enrolment.droppedAt', 'is', null),
    )
    .innerJoin('person', 'person.id', 'standing.studentId')
    .leftJoin('studentProfile as profile', 'profile.personId', 'standing.studentId')
    .innerJoin('section', 'section.id', 'standing.sectionId')
    .innerJoin('course', 'course.id', 'section.courseId')
    .where('person.isDisabled', '=', false)
    .where('standing.state', 'in', statesOf(level));
  if (viewer.role !== 'admin') query = query.where(isTaughtBy(viewer));
  if (termId !== undefined && termId !== 'all') query = query.where('section.termId', '=', termId);
  if (departmentId !== undefined) query = query.where('course.departmentId', '=', departmentId);
  if (sectionId !== undefined) query = query.where('section.id', '=', sectionId);
  if (search !== '')
    query = query.where((eb) =>
      eb.or(
        ['person.name', 'profile.usn', 'course.name', 'course.code'].map((column) =>
          likeAnyCase(sql.ref(column), search),
        ),
      ),
    );
  return query;
};

/** Nobody but staff is ever here; faculty see the sections they teach. */
const isTaughtBy = ({ role, personId }: SectionViewer): Expression<SqlBool> =>
  role === 'faculty'
    ? sql<boolean>`standing.section_id in (select section_id from section_faculty where person_id = ${personId})`
    : sql<boolean>`1 = 0`;

/** Lowest first; a page of them when one is named. */
export const listShortages = async (
  db: Db,
  query: ShortageQuery,
  page?: { page: number; pageSize: number },
): Promise<Shortage[]> => {
  let rows = shortages(db, query)
    .select(['person.id', 'person.name', 'profile.usn', 'section.id as sectionId', 'section.name as sectionName'])
    .select(['course.code as courseCode', 'course.name as courseName'])
    .select(['standing.held', 'standing.attended', 'standing.percent', 'standing.minimumPercent'])
    .select(['standing.state', 'standing.mustAttend'])
    .select((eb) =>
      eb
        .selectFrom('warning')
        .select((one) => one.fn.max<number | null>('warning.at').as('at'))
        .whereRef('warning.studentId', '=', 'standing.studentId')
        .whereRef('warning.sectionId', '=', 'standing.sectionId')
        .as('warnedAt'),
    )
    .orderBy('standing.percent')
    .orderBy('person.name')
    .orderBy('person.id')
    .orderBy('section.id');
  if (page) rows = rows.limit(page.pageSize).offset((page.page - 1) * page.pageSize);
  return (await rows.execute()).map(({ id, name, usn, sectionId, sectionName, courseCode, courseName, ...row }) => ({
    student: { id, name, usn },
    section: { id: sectionId, name: sectionName, courseCode, courseName },
    ...row,
    percent: row.percent ?? 0,
    state: row.state as State,
    warnedAt: row.warnedAt === null ? null : Number(row.warnedAt),
  }));
};

/** How many there are of each kind, whichever of them the list shows. */
export const countShortages = async (
  db: Db,
  query: ShortageQuery,
): Promise<{ total: number; condonable: number; short: number }> => {
  const rows = await shortages(db, { ...query, level: 'below' })
    .select('standing.state')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .groupBy('standing.state')
    .execute();
  const of = (state: State) => Number(rows.find((row) => row.state === state)?.n ?? 0);
  const counts = { condonable: of('condonable'), short: of('short') };
  return { ...counts, total: statesOf(query.level).reduce((sum, state) => sum + counts[state], 0) };
};
