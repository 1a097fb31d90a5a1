import { type Person, routes } from '@smart-presence/contract';
import { call } from '../../api/client.ts';
import { saveText } from '../../ui/csv.ts';
import type { Column } from '../../ui/table/data-table.tsx';
import { csvOf } from '../../ui/table/local-table.tsx';
import type { PeopleSearch } from './people-search.ts';

const pageSize = 200;

/** Saves the list as it is searched, filtered and sorted now, all its pages. */
export async function exportShown(search: PeopleSearch, columns: readonly Column<Person>[]): Promise<void> {
  const everyone: Person[] = [];
  for (let page = 1; ; page += 1) {
    const { items, total } = await call(routes.listPeople, { query: { ...search, page, pageSize } });
    everyone.push(...items);
    if (items.length === 0 || everyone.length >= total) break;
  }
  saveText('people.csv', csvOf(everyone, columns));
}
