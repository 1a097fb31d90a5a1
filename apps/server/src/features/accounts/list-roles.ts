import { type ReplyOf, Role, type RouteName, type Routes, routes } from '@smart-presence/contract';
import type { Db } from '../../platform/db/index.ts';
import { permissions } from './permission-table.ts';
import { dangerous, isAllowed } from './permissions.ts';

/** What each role may do, read from the table that decides it, and how many people who are not disabled hold it. */
export const listRoles = async (db: Db): Promise<ReplyOf<Routes['listRoles']>> => {
  const counted = await db
    .selectFrom('person')
    .select(['role', ({ fn }) => fn.countAll<number>().as('people')])
    .where('isDisabled', '=', false)
    .groupBy('role')
    .execute();
  const people = new Map(counted.map((row) => [row.role, Number(row.people)]));
  return {
    roles: Role.options.map((role) => ({ role, people: people.get(role) ?? 0 })),
    permissions: (Object.keys(routes) as RouteName[]).map(permissionOf),
  };
};

const permissionOf = (name: RouteName) => {
  const permission = permissions[name];
  const { tag, summary } = routes[name];
  return {
    route: name,
    tag,
    summary,
    roles: Role.options.filter((role) => permission === 'anyone' || isAllowed(permission, role)),
    isPublic: permission === 'anyone',
    asksAgain: dangerous[name] !== undefined,
  };
};
