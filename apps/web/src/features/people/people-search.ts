import type { QueryOf, Routes } from '@smart-presence/contract';

export type PeopleSearch = Partial<QueryOf<Routes['listPeople']>>;

const choices = {
  role: ['admin', 'faculty', 'student'],
  status: ['active', 'disabled', 'invited', 'slowed'],
  secondFactor: ['with', 'without'],
  sort: ['name', 'usn', 'createdAt', 'lastSignInAt'],
  order: ['asc', 'desc'],
} as const satisfies { [K in keyof PeopleSearch]: readonly PeopleSearch[K][] };

/** Search, filters, order and page of the people list, as they stand in the address. Nonsense is ignored. */
export function parsePeopleSearch(search: Record<string, unknown>): PeopleSearch {
  const found: Record<string, unknown> = {};
  for (const [name, allowed] of Object.entries(choices)) {
    if ((allowed as readonly unknown[]).includes(search[name])) found[name] = search[name];
  }
  for (const name of ['page', 'pageSize']) {
    const value = search[name];
    if (typeof value === 'number' && Number.isInteger(value) && value >= 1) found[name] = value;
  }
  const { search: words, departmentId } = search;
  if (typeof words === 'string' || typeof words === 'number') found.search = String(words).slice(0, 100);
  if (typeof departmentId === 'string') found.departmentId = departmentId;
  return found;
}
