import type { PeopleFilter, Person, QueryOf, Routes } from '@smart-presence/contract';
import { type SelectQueryBuilder, sql } from 'kysely';
import type { z } from 'zod';
import { type Db, likeAnyCase, type Schema } from '../../platform/db/index.ts';
import type { Viewer } from '../../platform/http/index.ts';
import { slowedPeople } from './bulk-people.ts';
import { hasSecondFactor, selectPeople, toPerson, withPersonColumns } from './person.store.ts';

export type PeopleQuery = QueryOf<Routes['listPeople']>;

/** Ids of the students whom a teacher teaches now, as part of another query; academics knows them. */
export type StudentsTaughtBy = (
  db: Db,
  facultyId: string,
) => SelectQueryBuilder<Schema, 'sectionFaculty' | 'enrolment', { studentId: string }>;

/** Who looks, and what decides whom they may see. */
export interface PeopleScope {
  viewer: Viewer;
  studentsTaughtBy: StudentsTaughtBy;
  now: number;
}

const sortColumns = {
  name: sql`lower(p.name)`,
  usn: sql`s.usn_key`,
  createdAt: sql`p.created_at`,
  lastSignInAt: sql`p.last_sign_in_at`,
};

/** People that the viewer may see and that match: two queries, whatever the page. */
export const listPeople = async (db: Db, scope: PeopleScope, query: PeopleQuery) => {
  const { page, pageSize, sort, order } = query;
  const matching = filtered(visiblePeople(db, scope), query, () => slowedPeople(db, scope.now));
  const rows = await withPersonColumns(matching)
    // Without a value is last either way, in both databases.
    .orderBy(sortColumns[sort], (by) => (order === 'asc' ? by.asc() : by.desc()).nullsLast())
    .orderBy('p.id')
    .limit(pageSize)
    .offset((page - 1) * pageSize)
    .execute();
  const { total } = await matching.select(({ fn }) => fn.countAll<number>().as('total')).executeTakeFirstOrThrow();
  return { items: rows.map(toPerson), total, page, pageSize };
};

/** Ids of the students an administrator finds with such a filter, in one order. */
export const studentsMatching = async (
  db: Db,
  { filter, now }: { filter: z.output<typeof PeopleFilter>; now: number },
): Promise<string[]> => {
  const students = selectPeople(db).where('p.isAwaitingApproval', '=', false).where('p.role', '=', 'student');
  const rows = await filtered(students, filter, () => slowedPeople(db, now))
    .select('p.id')
    .orderBy('p.id')
    .execute();
  return rows.map(({ id }) => id);
};

/** One person, or undefined when there is none that the viewer may see. */
export const getPerson = async (db: Db, scope: PeopleScope, id: string): Promise<Person | undefined> => {
  const row = await withPersonColumns(visiblePeople(db, scope)).where('p.id', '=', id).executeTakeFirst();
  return row && toPerson(row);
};

/** Administrators see everyone; teachers see themselves and the students they teach who can sign in. */
const visiblePeople = (db: Db, { viewer, studentsTaughtBy }: PeopleScope): ReturnType<typeof selectPeople> => {
  // Who asked for an account is in the list of requests until an administrator has decided.
  const people = selectPeople(db).where('p.isAwaitingApproval', '=', false);
  if (viewer.role === 'admin') return people;
  return people.where(({ eb, or, and }) =>
    or([
      eb('p.id', '=', viewer.personId),
      and([
        eb('p.role', '=', 'student'),
        eb('p.isDisabled', '=', false),
        eb('p.id', 'in', studentsTaughtBy(db, viewer.personId)),
      ]),
    ]),
  );
};

const hasNotArrived = () => sql<boolean>`(p.password_hash is null and p.last_sign_in_at is null)`;

const filtered = (
  people: ReturnType<typeof selectPeople>,
  { search, role, departmentId, status, secondFactor }: z.output<typeof PeopleFilter>,
  slowed: () => ReturnType<typeof slowedPeople>,
): ReturnType<typeof selectPeople> => {
  let query = people;
  if (search) {
    query = query.where(({ or }) =>
      or([
        likeAnyCase(sql.ref('p.name'), search),
        likeAnyCase(sql.ref('p.email'), search),
        likeAnyCase(sql.ref('s.usn'), search),
      ]),
    );
  }
  if (secondFactor === 'with') query = query.where(hasSecondFactor());
  if (secondFactor === 'without') query = query.where(({ not }) => not(hasSecondFactor()));
  if (role) query = query.where('p.role', '=', role);
  if (departmentId) query = query.where('s.departmentId', '=', departmentId);
  if (status === 'slowed') return query.where('p.id', 'in', slowed());
  if (status) query = query.where('p.isDisabled', '=', status === 'disabled');
  // Somebody who comes by single sign-on needs no password to have arrived.
  if (status === 'active') query = query.where(({ not }) => not(hasNotArrived()));
  if (status === 'invited') query = query.where(hasNotArrived());
  return query;
};
