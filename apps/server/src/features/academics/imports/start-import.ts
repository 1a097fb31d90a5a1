import { type EditSpec, type FileKind, type ImportKind, importColumns } from '@smart-presence/contract';
import { type Db, newId, type Trx, transact } from '../../../platform/db/index.ts';
import { fail } from '../../../platform/http/index.ts';
import { enqueueJob } from '../../../platform/jobs/index.ts';
import { guessMapping } from './columns.ts';
import { titleOf } from './edits/title-of.ts';
import { importRow, insertImport, pack, undoableId, updateImport, viewImport } from './imports.store.ts';
import { readZip } from './one-roster/zip.ts';
import { readHeadings, textOf } from './read-csv.ts';

export interface ChosenFile {
  /** Photos come another way: in parts, to whoever looks at faces. */
  kind: Exclude<FileKind, 'photos'>;
  fileName: string;
  bytes: Uint8Array;
}

export interface Asking {
  actorId: string;
  now: number;
}

/** Keeps a file and asks for its dry run. @throws AppError `import_unreadable`. @returns the id of the import. */
export const startImport = async (
  db: Db,
  { kind, fileName, bytes }: ChosenFile,
  { actorId, now }: Asking,
): Promise<string> => {
  // Said at once, while the person who chose the file looks on.
  const headings = kind === 'oneroster' ? [] : readHeadings(textOf(bytes)).headings;
  if (kind === 'oneroster') await readZip(Buffer.from(bytes));
  const file = await pack(bytes);
  const id = newId(now);
  await transact(db, async (trx) => {
    const checkJobId = await ask(trx, 'check', { kind, importId: id, fileName, actorId, now });
    const mapping = kind === 'oneroster' ? {} : guessMapping(importColumns[kind], headings);
    await insertImport(trx, {
      id,
      kind,
      fileName,
      file,
      columns: headings,
      mapping,
      checkJobId,
      createdBy: actorId,
      createdAt: now,
    });
  });
  return id;
};

/** Keeps an edit of all that match, and asks for them to be counted. @returns the id of the import it becomes. */
export const startEdit = async (db: Db, spec: EditSpec, { actorId, now }: Asking): Promise<string> => {
  const file = await pack(Buffer.from(JSON.stringify(spec)));
  const id = newId(now);
  const fileName = titleOf(spec);
  await transact(db, async (trx) => {
    const checkJobId = await ask(trx, 'check', { kind: 'edit', importId: id, fileName, actorId, now });
    const nothing = { columns: [], mapping: {} };
    await insertImport(trx, {
      id,
      kind: 'edit',
      fileName,
      file,
      ...nothing,
      checkJobId,
      createdBy: actorId,
      createdAt: now,
    });
  });
  return id;
};

interface Step {
  kind: ImportKind;
  importId: string;
  fileName: string;
  actorId: string;
  now: number;
}

const ask = (trx: Trx, step: 'check' | 'apply' | 'undo', { kind, importId, fileName, ...asking }: Step) =>
  enqueueJob(trx, {
    kind: `${kind === 'photos' ? 'photo' : 'import'}-${step}`,
    subject: fileName,
    input: { importId },
    ...asking,
  });

/**
 * An import of photos, whose ZIP is with whoever looks at faces under the same id, and its dry run. Call in the transaction
 * that has the last part.
 */
export const startPhotoImport = async (
  trx: Trx,
  { id, fileName }: { id: string; fileName: string },
  { actorId, now }: Asking,
): Promise<void> => {
  const checkJobId = await ask(trx, 'check', { kind: 'photos', importId: id, fileName, actorId, now });
  const nothing = { file: null, columns: [], mapping: {} };
  await insertImport(trx, { id, kind: 'photos', fileName, ...nothing, checkJobId, createdBy: actorId, createdAt: now });
};

/** Repeats the dry run with other columns. @throws AppError `import_not_ready` once it is being applied. */
export const recheckImport = (
  db: Db,
  { id, mapping }: { id: string; mapping: Readonly<Record<string, string>> },
  { actorId, now }: Asking,
): Promise<void> =>
  transact(db, async (trx) => {
    const row = await importRow(trx, id);
    const { state } = await viewImport(trx, id, now);
    if (row.kind === 'photos' || row.appliedAt !== null || !['checked', 'failed'].includes(state))
      return fail('import_not_ready');
    const headings = JSON.parse(row.columns) as string[];
    const ours: readonly string[] = row.kind === 'oneroster' || row.kind === 'edit' ? [] : importColumns[row.kind];
    const known = Object.entries(mapping).filter(([own, theirs]) => ours.includes(own) && headings.includes(theirs));
    const checkJobId = await ask(trx, 'check', { kind: row.kind, importId: id, fileName: row.fileName, actorId, now });
    await updateImport(trx, id, { mapping: JSON.stringify(Object.fromEntries(known)), checkJobId, applyJobId: null });
  });

/** Asks for a checked import to be applied. @throws AppError `import_not_ready`, `import_has_errors`. */
export const askToApply = (db: Db, id: string, { actorId, now }: Asking): Promise<void> =>
  transact(db, async (trx) => {
    const row = await importRow(trx, id);
    const { state, report } = await viewImport(trx, id, now);
    const isPhotos = row.kind === 'photos';
    // Photos are applied in batches: what a failure stopped goes on.
    const mayGoOn = isPhotos && state === 'failed' && row.applyJobId !== null;
    if ((state !== 'checked' && !mayGoOn) || !report) return fail('import_not_ready');
    if (report.problemCount > 0 && !isPhotos) fail('import_has_errors');
    const applyJobId = await ask(trx, 'apply', { kind: row.kind, importId: id, fileName: row.fileName, actorId, now });
    await updateImport(trx, id, { applyJobId });
  });

/** Asks for the last import to be taken back. @throws AppError `import_not_ready`, `not_undoable`. */
export const askToUndo = (db: Db, id: string, { actorId, now }: Asking): Promise<void> =>
  transact(db, async (trx) => {
    const row = await importRow(trx, id);
    const { state } = await viewImport(trx, id, now);
    if (state !== 'applied') fail('import_not_ready');
    if ((await undoableId(trx, now)) !== id) fail('not_undoable');
    const undoJobId = await ask(trx, 'undo', { kind: row.kind, importId: id, fileName: row.fileName, actorId, now });
    await updateImport(trx, id, { undoJobId });
  });
