import { promisify } from 'node:util';
import { gunzip as gunzipLater, gzip as gzipLater } from 'node:zlib';
import {
  type Import,
  type ImportKind,
  type ImportReport,
  type ImportState,
  type JobProgress,
  LARGEST_IMPORT,
  UNDO_DAYS,
} from '@smart-presence/contract';
import type { Selectable } from 'kysely';
import { type Db, type Schema, type Trx, transact } from '../../../platform/db/index.ts';
import { fail } from '../../../platform/http/index.ts';
import { breather, failureOf, forgetJobs } from '../../../platform/jobs/index.ts';
import { personRefs } from '../../accounts/index.ts';

export type ImportRow = Omit<Selectable<Schema['importRun']>, 'file'>;

const columns = [
  'id',
  'kind',
  'fileName',
  'columns',
  'mapping',
  'checkJobId',
  'applyJobId',
  'undoJobId',
  'createdBy',
  'createdAt',
  'appliedAt',
  'undoneAt',
] as const;

const gzip = promisify(gzipLater);
const gunzip = promisify(gunzipLater);

export const pack = (bytes: Uint8Array): Promise<Uint8Array> => gzip(bytes);

/** The file as it came. @throws AppError `import_file_gone`. */
export const fileOf = async (db: Db, id: string): Promise<Uint8Array> => {
  const row = await db.selectFrom('importRun').select('file').where('id', '=', id).executeTakeFirst();
  if (!row) return fail('not_found');
  if (!row.file) return fail('import_file_gone');
  return gunzip(row.file, { maxOutputLength: LARGEST_IMPORT });
};

export const importRow = async (db: Db, id: string): Promise<ImportRow> =>
  (await db.selectFrom('importRun').select(columns).where('id', '=', id).executeTakeFirst()) ?? fail('not_found');

/** Changes an import as its jobs come and go. */
export const updateImport = async (
  trx: Trx,
  id: string,
  change: Partial<Pick<ImportRow, 'mapping' | 'checkJobId' | 'applyJobId' | 'undoJobId' | 'appliedAt' | 'undoneAt'>> & {
    file?: null;
  },
): Promise<void> => {
  await trx.updateTable('importRun').set(change).where('id', '=', id).execute();
};

const DAY_MS = 24 * 3_600_000;

