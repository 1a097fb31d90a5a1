import { createHash } from 'node:crypto';
import { audited } from '../../../platform/audit/index.ts';
import type { Platform } from '../../../platform/platform.ts';
import { baseUrlOf, institution } from '../../accounts/index.ts';
import { by, on } from '../audit-words.ts';
import { feedOf, makeFeed, removeFeed, visitFeed } from './calendar-feed.store.ts';
import { classesOfPerson } from './classes-of-person.ts';
import { writeCalendar } from './write-calendar.ts';

const KEPT_BY_CALENDARS_S = 900;

/** A secret link under which calendars fetch somebody's classes. Who has it sees those classes and nothing else. */
export const calendarFeedRoutes = ({ db, config, router }: Pick<Platform, 'db' | 'config' | 'router'>): void => {
  router.on('myCalendarFeed', async ({ viewer }) => ({ feed: await feedOf(db, viewer.personId) }));
  router.on('makeCalendarFeed', async ({ viewer, request, now }) => {
    const { personId } = viewer;
    const token = await audited(db, {
      work: (trx) => makeFeed(trx, { personId, now }),
      entry: () => ({ ...by(viewer, now), ...on('person', personId), action: 'calendar-feed.made' }),
    });
    return { url: `${baseUrlOf(config, request)}/api/calendar/${token}/classes.ics` };
  });
  router.on('removeCalendarFeed', async ({ viewer, now }) => {
    const { personId } = viewer;
    await audited(db, {
      work: (trx) => removeFeed(trx, personId),
      entry: () => ({ ...by(viewer, now), ...on('person', personId), action: 'calendar-feed.removed' }),
    });
    return { ok: true as const };
  });
  router.on('calendarFeed', async ({ params, request, reply, now }) => {
    const { createdAt, ...owner } = await visitFeed(db, { token: params.token, now });
    const classes = await classesOfPerson(db, { ...owner, now });
    const { name } = await institution(db);
    const text = writeCalendar({ institution: name, classes, stamp: createdAt });
    const tag = `"${createHash('sha256').update(text).digest('base64url')}"`;
    void reply.headers({ etag: tag, 'cache-control': `private, max-age=${KEPT_BY_CALENDARS_S}` });
    if (matches(request.headers['if-none-match'], tag)) return reply.code(304).send();
    return reply
      .type('text/calendar; charset=utf-8')
      .header('content-disposition', 'inline; filename="classes.ics"')
      .send(text);
  });
};

/** RFC 9110: a list of tags, weak ones compared by what they name. */
const matches = (header: string | undefined, tag: string): boolean =>
  (header ?? '').split(',').some((one) => ['*', tag].includes(one.trim().replace(/^W\//, '')));
