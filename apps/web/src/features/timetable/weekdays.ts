import { language } from '../../strings/index.ts';

/** 1 Monday to 7 Sunday. */
export const weekdays = [1, 2, 3, 4, 5, 6, 7] as const;

const names = {
  long: new Intl.DateTimeFormat(language, { weekday: 'long', timeZone: 'UTC' }),
  short: new Intl.DateTimeFormat(language, { weekday: 'short', timeZone: 'UTC' }),
};
const aMonday = Date.UTC(2024, 0, 1);

/** Name of a weekday in the language of the screens. */
export const weekdayName = (weekday: number, style: 'long' | 'short' = 'long'): string =>
  names[style].format(aMonday + (weekday - 1) * 86_400_000);
