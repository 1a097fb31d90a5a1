const formats = new Map<string, Intl.DateTimeFormat>();

/** The calendar day of an instant in a time zone, `YYYY-MM-DD`. */
export const dayIn = (timeZone: string, instant: number): string => {
  const known =
    formats.get(timeZone) ??
    new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
  formats.set(timeZone, known);
  return known.format(instant);
};

const clocks = new Map<string, Intl.DateTimeFormat>();

const clockOf = (timeZone: string): Intl.DateTimeFormat => {
  const known =
    clocks.get(timeZone) ??
    new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  clocks.set(timeZone, known);
  return known;
};

const hours = new Map<string, Intl.DateTimeFormat>();

/** The hour that clocks in the zone show at an instant, 0 to 23. */
export const hourIn = (timeZone: string, instant: number): number => {
  const known =
    hours.get(timeZone) ?? new Intl.DateTimeFormat('en-US', { timeZone, hourCycle: 'h23', hour: 'numeric' });
  hours.set(timeZone, known);
  return Number(known.format(instant));
};

/** Milliseconds by which wall clocks in the zone are ahead of UTC at an instant. */
const offsetAt = (timeZone: string, instant: number): number => {
  const parts = clockOf(timeZone).formatToParts(instant);
  const part = (type: string) => Number(parts.find((p) => p.type === type)?.value);
  const wall = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  return wall - Math.floor(instant / 1000) * 1000;
};

/** The first instant of a calendar day in a zone. Right across daylight-saving changes (checked a second time at the answer). */
export const startOfDay = (timeZone: string, day: string): number => {
  const utc = Date.parse(`${day}T00:00:00Z`);
  const guess = utc - offsetAt(timeZone, utc);
  return utc - offsetAt(timeZone, guess);
};

const DAY_MS = 24 * 3_600_000;
const asUtc = (day: string): number => Date.parse(`${day}T00:00:00Z`);

/** The day `days` later in the calendar, whatever the clocks do in between. */
export const addDays = (day: string, days: number): string =>
  new Date(asUtc(day) + days * DAY_MS).toISOString().slice(0, 10);

/** Days from one to the other; negative when `to` is earlier. */
export const daysBetween = (from: string, to: string): number => (asUtc(to) - asUtc(from)) / DAY_MS;

/** 1 Monday to 7 Sunday. */
export const weekdayOf = (day: string): number => ((new Date(asUtc(day)).getUTCDay() + 6) % 7) + 1;

/**
 * The instant at which the clocks of a zone show a time on a day, as RFC 5545 and Temporal's `compatible` read it: a time
 * that is skipped when clocks go forward is as much later as they skip, one that comes twice is the first.
 * @param time `HH:MM`.
 */
export const atWallTime = (timeZone: string, { day, time }: { day: string; time: string }): number => {
  const utc = Date.parse(`${day}T${time}:00Z`);
  // No zone changes its clocks twice within two days.
  const before = offsetAt(timeZone, utc - DAY_MS);
  const after = offsetAt(timeZone, utc + DAY_MS);
  const shown = [utc - before, utc - after].filter((instant) => instant + offsetAt(timeZone, instant) === utc);
  return shown.length > 0 ? Math.min(...shown) : utc - before;
};
