export interface ListSearch {
  which?: 'unread' | undefined;
  page?: number | undefined;
  pageSize?: number | undefined;
}

/** Which notifications are shown, as it stands in the address. Nonsense is ignored. */
export function parseListSearch(search: Record<string, unknown>): ListSearch {
  const { page, pageSize } = search;
  return {
    ...(search.which === 'unread' && { which: 'unread' as const }),
    ...(isCount(page) && { page }),
    ...(isCount(pageSize) && pageSize <= 200 && { pageSize }),
  };
}

const isCount = (value: unknown): value is number => typeof value === 'number' && Number.isInteger(value) && value >= 1;
