import { SecurityKind as kinds, type ReplyInput, type routes, type SecurityKind } from '@smart-presence/contract';
import { sql } from 'kysely';
import type { Db } from '../../platform/db/index.ts';
import { newestEventId } from '../../platform/events/index.ts';
import { namesOf } from './describe.ts';
import { RISK_WINDOW_MS, riskOf } from './risk.ts';

type Overview = ReplyInput<typeof routes.securityOverview>;
type Counts = Overview['byKind'];

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const HOURS = 24;
const MOST_WEIGHED = 5000;
const MOST_PEOPLE = 20;
const MOST_SLOWED = 50;
/** A single sign of most kinds: below it nobody is worth a second look. */
const SUSPICIOUS = 12;

export const securityOverview = async (db: Db, now: number): Promise<Overview> => {
  // Before the rest, so that what comes between is looked at twice rather than missed.
  const eventId = await newestEventId(db);
  const events = await eventsSince(db, now - 7 * DAY_MS);
  const attacks = events.filter(({ points }) => points > 0);
  return {
    alerts: await alertCounts(db),
    openCases: await countOf(db.selectFrom('securityCase').select(all).where('state', '=', 'open')),
    byHour: byHour(attacks, now),
    byKind: count(attacks),
    failures: events
      .filter(({ points, lastAt }) => points === 0 && lastAt > now - DAY_MS)
      .reduce((sum, { times }) => sum + Number(times), 0),
    people: await people(db, now),
    slowed: await slowed(db, now),
    health: {
      waiting: await countOf(db.selectFrom('securityEvent').select(all).where('isJudged', '=', false)),
      newestAt: (await newestJudged(db)) ?? null,
      sectionsDue: await countOf(db.selectFrom('securityDueSection').select(all)),
    },
    eventId,
  };
};

const all = sql<number>`count(*)`.as('n');

/** Alerts that nobody has resolved. */
export const alertCounts = async (db: Db): Promise<Overview['alerts']> => {
  const rows = await db
    .selectFrom('securityAlert')
    .select(({ fn }) => ['state', 'severity', fn.countAll<number>().as('n')])
    .where('state', '<>', 'resolved')
    .groupBy(['state', 'severity'])
    .execute();
  const sum = (keep: (row: (typeof rows)[number]) => boolean) =>
    rows.filter(keep).reduce((total, { n }) => total + Number(n), 0);
  return {
    open: sum(({ state }) => state === 'open'),
    high: sum(({ state, severity }) => state === 'open' && severity === 'high'),
    acknowledged: sum(({ state }) => state === 'acknowledged'),
  };
};

const countOf = async (query: { executeTakeFirstOrThrow(): Promise<{ n: number }> }): Promise<number> =>
  Number((await query.executeTakeFirstOrThrow()).n);

const eventsSince = (db: Db, since: number) =>
  db
    .selectFrom('securityEvent')
    .select(['kind', 'points', 'lastAt', 'times'])
    .where('lastAt', '>', since)
    .orderBy('lastAt')
    .execute();

type Counted = { kind: SecurityKind; lastAt: number; times: number };

const count = (events: readonly Counted[]): Counts => {
  const counts: Counts = {};
  for (const { kind, times } of events) counts[kind] = (counts[kind] ?? 0) + Number(times);
  return Object.fromEntries(kinds.options.filter((kind) => counts[kind]).map((kind) => [kind, counts[kind]]));
};

const byHour = (events: readonly Counted[], now: number): Overview['byHour'] => {
  const last = Math.floor(now / HOUR_MS) * HOUR_MS;
  return Array.from({ length: HOURS }, (_, index) => {
    const at = last - (HOURS - 1 - index) * HOUR_MS;
    return { at, counts: count(events.filter(({ lastAt }) => lastAt >= at && lastAt < at + HOUR_MS)) };
  });
};

/** Who has the highest risk, and why. */
const people = async (db: Db, now: number): Promise<Overview['people']> => {
  const events = await db
    .selectFrom('securityEvent')
    .select(['actor', 'code', 'kind', 'points', 'times', 'lastAt', 'sessionId'])
    .where('actorKind', '=', 'person')
    .where('points', '>', 0)
    .where('lastAt', '>', now - RISK_WINDOW_MS)
    .orderBy('lastAt', 'desc')
    .limit(MOST_WEIGHED)
    .execute();
  const byActor = Map.groupBy(events, ({ actor }) => actor);
  const risky = [...byActor]
    .map(([id, theirs]) => ({ id, risk: riskOf(theirs, now), lastAt: theirs[0]?.lastAt ?? now }))
    .filter(({ risk }) => risk.points >= SUSPICIOUS)
    .sort((a, b) => b.risk.points - a.risk.points)
    .slice(0, MOST_PEOPLE);
  const names = await namesOf(
    db,
    risky.map(({ id }) => id),
  );
  return risky.flatMap(({ id, risk: { points, because }, lastAt }) => {
    const named = names.get(id);
    if (!named) return [];
    const { name, usn, role } = named;
    return [{ person: { id, name, usn }, role, points: Math.round(points), because, lastAt }];
  });
};

/** Accounts at which attempts have to wait, the longest wait first. */
const slowed = async (db: Db, now: number): Promise<Overview['slowed']> => {
  const rows = await db
    .selectFrom('signInFailure as failure')
    .innerJoin('person', 'person.id', 'failure.personId')
    .select(({ fn }) => ['person.id', 'person.name', 'person.role', fn.max('failure.blockedUntil').as('until')])
    .where('failure.blockedUntil', '>', now)
    .groupBy(['person.id', 'person.name', 'person.role'])
    .orderBy('until', 'desc')
    .limit(MOST_SLOWED)
    .execute();
  return rows.map(({ id, name, role, until }) => ({ person: { id, name }, role, until: Number(until) }));
};

const newestJudged = async (db: Db): Promise<number | undefined> => {
  const row = await db
    .selectFrom('securityEvent')
    .select('lastAt')
    .where('isJudged', '=', true)
    .orderBy('lastAt', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.lastAt;
};
