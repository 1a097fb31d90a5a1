import type { QueryOf, Routes } from '@smart-presence/contract';

type Query = QueryOf<Routes['listRegistrations']>;

export interface RegistrationSearch extends Partial<Omit<Query, 'state'>> {
  /** Only requests in this state; those that wait when absent. */
  show?: Query['state'];
}

export const registrationStates = ['waiting', 'approved', 'refused'] as const;

/** Search, state and page of the list of requests, as they stand in the address. Nonsense is ignored. */
export function parseRegistrationSearch(given: Record<string, unknown>): RegistrationSearch {
  const show = registrationStates.find((known) => known === given.show);
  const { search, page, pageSize } = given;
  const words = typeof search === 'string' || typeof search === 'number' ? String(search).slice(0, 100) : '';
  return {
    ...(show && show !== 'waiting' && { show }),
    ...(words && { search: words }),
    ...(isCount(page) && page > 1 && { page }),
    ...(isCount(pageSize) && pageSize <= 200 && { pageSize }),
  };
}

const isCount = (value: unknown): value is number => typeof value === 'number' && Number.isInteger(value) && value >= 1;
