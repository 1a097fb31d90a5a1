import type { Person, QueryOf, Routes } from '@smart-presence/contract';
import { sql } from 'kysely';
import { type Db, likeAnyCase } from '../../platform/db/index.ts';
import type { Viewer } from '../../platform/http/index.ts';
import { findPerson, selectPeople, toPerson, withPersonColumns } from './person.store.ts';

export type PeopleQuery = QueryOf<Routes['listPeople']>;

const sortColumns = {
  name: sql`lower(p.name)`,
  usn: sql`s.usn_key`,
  createdAt: sql`p.created_at`,
  lastSignInAt: sql`p.last_sign_in_at`,
};

/** People that the viewer may see and that match: two queries, whatever the page. */
export const listPeople = async (db: Db, viewer: Viewer, query: PeopleQuery) => {
  const { page, pageSize, sort, order } = query;
  const matching = filtered(db, viewer, query);
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

/** One person, or undefined when there is none that the viewer may see. */
export const getPerson = async (db: Db, viewer: Viewer, id: string): Promise<Person | undefined> => {
  const person = await findPerson(db, id);
  return person && maySee(viewer, person) ? person : undefined;
};

/** Administrators see everyone; teachers see themselves and the students who can attend. */
const maySee = (viewer: Viewer, person: Person): boolean =>
  viewer.role === 'admin' || person.id === viewer.personId || (person.role === 'student' && !person.isDisabled);

const filtered = (db: Db, viewer: Viewer, { search, role, departmentId, status }: PeopleQuery) => {
  let query = selectPeople(db);
  if (viewer.role !== 'admin') {
    query = query.where(({ eb, or, and }) =>
      or([eb('p.id', '=', viewer.personId), and([eb('p.role', '=', 'student'), eb('p.isDisabled', '=', false)])]),
    );
  }
  if (search) {
    query = query.where(({ or }) =>
      or([
        likeAnyCase(sql.ref('p.name'), search),
        likeAnyCase(sql.ref('p.email'), search),
        likeAnyCase(sql.ref('s.usn'), search),
      ]),
    );
  }
  if (role) query = query.where('p.role', '=', role);
  if (departmentId) query = query.where('s.departmentId', '=', departmentId);
  if (status) query = query.where('p.isDisabled', '=', status === 'disabled');
  if (status === 'active') query = query.where('p.passwordHash', 'is not', null);
  if (status === 'invited') query = query.where('p.passwordHash', 'is', null);
  return query;
};
