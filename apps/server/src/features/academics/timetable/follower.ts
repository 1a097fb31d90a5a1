import type { Trx } from '../../../platform/db/index.ts';
import { timetabledSections } from './holidays.store.ts';
import type { Occurrence } from './occurrences-of.ts';

/** What people are told of: one class, the week of a section, or days of a term. */
export type TimetableNews =
  | { type: 'class'; before: Occurrence; after: Occurrence }
  | { type: 'slots'; sectionId: string }
  | {
      type: 'holiday';
      holiday: { id: string; name: string; first: string; last: string };
      /** It was taken back: classes are held after all. */
      isLifted: boolean;
      /** Sections that lose or regain a class which was announced. */
      sectionIds: readonly string[];
    }
  | {
      type: 'term';
      term: { id: string; name: string; start: string; end: string };
      /** Sections that lose or gain a class which is to come. */
      sectionIds: readonly string[];
    };

/**
 * Whoever makes sessions from timetables. `app.ts` hands it in: academics does not know attendance. All run inside the
 * transaction that changes the timetable.
 */
export interface TimetableFollower {
  /** The timetable of a section is different from now on. */
  follow: (
    trx: Trx,
    about: { sectionId: string; now: number },
  ) => Promise<{ made: number; changed: number; gone: number }>;
  /** A class that was opened, or is over, is no longer the timetable's to change. */
  hasBegun: (trx: Trx, about: { slotId: string; day: string; now: number }) => Promise<boolean>;
  /** Sessions of a term that are open, or closing. */
  countOpen: (trx: Trx, about: { termId: string }) => Promise<number>;
  /** Tells those concerned what somebody changed, once it is followed. */
  tell: (trx: Trx, news: TimetableNews & { actorId: string; now: number }) => Promise<void>;
}

export interface TermChange {
  termId: string;
  follower: TimetableFollower;
  now: number;
}

/** The days of a term are different: so are all timetables in it. @returns sections in which an announced class is different. */
export const followTerm = async (trx: Trx, { termId, follower, now }: TermChange): Promise<string[]> => {
  const concerned: string[] = [];
  for (const sectionId of await timetabledSections(trx, termId)) {
    if (isDifferent(await follower.follow(trx, { sectionId, now }))) concerned.push(sectionId);
  }
  return concerned;
};

/** Whether following changed a class that people could see already. */
export const isDifferent = ({ made, changed, gone }: { made: number; changed: number; gone: number }): boolean =>
  made + changed + gone > 0;
