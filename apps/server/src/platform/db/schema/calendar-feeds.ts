import type { Fixed, Id, Ms } from './columns.ts';

/** A secret link under which calendars fetch somebody's classes; at most one for each person. */
interface CalendarFeedTable {
  personId: Fixed<Id>;
  tokenHash: string;
  createdAt: Ms;
  lastFetchedAt: Ms | null;
  /** Since when `fetches` are counted. */
  windowFrom: Ms;
  fetches: number;
}

/** Tables of academics: only its own stores may touch them. */
export interface CalendarFeedsSchema {
  calendarFeed: CalendarFeedTable;
}
