import { addDays } from '../calendar.ts';
import type { Days } from './term-census.ts';

/** Days of the one that are not of the other, as at most two spans. */
export const cutDays = (before: Days, after: Days): Days[] => {
  if (after.end < before.start || after.start > before.end) return [before];
  return [
    { start: before.start, end: addDays(after.start, -1) },
    { start: addDays(after.end, 1), end: before.end },
  ].filter(({ start, end }) => start <= end);
};
