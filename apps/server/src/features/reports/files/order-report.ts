import type { ReportFormat, ReportRequest } from '@smart-presence/contract';
import { audit } from '../../../platform/audit/index.ts';
import { type Db, oneAtATime, type Trx, transact } from '../../../platform/db/index.ts';
import { fail } from '../../../platform/http/index.ts';
import { enqueueJob } from '../../../platform/jobs/index.ts';
import { type ReportViewer, words } from '../kinds/context.ts';
import { makeReport } from '../make-report.ts';
import { reportEntry } from '../report-entry.ts';
import { countMaking, insertMaking, type NewFile, setJob } from './report-files.store.ts';

/** So many are written for one person at a time. */
const MOST_MAKING = 5;

/**
 * Has a report written in the background. @returns the id of its file.
 * @throws AppError `forbidden`, `not_found`, `reports_waiting`.
 */
export const orderReport = async (
  db: Db,
  { request, format, viewer, now }: { request: ReportRequest; format: ReportFormat; viewer: ReportViewer; now: number },
): Promise<string> => {
  const { title } = await makeReport({ db, viewer, now }, request);
  const ownerId = viewer.personId;
  return transact(db, async (trx) => {
    await oneAtATime(trx, `reports:${ownerId}`);
    if ((await countMaking(trx, ownerId)) >= MOST_MAKING) fail('reports_waiting');
    const id = await startMaking(trx, { ownerId, request, title, format, now });
    if (id === null) throw new Error('a file without a schedule was asked for before');
    await audit(trx, reportEntry('report.ordered', { actorId: ownerId, at: now, request, details: { format } }));
    return id;
  });
};

/** A file and the job that writes it; null when the schedule asked for it before. */
export const startMaking = async (trx: Trx, file: NewFile): Promise<string | null> => {
  const id = await insertMaking(trx, file);
  if (id === null) return null;
  const { ownerId, request, now } = file;
  // What the title says of people is for the owner: lists of jobs have the kind.
  const job = { kind: 'report' as const, subject: words(request.kind), input: { fileId: id }, actorId: ownerId, now };
  await setJob(trx, { id, jobId: await enqueueJob(trx, job) });
  return id;
};
