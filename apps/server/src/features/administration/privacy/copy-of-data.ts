import type { Db } from '../../../platform/db/index.ts';
import { breather } from '../../../platform/jobs/index.ts';
import { type PersonalTable, rowsHeld } from '../../../platform/personal-data/index.ts';
import { writeZip } from '../../../platform/zip/index.ts';
import { tablesAboutPeople } from './personal-data.ts';
import { textOf, toSheet } from './sheet.ts';

export interface CopyRequest {
  personId: string;
  /** Documents in clear, by name of file. */
  documents: ReadonlyMap<string, Buffer>;
  now: number;
}

type Row = Record<string, unknown>;
interface Part {
  table: PersonalTable;
  rows: Row[];
}

/**
 * Everything held about a person as a ZIP: one JSON for programs, a page and a sheet for each kind of data for people, and the documents
 * they gave. What is withheld is named with the reason.
 */
export const copyOfData = async (db: Db, { personId, documents, now }: CopyRequest): Promise<Buffer> => {
  const breathe = breather();
  const parts: Part[] = [];
  for (const table of tablesAboutPeople) {
    const rows = await rowsHeld(db, table, personId);
    if (rows.length > 0) parts.push({ table, rows });
    await breathe();
  }
  const files = new Map<string, string | Buffer>();
  files.set('data.json', JSON.stringify(toJson(parts, { personId, now }), null, 2));
  files.set('index.html', toPage(parts, now));
  for (const { table, rows } of parts) {
    files.set(`tables/${table.table}.csv`, toSheet(rows));
    await breathe();
  }
  for (const [name, bytes] of documents) files.set(`documents/${name}`, bytes);
  return writeZip(files);
};

const toJson = (parts: readonly Part[], { personId, now }: { personId: string; now: number }) => ({
  person: personId,
  madeAt: new Date(now).toISOString(),
  data: parts.map(({ table, rows }) => ({
    kind: table.kind,
    table: table.table,
    withheld: table.withheld ? { fields: table.withheld.columns, why: table.withheld.why } : undefined,
    rows,
  })),
});

const toPage = (parts: readonly Part[], now: number): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Your data</title>
<style>body{font:16px/1.5 system-ui;margin:2rem auto;max-width:60rem;padding:0 1rem}table{border-collapse:collapse;font-size:.875rem}
th,td{border:1px solid #85909d;padding:.25rem .5rem;text-align:start;vertical-align:top;overflow-wrap:anywhere}section{margin-block:2rem;overflow-x:auto}</style></head>
<body><h1>Everything held about you</h1><p>Made on ${escapeHtml(new Date(now).toISOString())}. Times are UTC.</p>
${parts.map(toSection).join('\n')}
</body></html>`;

const toSection = ({ table, rows }: Part): string => {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const why = table.withheld
    ? `<p>Not included: ${escapeHtml(table.withheld.columns.join(', '))}. ${escapeHtml(table.withheld.why)}.</p>`
    : '';
  const line = (row: Row) =>
    `<tr>${columns.map((column) => `<td>${escapeHtml(readable(column, row[column]))}</td>`).join('')}</tr>`;
  return `<section><h2>${escapeHtml(table.kind)} (${rows.length})</h2>${why}<table><thead><tr>${columns
    .map((column) => `<th scope="col">${escapeHtml(column)}</th>`)
    .join('')}</tr></thead><tbody>${rows.map(line).join('')}</tbody></table></section>`;
};

const INSTANT = /(^at|At|Until)$/;

const readable = (column: string, value: unknown): string =>
  typeof value === 'number' && INSTANT.test(column) ? new Date(value).toISOString() : textOf(value);

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
