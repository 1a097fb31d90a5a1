import type { QueryOf, Routes } from '@smart-presence/contract';

export type SessionsSearch = Partial<QueryOf<Routes['listSessions']>>;

const states = ['scheduled', 'open', 'closing', 'closed', 'locked'] as const;
const day = /^\d{4}-\d{2}-\d{2}$/;

/** Filters and page of the sessions list, as they stand in the address. Nonsense is ignored. */
export function parseSessionsSearch(search: Record<string, unknown>): SessionsSearch {
  const { state, sectionId, from, to, page, pageSize } = search;
  return {
    ...(states.includes(state as never) && { state: state as (typeof states)[number] }),
    ...(typeof sectionId === 'string' && { sectionId }),
    ...(typeof from === 'string' && day.test(from) && { from }),
    ...(typeof to === 'string' && day.test(to) && { to }),
    ...(isCount(page) && page > 1 && { page }),
    ...(isCount(pageSize) && pageSize !== usualPageSize && { pageSize }),
  };
}

export const usualPageSize = 25;
const isCount = (value: unknown): value is number => typeof value === 'number' && Number.isInteger(value) && value >= 1;
