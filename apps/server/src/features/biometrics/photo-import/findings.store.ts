import {
  type ImportProblem,
  type ImportProblemCode,
  type ImportReport,
  importProblems,
  MOST_PROBLEMS,
} from '@smart-presence/contract';
import type { Db, Trx } from '../../../platform/db/index.ts';

/** One thing to say about one file. */
export interface Told {
  row: number;
  /** Name of the file. */
  file: string;
  code: ImportProblemCode;
  /** USN or name of the other student it is about. */
  other?: string;
  /** Somebody should look, but it does not keep the person from being enrolled. */
  isNotice?: boolean;
}

export interface Finding {
  seq: number;
  studentId: string | null;
  /** The first file of it, and its place in the ZIP. */
  fileRow: number;
  file: string;
  /** `new`: a template waits to be applied, or was made. */
  outcome: 'new' | 'unchanged' | 'refused';
  told: Told[];
}

export const insertFindings = async (trx: Trx, uploadId: string, findings: readonly Finding[]): Promise<void> => {
  await trx
    .insertInto('photoFinding')
    .values(findings.map(({ told, ...finding }) => ({ uploadId, ...finding, told: JSON.stringify(told) })))
    .execute();
};

/** How far the dry run is: the next person to look at. */
export const nextSeq = async (db: Db, uploadId: string): Promise<number> => {
  const { last } = await db
    .selectFrom('photoFinding')
    .select(({ fn }) => fn.max<number | null>('seq').as('last'))
    .where('uploadId', '=', uploadId)
    .executeTakeFirstOrThrow();
  return last === null ? 0 : last + 1;
};

/** What would have been enrolled is not, after all. */
export const refuse = async (
  trx: Trx,
  {
    uploadId,
    studentId,
    code,
    other,
  }: { uploadId: string; studentId: string; code: ImportProblemCode; other?: string },
): Promise<void> => {
  const row = await trx
    .selectFrom('photoFinding')
    .select(['seq', 'fileRow', 'file', 'told'])
    .where('uploadId', '=', uploadId)
    .where('studentId', '=', studentId)
    .where('outcome', '=', 'new')
    .executeTakeFirst();
  if (!row) return;
  const told = JSON.parse(row.told) as Told[];
  const refusal: Told = { row: row.fileRow, file: row.file, code, ...(other !== undefined && { other }) };
  await trx
    .updateTable('photoFinding')
    .set({ outcome: 'refused', told: JSON.stringify([...told.filter(({ isNotice }) => !isNotice), refusal]) })
    .where('uploadId', '=', uploadId)
    .where('seq', '=', row.seq)
    .execute();
};

/** Those of whom no template came in the end: they withdrew, or enrolled, since the dry run. */
export const refuseUnmade = async (trx: Trx, uploadId: string): Promise<void> => {
  const unmade = await trx
    .selectFrom('photoFinding')
    .select('studentId')
    .where('uploadId', '=', uploadId)
    .where('outcome', '=', 'new')
    .where('studentId', 'not in', (eb) =>
      eb.selectFrom('photoTemplate').select('personId').where('importId', '=', uploadId),
    )
    .execute();
  for (const { studentId } of unmade)
    if (studentId !== null) await refuse(trx, { uploadId, studentId, code: 'enrolled_meanwhile' });
};

/** Everything that was found so far, as people are told. */
export const reportOn = async (db: Db, uploadId: string): Promise<ImportReport> => {
  const rows = await db
    .selectFrom('photoFinding')
    .select(['outcome', 'told'])
    .where('uploadId', '=', uploadId)
    .orderBy('seq')
    .execute();
  const told = rows.flatMap((row) => JSON.parse(row.told) as Told[]);
  const problems = told.filter(({ isNotice }) => !isNotice);
  const count = (outcome: Finding['outcome']) => rows.filter((row) => row.outcome === outcome).length;
  return {
    rows: rows.length,
    counts: [{ of: 'template', create: count('new'), change: 0, unchanged: count('unchanged') }],
    problems: problems.slice(0, MOST_PROBLEMS).map(inWords),
    problemCount: problems.length,
    notices: told
      .filter(({ isNotice }) => isNotice)
      .slice(0, MOST_PROBLEMS)
      .map(inWords),
  };
};

const inWords = ({ row, file, code, other }: Told): ImportProblem => ({
  row,
  column: '',
  code,
  value: file,
  message: `“${file}” ${importProblems[code]}${other === undefined ? '' : ` (${other})`}.`,
});
