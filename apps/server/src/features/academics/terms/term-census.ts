import type { Db } from '../../../platform/db/index.ts';

/** First and last day, `YYYY-MM-DD`, both included. */
export interface Days {
  start: string;
  end: string;
}

/** What falls on days that a term is to lose. */
export interface CutDays {
  termId: string;
  cut: readonly Days[];
}

/** What features that stand on this one know of the days of a term. `app.ts` hands it in. */
export interface TermCensus {
  /** Sessions that were opened then, and the marks in them. */
  countSessions: (db: Db, about: CutDays) => Promise<{ sessions: number; marks: number }>;
  /** Requests for leave, granted or waiting for an answer, of students of the term. */
  countLeave: (db: Db, about: CutDays) => Promise<number>;
  /** Standings that would be judged anew if the term had these days. */
  countStandings: (
    db: Db,
    about: {
      termId: string;
      days: Days;
      /** Sections whose timetable would follow. */
      followed: ReadonlySet<string>;
      now: number;
    },
  ) => Promise<number>;
}
