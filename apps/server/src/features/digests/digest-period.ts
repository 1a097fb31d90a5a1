import { DIGEST_TIME, type DigestRhythm } from '@smart-presence/contract';
import { addDays, atWallTime, dayIn, weekdayOf } from '../academics/index.ts';

export interface DigestPeriod {
  rhythm: Exclude<DigestRhythm, 'off'>;
  /** On whose morning the digest is due, in the zone: it names the period. */
  day: string;
  /** When the one before was due: what this one is about begins then. */
  from: number;
  due: number;
  /** When the next one is due. */
  until: number;
}

/**
 * The newest period whose digest is due. Days are days of the calendar, so one with a change of clocks is an hour longer or
 * shorter and no digest comes twice or is left out. Weeks begin on Monday.
 */
export const digestPeriod = (
  rhythm: DigestPeriod['rhythm'],
  { zone, now }: { zone: string; now: number },
): DigestPeriod => {
  const dueOn = (day: string) => atWallTime(zone, { day, time: DIGEST_TIME });
  const today = dayIn(zone, now);
  const newest = now >= dueOn(today) ? today : addDays(today, -1);
  const day = rhythm === 'daily' ? newest : addDays(newest, 1 - weekdayOf(newest));
  const length = rhythm === 'daily' ? 1 : 7;
  return { rhythm, day, from: dueOn(addDays(day, -length)), due: dueOn(day), until: dueOn(addDays(day, length)) };
};
