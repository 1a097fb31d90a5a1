import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback } from 'react';
import type { TableView } from '../../ui/table/table-view.ts';
import type { PeopleSearch } from './people-search.ts';

/** The people list's search, filters, order and page: kept in the address, so that a link or the back button finds them. */
export function usePeopleView() {
  const search: PeopleSearch = useSearch({ from: '/app/admin/people' });
  const navigate = useNavigate();
  const change = useCallback(
    (part: PeopleSearch) => {
      void navigate({
        to: '/admin/people',
        search: (before: PeopleSearch) => withoutDefaults({ ...before, ...part }),
        replace: true,
        resetScroll: false,
      });
    },
    [navigate],
  );
  const setView = useCallback((part: Partial<TableView>) => change(part as PeopleSearch), [change]);
  const view: TableView = {
    search: search.search ?? '',
    sort: search.sort ?? 'name',
    order: search.order ?? 'asc',
    page: search.page ?? 1,
    pageSize: search.pageSize ?? 25,
  };
  return {
    search,
    view,
    setView,
    setFilters: (part: PeopleSearch) => change({ ...part, page: 1 }),
    isFiltered: Boolean(search.role || search.departmentId || search.status),
    clearFilters: () => change({ role: undefined, departmentId: undefined, status: undefined, search: '', page: 1 }),
  };
}

/** Keeps the address short: what is as always is not said. */
function withoutDefaults(search: PeopleSearch): PeopleSearch {
  const usual: PeopleSearch = { search: '', sort: 'name', order: 'asc', page: 1, pageSize: 25 };
  const said = Object.entries(search).filter(
    ([name, value]) => value !== undefined && value !== usual[name as keyof PeopleSearch],
  );
  return Object.fromEntries(said);
}
