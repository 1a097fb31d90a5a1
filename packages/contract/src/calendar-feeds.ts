import { z } from 'zod';
import { Done, Instant } from './common.ts';
import { route } from './route.ts';

const tag = 'timetable';

/** That there is a link, never the link itself: it is shown once, when it is made. */
export const CalendarFeed = z.object({
  createdAt: Instant,
  /** null: no calendar has asked yet. */
  lastFetchedAt: Instant.nullable(),
});
export type CalendarFeed = z.infer<typeof CalendarFeed>;

export const calendarFeedRoutes = {
  myCalendarFeed: route({
    method: 'GET',
    path: '/api/my/calendar-feed',
    tag,
    summary: 'Whether the viewer has a calendar link',
    reply: z.object({ feed: CalendarFeed.nullable() }),
  }),
  makeCalendarFeed: route({
    method: 'POST',
    path: '/api/my/calendar-feed',
    tag,
    summary: 'Make a secret calendar link; one that was made before ends',
    status: 201,
    body: z.object({}).default({}),
    reply: z.object({ url: z.url() }),
  }),
  removeCalendarFeed: route({
    method: 'DELETE',
    path: '/api/my/calendar-feed',
    tag,
    summary: 'End the calendar link',
    reply: Done,
  }),
  calendarFeed: route({
    method: 'GET',
    path: '/api/calendar/:token/classes.ics',
    tag,
    summary: 'The classes of whoever made the link, as iCalendar (RFC 5545)',
    params: z.object({ token: z.string().regex(/^[\w-]{43}$/) }),
    reply: 'calendar',
  }),
};
