import { language } from '../strings/index.ts';

export type TimeStyle = 'time' | 'day' | 'dayTime' | 'full';

const styles: Record<TimeStyle, Intl.DateTimeFormatOptions> = {
  time: { hour: '2-digit', minute: '2-digit' },
  day: { day: 'numeric', month: 'short', year: 'numeric' },
  dayTime: { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' },
  full: { dateStyle: 'full', timeStyle: 'long' },
};

/** An instant (ms UTC) as people of a time zone read it. */
export function formatInstant(at: number, zone: string, style: TimeStyle = 'dayTime'): string {
  return new Intl.DateTimeFormat(`${language}-GB`, { ...styles[style], timeZone: zone }).format(at);
}

/** A calendar day `YYYY-MM-DD`, which has no time zone. */
export function formatDay(day: string): string {
  return new Intl.DateTimeFormat(`${language}-GB`, { ...styles.day, timeZone: 'UTC' }).format(Date.parse(day));
}

const steps = [
  { unit: 'second', ms: 1000, upTo: 60_000 },
  { unit: 'minute', ms: 60_000, upTo: 3_600_000 },
  { unit: 'hour', ms: 3_600_000, upTo: 86_400_000 },
  { unit: 'day', ms: 86_400_000, upTo: 30 * 86_400_000 },
] as const;

/** "5 minutes ago", "in 2 hours"; null when more than 30 days away, where a date says more. */
export function formatRelative(at: number, now: number): string | null {
  const distance = at - now;
  const step = steps.find(({ upTo }) => Math.abs(distance) < upTo);
  if (!step) return null;
  const words = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  return words.format(Math.round(distance / step.ms), step.unit);
}
