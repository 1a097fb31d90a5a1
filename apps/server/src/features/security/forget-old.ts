import { type Db, transact } from '../../platform/db/index.ts';

const DAY_MS = 24 * 3_600_000;

/** A term and a little more. */
export const KEEP_EVENTS_DAYS = 180;
/** What speaks against nobody by itself is kept as long as it takes to see a habit. */
export const KEEP_TRACES_DAYS = 90;
export const KEEP_TRACES_MS = KEEP_TRACES_DAYS * DAY_MS;
/** Resolved alerts and closed cases, with what came of them. */
export const KEEP_SETTLED_DAYS = 365;

const BATCH = 1000;

/** Deletes what has been kept long enough. An alert stays as long as nobody has resolved it, without its old events. */
export const forgetOld = async (db: Db, now: number): Promise<void> => {
  for (;;) {
    const old = await db
      .selectFrom('securityEvent')
      .select('id')
      .where('lastAt', '<=', now - KEEP_EVENTS_DAYS * DAY_MS)
      .limit(BATCH)
      .execute();
    if (old.length === 0) break;
    const ids = old.map(({ id }) => id);
    await transact(db, async (trx) => {
      await trx.deleteFrom('securityAlertEvent').where('eventId', 'in', ids).execute();
      await trx.deleteFrom('securityEvent').where('id', 'in', ids).execute();
    });
  }
  await db
    .deleteFrom('checkInTrace')
    .where('at', '<=', now - KEEP_TRACES_MS)
    .execute();
  await db
    .deleteFrom('securityLink')
    .where('lastAt', '<=', now - KEEP_TRACES_MS)
    .execute();
  await transact(db, async (trx) => {
    const before = now - KEEP_SETTLED_DAYS * DAY_MS;
    const alerts = trx.selectFrom('securityAlert').select('id').where('resolvedAt', '<=', before);
    await trx.deleteFrom('securityAlertEvent').where('alertId', 'in', alerts).execute();
    await trx.deleteFrom('securityAlert').where('resolvedAt', '<=', before).execute();
    const cases = trx.selectFrom('securityCase').select('id').where('closedAt', '<=', before);
    await trx.deleteFrom('securityCaseMember').where('caseId', 'in', cases).execute();
    await trx.deleteFrom('securityCase').where('closedAt', '<=', before).execute();
  });
};
