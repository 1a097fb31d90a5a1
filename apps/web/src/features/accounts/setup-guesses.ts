/** Every time zone the browser knows, the guessed one included even when the list lacks its (older) name. */
export function timeZones(guessed: string): string[] {
  const known = Intl.supportedValuesOf('timeZone');
  const zones = known.includes('UTC') ? known : [...known, 'UTC'];
  return zones.includes(guessed) ? zones : [guessed, ...zones];
}

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
