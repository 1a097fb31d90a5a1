import type { ReportRequest } from '@smart-presence/contract';
import { z } from 'zod';
import type { Keyring } from '../../../platform/crypto/index.ts';
import { type Db, transact } from '../../../platform/db/index.ts';
import { AppError } from '../../../platform/http/index.ts';
import { type JobContext, JobRefused, type JobWork } from '../../../platform/jobs/index.ts';
import { notify } from '../../notifications/index.ts';
import type { ReportViewer } from '../kinds/context.ts';
import { makeReport } from '../make-report.ts';
import { writeAside } from '../writers/write-aside.ts';
import { findFile, forgetFile, keepWritten } from './report-files.store.ts';

const Input = z.object({ fileId: z.string() });

/** Somebody as they are now: a role may have been taken away since. */
export const viewerNow = async (db: Db, personId: string): Promise<ReportViewer | undefined> => {
  const person = await db
    .selectFrom('person')
    .select(['id', 'role'])
    .where('id', '=', personId)
    .where('isDisabled', '=', false)
    .where('isAwaitingApproval', '=', false)
    .executeTakeFirst();
  return person && { personId: person.id, role: person.role };
};

/** Writes a file that was ordered, as its owner may see it at this moment, and tells whom a schedule made it for. */
export const writeFileWork =
  (keyring: Keyring): JobWork =>
  async ({ db, input, clock, breathe, progress, finish }: JobContext) => {
    const file = await findFile(db, Input.parse(input).fileId);
    if (file?.state !== 'making') return;
    const request = JSON.parse(file.request) as ReportRequest;
    const viewer = await viewerNow(db, file.ownerId);
    try {
      if (!viewer) throw new JobRefused('forbidden');
      const report = await makeReport({ db, viewer, now: clock() }, request);
      const bytes = await writeAside(report, file.format, { breathe, progress });
      await transact(db, async (trx) => {
        const now = clock();
        const expiresAt = await keepWritten(trx, { keyring, file, bytes, now });
        if (expiresAt !== undefined && file.scheduleId !== null) {
          const data = { fileId: file.id, report: request.kind, expiresAt };
          await notify(trx, { kind: 'report-ready', data, cause: file.id, people: [file.ownerId], now, expiresAt });
        }
        await finish(trx);
      });
    } catch (error) {
      // Whoever may not see it any more is not sent it, and has nothing to look at.
      if (file.scheduleId === null || !(error instanceof AppError || error instanceof JobRefused)) throw error;
      await transact(db, async (trx) => {
        await forgetFile(trx, file.id);
        await finish(trx);
      });
    }
  };
