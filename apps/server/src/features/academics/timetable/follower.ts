import type { Trx } from '../../../platform/db/index.ts';
import { timetabledSections } from './holidays.store.ts';

/**
 * Whoever makes sessions from timetables. `app.ts` hands it in: academics does not know attendance. Both run inside the
 * transaction that changes the timetable.
 */
export interface TimetableFollower {
  /** The timetable of a section is different from now on. */
  follow: (trx: Trx, about: { sectionId: string; now: number }) => Promise<unknown>;
  /** A class that was opened, or is over, is no longer the timetable's to change. */
  hasBegun: (trx: Trx, about: { slotId: string; day: string; now: number }) => Promise<boolean>;
}

export interface TermChange {
  termId: string;
  follower: TimetableFollower;
  now: number;
}

/** The days of a term are different: so are all timetables in it. */
export const followTerm = async (trx: Trx, { termId, follower, now }: TermChange): Promise<void> => {
  for (const sectionId of await timetabledSections(trx, termId)) await follower.follow(trx, { sectionId, now });
};
