import type { NotificationData } from '@smart-presence/contract';
import { type Db, inChunks, type Trx, transact } from '../../platform/db/index.ts';
import { type DomainEvent, publishAll } from '../../platform/events/index.ts';
import { alertRow, raiseAlert, settledAt } from './alerts.store.ts';
import { causeOf, type DueAlert, decideAlerts, type JudgedEvent } from './decide-alerts.ts';
import { RISK_WINDOW_MS, riskOf } from './risk.ts';

/** Has administrators told of an alert, in the transaction that raises it. */
export type TellAdmins = (
  trx: Trx,
  news: { data: NotificationData<'security-alert'>; cause: string; renews: boolean; now: number },
) => Promise<void>;

export interface Judging {
  db: Db;
  tell: TellAdmins;
  now: number;
}

const BATCH = 200;

/**
 * Looks at events that nobody has looked at, and raises the alerts they call for. Events, alerts and what is told of them change in
 * one transaction, and each event is claimed once, also by several servers.
 * @returns how many events were judged.
 */
export const judgeEvents = async ({ db, tell, now }: Judging): Promise<number> => {
  for (let judged = 0; ; ) {
    const ids = await unjudged(db);
    if (ids.length === 0) return judged;
    judged += await transact(db, (trx) => judgeSome(trx, { ids, tell, now }));
    if (ids.length < BATCH) return judged;
  }
};

const unjudged = async (db: Db): Promise<string[]> => {
  const rows = await db
    .selectFrom('securityEvent')
    .select('id')
    .where('isJudged', '=', false)
    .orderBy('id')
    .limit(BATCH)
    .execute();
  return rows.map(({ id }) => id);
};

const columns = [
  'id',
  'code',
  'kind',
  'points',
  'times',
  'lastAt',
  'sessionId',
  'actorKind',
  'actor',
  'personId',
] as const;

const judgeSome = async (
  trx: Trx,
  { ids, tell, now }: { ids: readonly string[]; tell: TellAdmins; now: number },
): Promise<number> => {
  const fresh = await trx
    .updateTable('securityEvent')
    .set({ isJudged: true })
    .where('id', 'in', ids)
    .where('isJudged', '=', false)
    .returning(columns)
    .execute();
  if (fresh.length === 0) return 0;
  const due: DueAlert[] = [];
  for (const events of byActor(fresh)) due.push(...(await alertsOf(trx, events, now)));
  // In one order, so that two servers that raise the same wait for each other, and not crosswise.
  due.sort((a, b) => (a.cause < b.cause ? -1 : 1));
  const changed: DomainEvent[] = [];
  for (const alert of due) {
    const { id, isNew } = await raiseAlert(trx, { ...alert, now });
    if (isNew) await tellOf(trx, { id, tell, now });
    changed.push({ type: 'alert.changed', at: now, actorId: null, data: { alertId: id } });
  }
  await publishAll(trx, [...changed, { type: 'security.changed', at: now, actorId: null, data: {} }]);
  return fresh.length;
};

/** What speaks against nobody calls for no look at anybody's risk. */
const byActor = (events: readonly JudgedEvent[]): JudgedEvent[][] => {
  const actors = new Map<string, JudgedEvent[]>();
  for (const event of events) {
    if (event.points === 0) continue;
    const key = `${event.actorKind} ${event.actor}`;
    actors.set(key, [...(actors.get(key) ?? []), event]);
  }
  return [...actors.values()];
};

/** Enough to be far beyond any limit. */
const MOST_WEIGHED = 500;

const alertsOf = async (trx: Trx, fresh: JudgedEvent[], now: number): Promise<DueAlert[]> => {
  const [{ actorKind, actor }, ...causes] = [fresh[0] as JudgedEvent, ...new Set(fresh.map(causeOf))];
  const settled = Math.max(
    ...(await inChunks(causes, (some) => Promise.all(some.map((cause) => settledAt(trx, cause))))),
  );
  const weighed = await trx
    .selectFrom('securityEvent')
    .select(columns)
    .where('actorKind', '=', actorKind)
    .where('actor', '=', actor)
    .where('lastAt', '>', Math.max(now - RISK_WINDOW_MS, settled))
    .where('points', '>', 0)
    .orderBy('lastAt', 'desc')
    .limit(MOST_WEIGHED)
    .execute();
  return decideAlerts({ fresh, risk: riskOf(weighed, now), weighed });
};

const HOUR_MS = 3_600_000;
/** Alerts of one hour that are told one by one. More are one piece of news, which grows. */
export const TOLD_EACH = 3;

/** Tells administrators of a new alert: the first few of an hour each, the rest together, so that a flood of alerts is no flood of mails. */
const tellOf = async (trx: Trx, { id, tell, now }: { id: string; tell: TellAdmins; now: number }): Promise<void> => {
  const alert = await alertRow(trx, id);
  if (!alert) return;
  const hour = Math.floor(now / HOUR_MS) * HOUR_MS;
  const { raised } = await trx
    .selectFrom('securityAlert')
    .select(({ fn }) => fn.countAll<number>().as('raised'))
    .where('openedAt', '>=', hour)
    .executeTakeFirstOrThrow();
  const more = Number(raised) - TOLD_EACH - 1;
  const data = { alertId: id, threat: alert.kind, severity: alert.severity, more: Math.max(0, more) };
  const isTogether = Number(raised) > TOLD_EACH;
  await tell(trx, { data, cause: isTogether ? `hour ${hour}` : id, renews: isTogether, now });
};
