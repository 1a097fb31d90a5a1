import type { JobState } from '@smart-presence/contract';

export interface JobsSearch {
  /** Only jobs in this state. */
  showing?: JobState | undefined;
  page?: number | undefined;
  pageSize?: number | undefined;
}

export const jobStates = ['queued', 'running', 'done', 'failed', 'undone'] as const satisfies readonly JobState[];

/** What is shown of the jobs, as it stands in the address. Nonsense is ignored. */
export function parseJobsSearch(search: Record<string, unknown>): JobsSearch {
  const showing = jobStates.find((known) => known === search.showing);
  const { page, pageSize } = search;
  return {
    ...(showing && { showing }),
    ...(isCount(page) && { page }),
    ...(isCount(pageSize) && pageSize <= 200 && { pageSize }),
  };
}

const isCount = (value: unknown): value is number => typeof value === 'number' && Number.isInteger(value) && value >= 1;
