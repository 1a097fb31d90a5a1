import type { Standing } from '@smart-presence/contract';

/** bad: below the minimum; warn: the next absence would lead there; neutral: nothing held yet. */
export function toneOfStanding(standing: Pick<Standing, 'percent' | 'minimumPercent' | 'canMiss'>) {
  if (standing.percent === null) return 'neutral';
  if (standing.percent < standing.minimumPercent) return 'bad';
  return standing.canMiss === 0 ? 'warn' : 'ok';
}
