/** Names browsers still give for zones that have been renamed. */
const renamed: Record<string, string> = {
  'Asia/Calcutta': 'Asia/Kolkata',
  'Asia/Katmandu': 'Asia/Kathmandu',
  'Asia/Saigon': 'Asia/Ho_Chi_Minh',
  'Asia/Rangoon': 'Asia/Yangon',
  'Europe/Kiev': 'Europe/Kyiv',
};
const todays = (zone: string): string => renamed[zone] ?? zone;

/** The zone this browser is in. */
export const guessTimeZone = (): string => todays(Intl.DateTimeFormat().resolvedOptions().timeZone);

/** Every time zone the browser knows, by its name of today, and the guessed one in any case. */
export const timeZones = (guessed: string): string[] =>
  [...new Set([...Intl.supportedValuesOf('timeZone').map(todays), 'UTC', guessed])].toSorted();

export interface GuessedTerm {
  season: 'autumn' | 'spring';
  year: number;
  /** `YYYY-MM-DD` */
  start: string;
  end: string;
}

/** A term around today to correct rather than type: January to June is spring, July to December autumn. */
export function guessTerm(today: Date): GuessedTerm {
  const year = today.getFullYear();
  return today.getMonth() < 6
    ? { season: 'spring', year, start: `${year}-01-02`, end: `${year}-06-30` }
    : { season: 'autumn', year, start: `${year}-07-01`, end: `${year}-12-31` };
}