/** The one import that can be undone now: the last that was applied and not undone. */
export const undoableId = async (db: Db, now: number): Promise<string | undefined> => {
  const last = await db
    .selectFrom('importRun')
    .select(['id', 'appliedAt'])
    .where('appliedAt', 'is not', null)
    .where('undoneAt', 'is', null)
    .orderBy('appliedAt', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return last && (last.appliedAt ?? 0) > now - UNDO_DAYS * DAY_MS ? last.id : undefined;
};

type JobRow = Pick<Selectable<Schema['job']>, 'id' | 'kind' | 'state' | 'done' | 'total' | 'failure' | 'result'>;
type Jobs = ReadonlyMap<string, JobRow>;

const jobsOf = async (db: Db, rows: readonly ImportRow[]): Promise<Jobs> => {
  const ids = rows.flatMap((row) => [row.checkJobId, row.applyJobId, row.undoJobId].filter((id) => id !== null));
  if (ids.length === 0) return new Map();
  const jobs = await db
    .selectFrom('job')
    .select(['id', 'kind', 'state', 'done', 'total', 'failure', 'result'])
    .where('id', 'in', ids)
    .execute();
  return new Map(jobs.map((job) => [job.id, job]));
};

/** Where an import stands: its jobs say. */
export const stateOf = (row: ImportRow, jobs: Jobs): { state: ImportState; job: JobRow } => {
  const job = (id: string | null) => (id === null ? undefined : jobs.get(id));
  const [check, apply, undo] = [job(row.checkJobId), job(row.applyJobId), job(row.undoJobId)];
  const isUnderWay = (one: JobRow) => one.state === 'queued' || one.state === 'running';
  if (row.undoneAt !== null && undo) return { state: 'undone', job: undo };
  if (undo) return { state: isUnderWay(undo) ? 'undoing' : 'applied', job: undo };
  if (row.appliedAt !== null && apply) return { state: 'applied', job: apply };
  if (apply) return { state: isUnderWay(apply) ? 'applying' : 'failed', job: apply };
  if (!check) return fail('not_found');
  return { state: isUnderWay(check) ? 'checking' : check.state === 'failed' ? 'failed' : 'checked', job: check };
};

/** Reports of an earlier release know no notices. */
const reportIn = (job: JobRow | undefined): ImportReport | null =>
  job?.result && !job.kind.endsWith('-undo')
    ? { notices: [], ...(JSON.parse(job.result) as Omit<ImportReport, 'notices'>) }
    : null;

/** Imports as the API shows them. */
export const viewImports = async (db: Db, rows: readonly ImportRow[], now: number): Promise<Import[]> => {
  const jobs = await jobsOf(db, rows);
  const people = await personRefs(
    db,
    rows.flatMap(({ createdBy }) => createdBy ?? []),
  );
  const undoable = await undoableId(db, now);
  return rows.map((row) => {
    const { state, job } = stateOf(row, jobs);
    const undo = row.undoJobId === null ? undefined : jobs.get(row.undoJobId);
    const refused = undo?.state === 'failed' && undo.result ? (JSON.parse(undo.result) as ImportReport) : null;
    return {
      id: row.id,
      kind: row.kind,
      fileName: row.fileName,
      state,
      columns: JSON.parse(row.columns) as string[],
      mapping: JSON.parse(row.mapping) as Record<string, string>,
      report: reportIn(jobs.get(row.applyJobId ?? '')) ?? reportIn(jobs.get(row.checkJobId)),
      undoProblems: refused?.problems ?? [],
      undoProblemCount: refused?.problemCount ?? 0,
      job: progressOf(job),
      failure: failureOf(job.failure),
      canUndo: state === 'applied' && row.id === undoable,
      by: people.get(row.createdBy ?? '') ?? null,
      createdAt: row.createdAt,
      appliedAt: row.appliedAt,
      undoneAt: row.undoneAt,
    };
  });
};

const progressOf = ({ id, kind, state, done, total }: JobRow): JobProgress => ({ id, kind, state, done, total });

export const viewImport = async (db: Db, id: string, now: number): Promise<Import> => {
  const [view] = await viewImports(db, [await importRow(db, id)], now);
  return view ?? fail('not_found');
};

export const listImports = async (
  db: Db,
  { page, pageSize, now }: { page: number; pageSize: number; now: number },
): Promise<{ items: Import[]; total: number; page: number; pageSize: number }> => {
  const rows = await db
    .selectFrom('importRun')
    .select(columns)
    .orderBy('id', 'desc')
    .limit(pageSize)
    .offset((page - 1) * pageSize)
    .execute();
  const { total } = await db
    .selectFrom('importRun')
    .select(({ fn }) => fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  return { items: await viewImports(db, rows, now), total, page, pageSize };
};

export interface NewImport {
  id: string;
  kind: ImportKind;
  fileName: string;
  /** Packed; null: it is kept elsewhere. */
  file: Uint8Array | null;
  columns: readonly string[];
  mapping: Readonly<Record<string, string>>;
  checkJobId: string;
  createdBy: string;
  createdAt: number;
}

export const insertImport = async (trx: Trx, { columns, mapping, ...row }: NewImport): Promise<void> => {
  await trx
    .insertInto('importRun')
    .values({ ...row, columns: JSON.stringify(columns), mapping: JSON.stringify(mapping) })
    .execute();
};

/** Changes dealt with in one statement: some milliseconds in SQLite, which waits for no one. */
export const STRETCH = 2500;

/** The number of the last change of an import; -1 without any. */
export const lastChange = async (db: Db, importId: string): Promise<number> => {
  const { last } = await db
    .selectFrom('importChange')
    .select(({ fn }) => fn.max<number | null>('seq').as('last'))
    .where('importId', '=', importId)
    .executeTakeFirstOrThrow();
  return last ?? -1;
};

/** Forgets what is needed to undo an import. */
export const forgetChanges = async (db: Db, importId: string, breathe: () => Promise<void>): Promise<void> => {
  const last = await lastChange(db, importId);
  for (let from = 0; from <= last; from += STRETCH) {
    await db
      .deleteFrom('importChange')
      .where('importId', '=', importId)
      .where('seq', '<', from + STRETCH)
      .execute();
    await breathe();
  }
};

const KEEP_DAYS = 90;

/** What `forgetOldImports` would forget: imports, files and changes. */
export const countOldImports = async (db: Db, { before, now }: { before: number; now: number }): Promise<number> => {
  const { n } = await db
    .selectFrom('importRun')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where((eb) =>
      eb.or([eb('createdAt', '<', before), eb.and([eb('file', 'is not', null), eb('createdAt', '<', now - DAY_MS)])]),
    )
    .executeTakeFirstOrThrow();
  return Number(n);
};

/** Files go after a day, what is needed to undo after 30, and the import itself after 90. */
export const forgetOldImports = async (db: Db, now: number): Promise<number> => {
  const breathe = breather();
  const over = await db
    .selectFrom('importRun')
    .select('id')
    .where('createdAt', '<', now - (UNDO_DAYS + 1) * DAY_MS)
    .execute();
  for (const { id } of over) await forgetChanges(db, id, breathe);
  return transact(db, async (trx) => {
    const emptied = await trx
      .updateTable('importRun')
      .set({ file: null })
      .where('file', 'is not', null)
      .where('createdAt', '<', now - DAY_MS)
      .executeTakeFirst();
    const old = await trx
      .deleteFrom('importRun')
      .where('createdAt', '<', now - KEEP_DAYS * DAY_MS)
      .returning(['checkJobId', 'applyJobId', 'undoJobId'])
      .execute();
    await forgetJobs(
      trx,
      old.flatMap((row) => Object.values(row).filter((id) => id !== null)),
    );
    return Math.max(old.length, Number(emptied.numUpdatedRows));
  });
};
