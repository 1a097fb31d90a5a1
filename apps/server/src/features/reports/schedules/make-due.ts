import type { ReportRequest, ReportRhythm } from '@smart-presence/contract';
import { audit } from '../../../platform/audit/index.ts';
import { type Db, transact } from '../../../platform/db/index.ts';
import { timeZone } from '../../academics/index.ts';
import { startMaking } from '../files/order-report.ts';
import { reportEntry } from '../report-entry.ts';
import { nextRun } from './next-run.ts';
import { maySee } from './schedule-report.ts';
import { dueSchedules, moveOn, recipientsOf, stop } from './schedules.store.ts';

/**
 * Has every report made whose turn has come: a file for each recipient, once for each turn however many servers look. After an outage
 * it is made once, and goes on with the next turn to come. One whose owner may not see it any more stops.
 * @returns how many files were asked for.
 */
export const makeDue = async ({ db, now }: { db: Db; now: number }): Promise<number> => {
  const due = await dueSchedules(db, now);
  if (due.length === 0) return 0;
  const zone = await timeZone(db);
  const recipients = await recipientsOf(
    db,
    due.map(({ id }) => id),
  );
  let asked = 0;
  for (const schedule of due) {
    const { id, ownerId, title, format, nextAt } = schedule;
    const request = JSON.parse(schedule.request) as ReportRequest;
    // Read before the transaction: a report may be long, and the turn is taken by one server all the same.
    const isAllowed = await maySee(db, { personId: ownerId, request, now });
    await transact(db, async (trx) => {
      if (!isAllowed) {
        if (!(await stop(trx, schedule, now))) return;
        const facts = { actorId: null, at: now, request, details: { owner: ownerId } };
        await audit(trx, reportEntry('report.schedule-stopped', facts));
        return;
      }
      const to = nextRun(JSON.parse(schedule.rhythm) as ReportRhythm, { zone, after: now });
      if (!(await moveOn(trx, schedule, { to, now }))) return;
      for (const { personId } of recipients.get(id) ?? []) {
        const file = { ownerId: personId, request, title, format, now, schedule: { id, period: nextAt } };
        if ((await startMaking(trx, file)) !== null) asked += 1;
      }
    });
  }
  return asked;
};
