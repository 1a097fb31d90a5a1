import type { ReportScheduleInput } from '@smart-presence/contract';
import { audit } from '../../../platform/audit/index.ts';
import { type Db, transact } from '../../../platform/db/index.ts';
import { AppError, fail } from '../../../platform/http/index.ts';
import { timeZone } from '../../academics/index.ts';
import { viewerNow } from '../files/write-file.ts';
import type { ReportViewer } from '../kinds/context.ts';
import { makeReport } from '../make-report.ts';
import { reportEntry } from '../report-entry.ts';
import { nextRun } from './next-run.ts';
import { insertSchedule } from './schedules.store.ts';

/**
 * Whoever may see a report may have it sent, to people who may see it, too. @returns its id.
 * @throws AppError `forbidden`, `not_found`, `recipient_may_not`.
 */
export const scheduleReport = async (
  db: Db,
  { input, viewer, now }: { input: ReportScheduleInput; viewer: ReportViewer; now: number },
): Promise<string> => {
  const { report: request, format, rhythm } = input;
  const { title } = await makeReport({ db, viewer, now }, request);
  const recipients = [...new Set(input.recipients)];
  const refused: string[] = [];
  for (const id of recipients) if (!(await maySee(db, { personId: id, request, now }))) refused.push(id);
  if (refused.length > 0)
    fail('recipient_may_not', { details: refused.map((id) => ({ path: 'body.recipients', message: id })) });
  const nextAt = nextRun(rhythm, { zone: await timeZone(db), after: now });
  const ownerId = viewer.personId;
  return transact(db, async (trx) => {
    const id = await insertSchedule(trx, { ownerId, request, title, format, rhythm, recipients, nextAt, now });
    const details = { format, every: rhythm.every, recipients };
    await audit(trx, reportEntry('report.scheduled', { actorId: ownerId, at: now, request, details }));
    return id;
  });
};

/** Whether somebody, as they are now, gets this report at all. */
export const maySee = async (
  db: Db,
  { personId, request, now }: { personId: string; request: ReportScheduleInput['report']; now: number },
): Promise<boolean> => {
  const viewer = await viewerNow(db, personId);
  if (!viewer) return false;
  try {
    await makeReport({ db, viewer, now }, request);
    return true;
  } catch (error) {
    if (error instanceof AppError) return false;
    throw error;
  }
};
