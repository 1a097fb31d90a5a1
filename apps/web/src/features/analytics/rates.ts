import type { SessionTotals } from '@smart-presence/contract';
import { t } from '../../strings/index.ts';

/** Percent of a whole; null of nothing. */
export const share = (part: number, whole: number): number | null => (whole === 0 ? null : (100 * part) / whole);

export const rateOf = ({ attended, counted }: SessionTotals): number | null => share(attended, counted);
export const lateRateOf = ({ late, attended }: SessionTotals): number | null => share(late, attended);

/** Down to a tenth, as everywhere: 74.99 is below 75. */
export const tenths = (percent: number | null): number | null =>
  percent === null ? null : Math.floor(percent * 10 + 1e-6) / 10;

export const percentWords = (percent: number | null): string => {
  const value = tenths(percent);
  return value === null ? '–' : t('analytics.percent', { percent: value });
};
