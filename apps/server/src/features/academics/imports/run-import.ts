import { type CsvKind, EditSpec, type ImportReport, requiredColumns } from '@smart-presence/contract';
import { oneAtATime, type Trx, transact, transactLarge } from '../../../platform/db/index.ts';
import { fail } from '../../../platform/http/index.ts';
import { type JobContext, JobRefused, markUndone } from '../../../platform/jobs/index.ts';
import { applyChanges, type ObjectStores } from './apply-changes.ts';
import { planEdit } from './edits/plan-edit.ts';
import { fileOf, forgetChanges, type ImportRow, importRow, undoableId, updateImport } from './imports.store.ts';
import type { Looking } from './lookups.ts';
import { noteFullRooms } from './note-full-rooms.ts';
import { planBundle } from './one-roster/plan-bundle.ts';
import { readBundle } from './one-roster/read-bundle.ts';
import { collectProblems, type Plan, type Problems, reportOf } from './plan.ts';
import { plans } from './plans/index.ts';
import { readRows, textOf } from './read-csv.ts';
import { undoChanges } from './undo-changes.ts';

const importIn = async ({ db, input }: JobContext): Promise<ImportRow> =>
  importRow(db, (input as { importId: string }).importId);

interface ReadFile {
  problems: Problems;
  /** What it would change in a database, and of how many rows. */
  plan: (looking: Looking) => Promise<{ total: number; plan: Plan }>;
}

/** Reads the whole file, outside of any transaction: it does not depend on what is known. */
const readFile = async (context: JobContext, { id, kind, mapping: text }: ImportRow): Promise<ReadFile> => {
  const { db, breathe, progress } = context;
  const mapping = JSON.parse(text) as Record<string, string>;
  const problems = collectProblems();
  if (kind === 'oneroster') {
    const { bundle, total } = await readBundle(Buffer.from(await fileOf(db, id)), { problems, breathe });
    return { problems, plan: async (looking) => ({ total, plan: await planBundle(bundle, looking) }) };
  }
  if (kind === 'edit') {
    const spec = EditSpec.parse(JSON.parse(Buffer.from(await fileOf(db, id)).toString()));
    return { problems, plan: (looking) => planEdit(spec, looking) };
  }
  if (kind === 'photos') throw new Error('photos are for whoever looks at faces');
  for (const column of requiredColumns[kind]) if (!mapping[column]) problems.add({ row: 1, column, code: 'no_column' });
  const isReadable = problems.count === 0;
  const file = textOf(await fileOf(db, id));
  const read = async <K extends CsvKind>(own: K) => {
    const { rows, total } = isReadable
      ? await readRows({ kind: own, text: file, mapping, problems, breathe, progress })
      : { rows: [], total: 0 };
    return { problems, plan: async (looking: Looking) => ({ total, plan: await plans[own](rows, looking) }) };
  };
  return read(kind);
};

/** Dry run: says what the file would change and what is wrong with it. */
export const checkImport = async (context: JobContext): Promise<void> => {
  const { db, breathe, clock } = context;
  const { problems, plan } = await readFile(context, await importIn(context));
  const planned = await plan({ db, problems, breathe, now: clock() });
  await noteFullRooms(planned.plan, db);
  const report = reportOf(planned.plan, planned.total);
  await transact(db, (trx) => context.finish(trx, report));
};

/** Applies the file in one transaction, planned anew in it: what was true at the dry run may not be any more. */
export const applyImport = async (context: JobContext, stores: ObjectStores): Promise<void> => {
  const { db, breathe, clock, actorId } = context;
  const row = await importIn(context);
  const { problems, plan } = await readFile(context, row);
  await transactLarge(db, async (trx) => {
    await takeTurns(trx);
    const now = clock();
    const { total, plan: planned } = await plan({ db: trx, problems, breathe, now });
    await noteFullRooms(planned, trx);
    const report = reportOf(planned, total);
    if (report.problemCount > 0) throw new JobRefused('import_has_errors', report);
    if (row.kind === 'edit') await assertSameCount(trx, { row, changes: planned.changes.length });
    await applyChanges(trx, { stores, importId: row.id, changes: planned.changes, by: { actorId, now }, breathe });
    await updateImport(trx, row.id, { appliedAt: now, file: null });
    await context.finish(trx, report);
  });
};

/** Nobody has seen whom a filter finds: what was confirmed is the count, so it has to be the same. */
const assertSameCount = async (trx: Trx, { row, changes }: { row: ImportRow; changes: number }): Promise<void> => {
  const checked = await trx.selectFrom('job').select('result').where('id', '=', row.checkJobId).executeTakeFirst();
  const { counts } = JSON.parse(checked?.result ?? '{"counts":[]}') as Pick<ImportReport, 'counts'>;
  const counted = counts.reduce((sum, { create, change }) => sum + create + change, 0);
  if (counted !== changes) throw new JobRefused('edit_count_changed');
};

/** Takes the last import back in one transaction, all of it or nothing. */
export const undoImport = async (context: JobContext, stores: ObjectStores): Promise<void> => {
  const { db, breathe, clock, progress, actorId } = context;
  const row = await importIn(context);
  const problems = collectProblems();
  await transactLarge(db, async (trx) => {
    await takeTurns(trx);
    const now = clock();
    if ((await undoableId(trx, now)) !== row.id) fail('not_undoable');
    await undoChanges(trx, { stores, importId: row.id, problems, by: { actorId, now }, breathe, progress });
    if (problems.count > 0)
      throw new JobRefused('undo_refused', { problems: problems.list(), problemCount: problems.count });
    await forgetChanges(trx, row.id, breathe);
    await updateImport(trx, row.id, { undoneAt: now });
    if (row.applyJobId) await markUndone(trx, row.applyJobId, now);
    await context.finish(trx);
  });
};

const takeTurns = (trx: Trx): Promise<void> => oneAtATime(trx, 'imports');
