import type { BoundedShare } from '@smart-presence/contract';
import { language, t } from '../../strings/index.ts';

const two = new Intl.NumberFormat(language, { maximumSignificantDigits: 2 });

/** A share as people say it: in percent, and small ones as one in so many. */
export function shareWords(share: number): string {
  if (share === 0) return t('accuracy.percent', { percent: '0' });
  if (share >= 0.001) return t('accuracy.percent', { percent: two.format(share * 100) });
  return t('accuracy.oneIn', { of: two.format(1 / share) });
}

/** What was counted and what it can support. */
export function boundedWords({ count, of, low, high }: BoundedShare): string {
  if (of === 0) return t('accuracy.nothingCounted');
  const range = count === 0 ? t('accuracy.below', { high: shareWords(high) }) : between(low, high);
  return t('accuracy.bounded', { count, of, range });
}

const between = (low: number, high: number): string =>
  t('accuracy.between', { low: shareWords(low), high: shareWords(high) });
