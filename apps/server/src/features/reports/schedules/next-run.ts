import type { ReportRhythm } from '@smart-presence/contract';
import { addDays, atWallTime, dayIn, weekdayOf } from '../../academics/index.ts';

/** More than any month has. */
const MOST_DAYS = 40;

/** The first time after an instant at which a rhythm has its turn, on the clocks of a zone. */
export const nextRun = (rhythm: ReportRhythm, { zone, after }: { zone: string; after: number }): number => {
  const time = `${String(rhythm.hour).padStart(2, '0')}:00`;
  const today = dayIn(zone, after);
  for (let days = 0; days < MOST_DAYS; days += 1) {
    const day = addDays(today, days);
    const turn = rhythm.every === 'week' ? weekdayOf(day) : Number(day.slice(8));
    if (turn !== rhythm.day) continue;
    const at = atWallTime(zone, { day, time });
    if (at > after) return at;
  }
  throw new Error('a rhythm that never has its turn');
};
