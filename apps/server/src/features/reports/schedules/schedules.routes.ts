import type { ReportRequest } from '@smart-presence/contract';
import { audit } from '../../../platform/audit/index.ts';
import { transact } from '../../../platform/db/index.ts';
import { fail } from '../../../platform/http/index.ts';
import type { Platform } from '../../../platform/platform.ts';
import { reportEntry } from '../report-entry.ts';
import { makeDue } from './make-due.ts';
import { scheduleReport } from './schedule-report.ts';
import { removeSchedule, schedulesOf } from './schedules.store.ts';

const LOOK_EVERY_MS = 20_000;

/** Reports that are made each week or month. */
export const scheduleRoutes = ({ db, router, clock, job }: Platform): void => {
  job({ name: 'make due reports', everyMs: LOOK_EVERY_MS, run: () => makeDue({ db, now: clock() }) });

  router.on('myReportSchedules', async ({ viewer }) => ({
    schedules: await schedulesOf(db, { ownerId: viewer.personId }),
  }));

  router.on('scheduleReport', async ({ body, viewer, now }) => {
    const id = await scheduleReport(db, { input: body, viewer, now });
    const [schedule] = await schedulesOf(db, { ownerId: viewer.personId, id });
    return schedule ?? fail('not_found');
  });

  router.on('unscheduleReport', ({ params, viewer, now }) =>
    transact(db, async (trx) => {
      const removed = (await removeSchedule(trx, { id: params.id, ownerId: viewer.personId })) ?? fail('not_found');
      const request = JSON.parse(removed.request) as ReportRequest;
      await audit(trx, reportEntry('report.unscheduled', { actorId: viewer.personId, at: now, request, details: {} }));
      return { ok: true as const };
    }),
  );
};
