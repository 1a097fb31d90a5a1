import type { Db } from '../../platform/db/index.ts';
import { agedRows, type Hold, type RetentionWork, together } from '../../platform/retention/index.ts';

/** A habit is looked for in so many days of traces. */
export const LINKED_DAYS = 90;
export const LINKED_MS = LINKED_DAYS * 24 * 3_600_000;

const unresolved = (where: { selectFrom: (table: string) => unknown }) => {
  const events = where.selectFrom('securityAlertEvent as of') as Joinable;
  return events
    .innerJoin('securityAlert as alert', 'alert.id', 'of.alertId')
    .select('of.alertId')
    .whereRef('of.eventId', '=', 'securityEvent.id')
    .where('alert.resolvedAt', 'is', null);
};
interface Joinable {
  innerJoin: (...on: string[]) => Joinable;
  select: (column: string) => Joinable;
  whereRef: (...on: string[]) => Joinable;
  where: (...on: unknown[]) => Joinable;
}

/** Signs of attacks, unless an alert that nobody has resolved, or an open case, stands on them. */
const oldEvents = agedRows({
  rule: 'security-events',
  table: 'securityEvent',
  isAudited: true,
  old: (where, { before }) => where.and([where('lastAt', '<=', before), where.not(where.exists(unresolved(where)))]),
  people: ['personId', 'actor'],
  first: async (trx, ids) => {
    await trx.deleteFrom('securityAlertEvent').where('eventId', 'in', ids).execute();
  },
});

/** What speaks against nobody by itself is kept as long as it takes to see a habit. */
const oldTraces = together([
  agedRows({
    rule: 'check-in-traces',
    table: 'checkInTrace',
    key: ['sessionId', 'studentId'],
    isAudited: true,
    old: (where, { before }) => where('at', '<=', before),
    people: ['studentId'],
  }),
  agedRows({
    rule: 'check-in-traces',
    table: 'securityLink',
    isAudited: true,
    old: (where, { before }) => where('lastAt', '<=', before),
    people: ['a', 'b'],
  }),
]);

/** Resolved alerts and closed cases, with what came of them. */
const oldSettled = together([
  agedRows({
    rule: 'settled-alerts',
    table: 'securityAlert',
    isAudited: true,
    old: (where, { before }) => where('resolvedAt', '<=', before),
    first: async (trx, ids) => {
      await trx.deleteFrom('securityAlertEvent').where('alertId', 'in', ids).execute();
    },
  }),
  agedRows({
    rule: 'settled-alerts',
    table: 'securityCase',
    isAudited: true,
    old: (where, { before }) => where('closedAt', '<=', before),
    first: async (trx, ids) => {
      await trx.deleteFrom('securityCaseMember').where('caseId', 'in', ids).execute();
    },
  }),
]);

export const securityRetention: RetentionWork[] = [oldEvents, oldTraces, oldSettled];

/** Whoever is in an open case, or the subject of an alert that nobody has resolved: what it stands on stays. */
export const securityHold: Hold = {
  people: (db: Db) =>
    db
      .selectFrom('securityCaseMember')
      .innerJoin('securityCase', 'securityCase.id', 'securityCaseMember.caseId')
      .select('securityCaseMember.personId as id')
      .where('securityCase.state', '=', 'open')
      .union(
        db
          .selectFrom('securityAlert')
          .select('securityAlert.subject as id')
          .where('securityAlert.resolvedAt', 'is', null),
      ),
};
