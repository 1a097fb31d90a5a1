import { readFile, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Table } from './suite.ts';

const FILE = fileURLToPath(new URL('../../../docs/benchmarks.md', import.meta.url));
const INTRODUCTION = `# Benchmarks

Written by \`npm run bench -- --write\`. Ratios were taken in one run on the same pictures and are what to trust; milliseconds
belong to the machine named with them. Recall stands beside speed: a detector that finds fewer faces is not faster.
`;

/** Tables for the terminal: columns lined up, numbers to the right. */
export function printed(title: string, tables: readonly Table[]): string {
  return `\n${title}\n${tables.map((table) => `\n${table.title}\n${aligned(table)}\n`).join('')}`;
}

function aligned({ columns, rows }: Table): string {
  const all = [columns, ...rows];
  const widths = columns.map((_, column) => Math.max(...all.map((row) => row[column]!.length)));
  return all
    .map((row) => row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at]!) : cell.padStart(widths[at]!))).join('   '))
    .map((line) => `  ${line.trimEnd()}`)
    .join('\n');
}

export interface Part {
  name: string;
  title: string;
  tables: readonly Table[];
}

/** Replaces the part of one bench in docs/benchmarks.md and leaves the others. */
export async function keep(part: Part): Promise<void> {
  const before = await readFile(FILE, 'utf8').catch(() => INTRODUCTION);
  await writeFile(FILE, withPart(before, part));
}

/** The document with the part of one bench put in its place, or added at the end. */
export function withPart(document: string, { name, title, tables }: Part): string {
  const [start, end] = [`<!-- bench: ${name} -->`, `<!-- end: ${name} -->`];
  const part = `${start}\n\n## ${title}\n\n${stamp()}\n\n${tables.map(markdown).join('\n')}\n${end}\n`;
  const at = document.indexOf(start);
  if (at === -1) return `${document.trimEnd()}\n\n${part}`;
  return document.slice(0, at) + part + document.slice(document.indexOf(end) + end.length + 1);
}

function stamp(): string {
  const processors = cpus();
  const model = processors[0]?.model.trim() || 'unknown processor';
  return `${new Date().toISOString().slice(0, 10)}, ${model} (${processors.length} cores), Node.js ${process.versions.node}.`;
}

function markdown({ title, note, columns, rows }: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rule = line(columns.map((_, at) => (at === 0 ? '---' : '--:')));
  return `### ${title}\n\n${note}\n\n${[line(columns), rule, ...rows.map(line)].join('\n')}\n`;
}
