import { PREVIEW_ROWS, type Report, type ReportPreview } from '@smart-presence/contract';
import { audit } from '../../platform/audit/index.ts';
import { transact } from '../../platform/db/index.ts';
import { fail } from '../../platform/http/index.ts';
import { breather } from '../../platform/jobs/index.ts';
import type { Platform } from '../../platform/platform.ts';
import { noteTaken } from './files/report-files.store.ts';
import { isLarge } from './is-large.ts';
import { makeReport } from './make-report.ts';
import { reportEntry } from './report-entry.ts';
import { writeAside } from './writers/write-aside.ts';
import { fileName, typeOf } from './writers/write-report.ts';

/** Reports on screens, and as files that are written while somebody waits. */
export const reportRoutes = ({ db, router }: Platform): void => {
  router.on('previewReport', async ({ body, viewer, now }) => previewOf(await makeReport({ db, viewer, now }, body)));

  router.on('takeReport', async ({ body: { report: request, format }, viewer, now }) => {
    const report = await makeReport({ db, viewer, now }, request);
    if (isLarge(report)) fail('report_large');
    const bytes = await writeAside(report, format, { breathe: breather(), progress: () => {} });
    const ownerId = viewer.personId;
    await transact(db, async (trx) => {
      await noteTaken(trx, { ownerId, request, title: report.title, format, now, bytes: bytes.length });
      const details = { format, bytes: bytes.length };
      await audit(trx, reportEntry('report.taken', { actorId: ownerId, at: now, request, details }));
    });
    return { type: typeOf(format), name: fileName(report, format), bytes };
  });
};

const previewOf = (report: Report): ReportPreview => ({
  ...report,
  parts: report.parts.map((part) => ({ ...part, rows: part.rows.slice(0, PREVIEW_ROWS), total: part.rows.length })),
  isLarge: isLarge(report),
});
