import type { TableView } from './table-view.ts';

export interface Paged {
  page?: number | undefined;
  pageSize?: number | undefined;
}

/** The view of a table that is paged and nothing else, newest first, with its page in the address. */
export const pagedView = <P extends Paged>({ page = 1, pageSize = 25 }: Paged, change: (part: P) => void) => ({
  view: { search: '', sort: '', order: 'desc', page, pageSize } as TableView,
  onView: (part: Partial<TableView>) =>
    change({ ...(part.page && { page: part.page }), ...(part.pageSize && { pageSize: part.pageSize }) } as P),
});
