import type { Analytics } from '@smart-presence/contract';
import { t } from '../../strings/index.ts';
import type { Figure } from '../../ui/figures.tsx';
import { lateRateOf, percentWords, rateOf, tenths } from './rates.ts';

/** What the term comes to, beside the same days of the one before. */
export const headFigures = ({ total, before, eligibility }: Analytics): Figure[] => [
  {
    label: t('analytics.rate'),
    value: percentWords(rateOf(total)),
    note: comparison(rateOf(total), before && { name: before.term.name, value: rateOf(before.total) }),
  },
  {
    label: t('analytics.lateRate'),
    value: percentWords(lateRateOf(total)),
    note: comparison(lateRateOf(total), before && { name: before.term.name, value: lateRateOf(before.total) }),
  },
  {
    label: t('analytics.belowStudents'),
    value: eligibility.students,
    note: t('analytics.belowNote'),
    tone: eligibility.students > 0 ? 'warn' : undefined,
  },
  {
    label: t('analytics.sessions'),
    value: total.sessions,
    note: before ? t('analytics.beforeCount', { count: before.total.sessions, term: before.term.name }) : undefined,
  },
  { label: t('analytics.review'), value: total.review, tone: total.review > 0 ? 'warn' : undefined },
];

/** The difference in words with its sign, in points of percent. */
const comparison = (now: number | null, before: { name: string; value: number | null } | null): string | undefined => {
  const [here, there] = [tenths(now), tenths(before?.value ?? null)];
  if (here === null || there === null || !before) return undefined;
  const points = Math.round(10 * (here - there)) / 10;
  const vars = { points: Math.abs(points), term: before.name };
  if (points === 0) return t('analytics.same', { term: before.name });
  return points > 0 ? t('analytics.more', vars) : t('analytics.less', vars);
};
