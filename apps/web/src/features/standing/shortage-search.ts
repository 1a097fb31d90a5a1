import type { QueryOf, Routes } from '@smart-presence/contract';

export type ShortageSearch = Partial<QueryOf<Routes['listShortage']>>;

export const usualPageSize = 25;
const levels = ['condonable', 'short'] as const;
const isCount = (value: unknown): value is number => typeof value === 'number' && Number.isInteger(value) && value >= 1;

/** Search, filters and page of the shortage list, as they stand in the address. Nonsense is ignored. */
export function parseShortageSearch(given: Record<string, unknown>): ShortageSearch {
  const { search, level, termId, departmentId, sectionId, page, pageSize } = given;
  const words = typeof search === 'string' || typeof search === 'number' ? String(search).slice(0, 100) : '';
  return {
    ...(words !== '' && { search: words }),
    ...(levels.includes(level as never) && { level: level as (typeof levels)[number] }),
    ...(typeof termId === 'string' && { termId }),
    ...(typeof departmentId === 'string' && { departmentId }),
    ...(typeof sectionId === 'string' && { sectionId }),
    ...(isCount(page) && page > 1 && { page }),
    ...(isCount(pageSize) && pageSize !== usualPageSize && { pageSize }),
  };
}
