import type { QueryOf, Routes } from '@smart-presence/contract';

export type AnalyticsSearch = Partial<QueryOf<Routes['analytics']>>;

const dayShape = /^\d{4}-\d{2}-\d{2}$/;
const isDay = (value: unknown): value is string =>
  typeof value === 'string' && dayShape.test(value) && !Number.isNaN(Date.parse(value));

/** Filters of the analytics page, as they stand in the address. Nonsense is ignored, and so is an end before its beginning. */
export function parseAnalyticsSearch(given: Record<string, unknown>): AnalyticsSearch {
  const { termId, departmentId, courseId, from, until, by } = given;
  const isBackwards = isDay(from) && isDay(until) && from > until;
  return {
    ...(typeof termId === 'string' && { termId }),
    ...(typeof departmentId === 'string' && { departmentId }),
    ...(typeof courseId === 'string' && { courseId }),
    ...(isDay(from) && { from }),
    ...(isDay(until) && !isBackwards && { until }),
    ...(by === 'day' && { by }),
  };
}
