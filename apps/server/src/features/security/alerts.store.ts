import type { ActorKind, SecurityKind, Severity } from '@smart-presence/contract';
import { type Selectable, sql } from 'kysely';
import { chunksOf, type Db, newId, type Schema, type Trx } from '../../platform/db/index.ts';
import { graver } from './risk.ts';

export type AlertRow = Selectable<Schema['securityAlert']>;

export interface RaisedAlert {
  cause: string;
  kind: SecurityKind;
  severity: Severity;
  subjectKind: ActorKind | 'case';
  subject: string;
  points: number;
  eventIds: readonly string[];
  now: number;
}

/**
 * Raises an alert, or adds to the one of its cause that nobody has resolved yet. The database allows one of these for each cause,
 * so of two servers one raises it and the other adds to it.
 */
export const raiseAlert = async (trx: Trx, alert: RaisedAlert): Promise<{ id: string; isNew: boolean }> => {
  const { eventIds, now, ...row } = alert;
  const raised = await trx
    .insertInto('securityAlert')
    .values({ id: newId(now), ...row, state: 'open', openedAt: now, lastAt: now, version: 1 })
    .onConflict((conflict) => conflict.column('cause').where(sql<boolean>`state <> 'resolved'`).doNothing())
    .returning('id')
    .executeTakeFirst();
  const id = raised?.id ?? (await addTo(trx, alert));
  for (const some of chunksOf(eventIds))
    await trx
      .insertInto('securityAlertEvent')
      .values(some.map((eventId) => ({ alertId: id, eventId })))
      .onConflict((conflict) => conflict.columns(['alertId', 'eventId']).doNothing())
      .execute();
  return { id, isNew: raised !== undefined };
};

const addTo = async (trx: Trx, { cause, severity, points, kind, now }: RaisedAlert): Promise<string> => {
  const known = await trx
    .selectFrom('securityAlert')
    .select(['id', 'severity', 'points'])
    .where('cause', '=', cause)
    .where('state', '<>', 'resolved')
    .executeTakeFirstOrThrow();
  await trx
    .updateTable('securityAlert')
    .set({
      lastAt: now,
      severity: graver(known.severity, severity) ?? severity,
      ...(points > known.points ? { points, kind } : {}),
    })
    .where('id', '=', known.id)
    .execute();
  return known.id;
};

/** When the last alert of a cause was resolved: what was before is settled. */
export const settledAt = async (db: Db, cause: string): Promise<number> => {
  const row = await db
    .selectFrom('securityAlert')
    .select(({ fn }) => fn.max('resolvedAt').as('at'))
    .where('cause', '=', cause)
    .executeTakeFirst();
  return row?.at ?? 0;
};

export const alertRow = (db: Db, id: string): Promise<AlertRow | undefined> =>
  db.selectFrom('securityAlert').selectAll().where('id', '=', id).executeTakeFirst();

export interface AlertQuery {
  state: 'unresolved' | AlertRow['state'];
  page: number;
  pageSize: number;
}

/** Open ones first, then by what is newest. */
export const alertRows = async (
  db: Db,
  { state, page, pageSize }: AlertQuery,
): Promise<{ rows: AlertRow[]; total: number }> => {
  const matching =
    state === 'unresolved'
      ? db.selectFrom('securityAlert').where('state', '<>', 'resolved')
      : db.selectFrom('securityAlert').where('state', '=', state);
  const rows = await matching
    .selectAll()
    .orderBy((eb) => eb.case().when('state', '=', 'open').then(0).else(1).end())
    .orderBy('lastAt', 'desc')
    .orderBy('id', 'desc')
    .limit(pageSize)
    .offset((page - 1) * pageSize)
    .execute();
  const { total } = await matching.select(({ fn }) => fn.countAll<number>().as('total')).executeTakeFirstOrThrow();
  return { rows, total: Number(total) };
};

/** What happened of each alert, in numbers. */
export const reasonsOf = async (db: Db, ids: readonly string[]) =>
  ids.length === 0
    ? []
    : await db
        .selectFrom('securityAlertEvent as link')
        .innerJoin('securityEvent as event', 'event.id', 'link.eventId')
        .select(({ fn }) => ['link.alertId', 'event.code', fn.sum<number>('event.times').as('times')])
        .select(({ fn }) => fn.countAll<number>().as('events'))
        .where('link.alertId', 'in', ids)
        .groupBy(['link.alertId', 'event.code'])
        .execute();
