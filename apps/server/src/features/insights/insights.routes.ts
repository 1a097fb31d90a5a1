import type { Db } from '../../platform/db/index.ts';
import type { Platform } from '../../platform/platform.ts';
import { addDays, dayIn, type SectionViewer, sectionsOf, startOfDay, timeZone } from '../academics/index.ts';
import { countWaiting } from '../accounts/index.ts';
import { classesToHold, sessionViews } from '../attendance/index.ts';
import { currentPolicy } from '../policies/index.ts';
import { alertCounts } from '../security/index.ts';
import { openAnalytics } from './analytics/analytics.ts';
import { biometricCounts, dayCounts, peopleCounts, setupSteps, undeliveredMails, usualOn } from './overview.store.ts';
import { sectionInsight } from './sections/section-insight.ts';

/** Where nothing is to be held within these days, there is no next class to speak of. */
const LOOK_AHEAD_DAYS = 7;
/** What is usual on a weekday is what was on it in so many weeks. */
const USUAL_WEEKS = [1, 2, 3, 4];
const RECENT_SESSIONS = 12;
const FLAG_WINDOW_MS = 30 * 24 * 3_600_000;

export const insightRoutes = ({ db, router }: Platform): void => {
  router.on('facultyToday', async ({ viewer, now }) => {
    const sections = await sectionsOf(db, viewer);
    const recent = await sessionViews(db, { viewer, limit: RECENT_SESSIONS, now });
    return {
      classes: await nextDayOfClasses(db, { viewer, now }),
      sections,
      // Sections that sit together are one class.
      open: recent
        .filter((session) => session.state === 'open' || session.state === 'closing')
        .filter(({ leadId }, _, open) => leadId === null || !open.some(({ id }) => id === leadId)),
      recent: recent.filter((session) => session.state !== 'open' && session.state !== 'closing'),
    };
  });

  router.on('sectionInsight', ({ params, viewer, now }) => sectionInsight(db, { sectionId: params.id, viewer, now }));
  const analytics = openAnalytics(db);
  router.on('analytics', ({ query, now }) => analytics(query, now));

  router.on('overview', async ({ viewer, now }) => {
    const zone = await timeZone(db);
    const { data: policy } = await currentPolicy(db, now);
    const today = dayIn(zone, now);
    const dayStart = startOfDay(zone, today);
    const lateCode = policy.lateCode === policy.presentCode ? null : policy.lateCode;
    const counting = policy.marks.filter((kind) => kind.counts);
    const countedCodes = counting.map((kind) => kind.code);
    const attendedCodes = counting.filter((kind) => kind.attended > 0).map((kind) => kind.code);
    return {
      people: { ...(await peopleCounts(db)), registered: await countWaiting(db) },
      biometrics: await biometricCounts(db, now - FLAG_WINDOW_MS),
      today: await dayCounts(db, { dayStart, now, attendedCodes, countedCodes, lateCode }),
      usual: await usualOn(
        db,
        USUAL_WEEKS.map((weeks) => addDays(today, -7 * weeks)),
      ),
      mail: { undelivered: await undeliveredMails(db) },
      sessions: await sessionViews(db, { viewer, from: dayStart, limit: RECENT_SESSIONS, now }),
      alerts: await alertCounts(db),
      setup: await setupSteps(db),
    };
  });
};

/** Classes of today; when none is left, those of the next day that has some. */
const nextDayOfClasses = async (db: Db, { viewer, now }: { viewer: SectionViewer; now: number }) => {
  const zone = await timeZone(db);
  const today = dayIn(zone, now);
  const classes = await classesToHold(db, {
    viewer,
    from: startOfDay(zone, today),
    before: startOfDay(zone, addDays(today, LOOK_AHEAD_DAYS)),
    now,
  });
  const next = classes.find(({ endsAt, state }) => endsAt > now && state === 'scheduled') ?? classes.at(-1);
  const day = next && dayIn(zone, next.startsAt);
  return classes.filter(({ startsAt }) => dayIn(zone, startsAt) === day);
};
