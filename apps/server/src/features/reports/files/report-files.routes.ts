import type { ReportRequest } from '@smart-presence/contract';
import { audit } from '../../../platform/audit/index.ts';
import type { Keyring } from '../../../platform/crypto/index.ts';
import { transact } from '../../../platform/db/index.ts';
import { fail } from '../../../platform/http/index.ts';
import type { Platform } from '../../../platform/platform.ts';
import { timeZone } from '../../academics/index.ts';
import { mayAskFor } from '../make-report.ts';
import { reportEntry } from '../report-entry.ts';
import { fileName, typeOf } from '../writers/write-report.ts';
import { orderReport } from './order-report.ts';
import { filesOf, findFile, noteTaking, oldAsking, oldFiles, openKept } from './report-files.store.ts';
import { writeFileWork } from './write-file.ts';

/** Reports that are written in the background, kept sealed for days, and taken by whoever asked. */
export const reportFileRoutes = (platform: Platform, keyring: Keyring): void => {
  const { db, router, work, retain } = platform;
  work('report', writeFileWork(keyring));
  retain(oldFiles, oldAsking);

  router.on('orderReport', async ({ body: { report: request, format }, viewer, now }) => {
    const id = await orderReport(db, { request, format, viewer, now });
    const [file] = await filesOf(db, { ownerId: viewer.personId, id });
    return file ?? fail('not_found');
  });

  router.on('myReportFiles', async ({ viewer }) => ({ files: await filesOf(db, { ownerId: viewer.personId }) }));

  router.on('takeReportFile', async ({ params, viewer, now }) => {
    const file = await findFile(db, params.id);
    if (file?.ownerId !== viewer.personId) return fail('not_found');
    const { id, ownerId, format, title, askedAt, kekId, wrapped, sealed, expiresAt } = file;
    const request = JSON.parse(file.request) as ReportRequest;
    // A role that was taken away takes what it had ordered along.
    if (!mayAskFor(viewer.role, request)) return fail('forbidden');
    if (kekId === null || wrapped === null || sealed === null || (expiresAt ?? 0) <= now) return fail('report_gone');
    const bytes = openKept(keyring, { id, ownerId, format, kekId, wrapped, sealed });
    await transact(db, async (trx) => {
      await noteTaking(trx, { id, now });
      const details = { format, bytes: bytes.length };
      await audit(trx, reportEntry('report.taken', { actorId: ownerId, at: now, request, details }));
    });
    const zone = await timeZone(db);
    return { type: typeOf(format), name: fileName({ title, asOf: askedAt, timeZone: zone }, format), bytes };
  });
};
