import type { Standing } from '@smart-presence/contract';

/** bad: below what counts; warn: to be condoned, or the next absence leads below; neutral: nothing held yet. */
export function toneOfStanding({ state, canMiss }: Pick<Standing, 'state' | 'canMiss'>) {
  if (state === 'none') return 'neutral';
  if (state === 'short') return 'bad';
  return state === 'condonable' || canMiss === 0 ? 'warn' : 'ok';
}
