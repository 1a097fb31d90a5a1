import { language, t } from '../../strings/index.ts';

/** Rounded down, so that 74.9% never reads as 75%. */
export const shownPercent = (percent: number): string => `${Math.floor(percent + 1e-9)}%`;

/** A session beside what is usual in its section, as shown; undefined where either is not known. */
export function besideUsual(percent: number | null, usualPercent: number | null): string | undefined {
  const points = differenceOf(percent, usualPercent);
  if (points === undefined) return undefined;
  if (points === 0) return t('insight.asUsual');
  return points > 0 ? t('insight.above', { count: points }) : t('insight.below', { count: -points });
}

const signed = new Intl.NumberFormat(language, { signDisplay: 'exceptZero' });

/** The same as a number with its sign. */
export function pointsBeside(percent: number | null, usualPercent: number | null): string | undefined {
  const points = differenceOf(percent, usualPercent);
  return points === undefined ? undefined : signed.format(points);
}

/** Of what is shown, so that it can be checked by eye. */
function differenceOf(percent: number | null, usualPercent: number | null): number | undefined {
  if (percent === null || usualPercent === null) return undefined;
  return Math.floor(percent + 1e-9) - Math.floor(usualPercent + 1e-9);
}
