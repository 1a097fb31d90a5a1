import { REPORT_FILE_DAYS, type ReportFile, type ReportFormat, type ReportRequest } from '@smart-presence/contract';
import type { Keyring } from '../../../platform/crypto/index.ts';
import { type Db, newId, type Trx } from '../../../platform/db/index.ts';
import { failureOf } from '../../../platform/jobs/index.ts';
import { agedRows } from '../../../platform/retention/index.ts';
import { openFile, sealFile, wrappedKeysOf } from '../../../platform/sealed-files/index.ts';

const DAY_MS = 24 * 3_600_000;
const MOST_LISTED = 50;
const PURPOSE = 'report-file';

/** What a rotation of the key-encryption key has to wrap anew here. */
export const reportKeys = wrappedKeysOf({ table: 'reportFile', purpose: PURPOSE });

export interface NewFile {
  ownerId: string;
  request: ReportRequest;
  title: string;
  format: ReportFormat;
  now: number;
  /** Of a schedule: which, and when it was due. */
  schedule?: { id: string; period: number };
}

const fresh = ({ ownerId, request, title, format, now, schedule }: NewFile) => ({
  ...{ id: newId(now), ownerId, request: JSON.stringify(request), title, format, askedAt: now },
  ...{ scheduleId: schedule?.id ?? null, period: schedule?.period ?? null, jobId: null },
});

/** Asks for a file; `null` when this schedule has asked for this one before. */
export const insertMaking = async (trx: Trx, file: NewFile): Promise<string | null> => {
  const row = await trx
    .insertInto('reportFile')
    .values({ ...fresh(file), state: 'making' })
    .onConflict((conflict) => conflict.columns(['scheduleId', 'period', 'ownerId']).doNothing())
    .returning('id')
    .executeTakeFirst();
  return row?.id ?? null;
};

export const setJob = (trx: Trx, { id, jobId }: { id: string; jobId: string }) =>
  trx.updateTable('reportFile').set({ jobId }).where('id', '=', id).execute();

/** One that was written and given at once. */
export const noteTaken = (trx: Trx, { bytes, ...file }: NewFile & { bytes: number }) =>
  trx
    .insertInto('reportFile')
    .values({ ...fresh(file), state: 'taken', bytes, lastTakenAt: file.now })
    .execute();

export const findFile = (db: Db, id: string) =>
  db.selectFrom('reportFile').selectAll().where('id', '=', id).executeTakeFirst();

interface Written {
  file: { id: string; ownerId: string; format: string };
  bytes: Buffer;
  now: number;
}

const ownerOf = ({ id, ownerId, format }: Written['file']) => ({ purpose: PURPOSE, id, bound: [ownerId, format] });

/** Seals what was written with a key of its own. @returns until when it is kept; undefined: nobody waits for it any more. */
export const keepWritten = async (
  trx: Trx,
  { keyring, file, bytes, now }: Written & { keyring: Keyring },
): Promise<number | undefined> => {
  const expiresAt = now + REPORT_FILE_DAYS * DAY_MS;
  const kept = await trx
    .updateTable('reportFile')
    .set({ state: 'ready', bytes: bytes.length, expiresAt, ...sealFile(keyring, ownerOf(file), bytes) })
    .where('id', '=', file.id)
    .where('state', '=', 'making')
    .executeTakeFirst();
  return Number(kept.numUpdatedRows) > 0 ? expiresAt : undefined;
};

export interface KeptFile {
  id: string;
  ownerId: string;
  format: string;
  kekId: string;
  wrapped: Uint8Array;
  sealed: Uint8Array;
}

/** @throws SealError when anything of it was altered or moved. */
export const openKept = (keyring: Keyring, file: KeptFile): Buffer => openFile(keyring, ownerOf(file), file);

export const noteTaking = (trx: Trx, { id, now }: { id: string; now: number }) =>
  trx.updateTable('reportFile').set({ lastTakenAt: now }).where('id', '=', id).execute();

export const forgetFile = (trx: Trx, id: string) => trx.deleteFrom('reportFile').where('id', '=', id).execute();

const erased = { state: 'expired', kekId: null, wrapped: null, sealed: null } as const;

/** Files whose time is over. */
export const oldFiles = agedRows({
  rule: 'report-files',
  table: 'reportFile',
  old: (where, { now }) => where.and([where('expiresAt', '<=', now), where.not(where('sealed', 'is', null))]),
  empty: erased as { state: string; kekId: null; wrapped: null; sealed: null },
  everyMs: 3_600_000,
});

/** What was asked for long ago. */
export const oldAsking = agedRows({
  rule: 'reports-asked',
  table: 'reportFile',
  old: (where, { before }) => where('askedAt', '<=', before),
});

/** Somebody is erased: who is in a sealed file nobody can tell, so none of them stays. */
export const eraseKeptFiles = async (trx: Trx): Promise<void> => {
  await trx.updateTable('reportFile').set(erased).where('sealed', 'is not', null).execute();
};

/** How many a person waits for. */
export const countMaking = async (db: Db, ownerId: string): Promise<number> => {
  const { n } = await db
    .selectFrom('reportFile as file')
    .innerJoin('job', 'job.id', 'file.jobId')
    .select(({ fn }) => fn.countAll<number>().as('n'))
    .where('file.ownerId', '=', ownerId)
    .where('file.state', '=', 'making')
    .where('job.state', 'in', ['queued', 'running'])
    .executeTakeFirstOrThrow();
  return Number(n);
};

/** Newest first. A making whose job has failed, or is gone, has failed. */
export const filesOf = async (db: Db, { ownerId, id }: { ownerId: string; id?: string }): Promise<ReportFile[]> => {
  const rows = await db
    .selectFrom('reportFile as file')
    .leftJoin('job', 'job.id', 'file.jobId')
    .select(['file.id', 'file.request', 'file.title', 'file.format', 'file.state', 'file.askedAt', 'file.bytes'])
    .select(['file.expiresAt', 'file.lastTakenAt', 'file.scheduleId', 'file.jobId'])
    .select(['job.state as jobState', 'job.done', 'job.total', 'job.failure'])
    .where('file.ownerId', '=', ownerId)
    .$if(id !== undefined, (query) => query.where('file.id', '=', id as string))
    .orderBy('file.askedAt', 'desc')
    .orderBy('file.id', 'desc')
    .limit(MOST_LISTED)
    .execute();
  return rows.map(({ request, scheduleId, jobId, jobState, done, total, failure, ...row }): ReportFile => {
    const isAtWork = jobState === 'queued' || jobState === 'running';
    const hasFailed = row.state === 'making' && !isAtWork;
    return {
      ...row,
      report: JSON.parse(request) as ReportRequest,
      state: hasFailed ? 'failed' : row.state,
      job:
        row.state === 'making' && isAtWork && jobId !== null ? { id: jobId, done: done ?? 0, total: total ?? 0 } : null,
      failure: hasFailed ? failureOf(failure ?? 'internal') : null,
      isScheduled: scheduleId !== null,
    };
  });
};
