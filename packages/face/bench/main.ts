/** `npm run bench [-- NAME…] [--write]`: measures, prints tables, and with `--write` keeps them in docs/benchmarks.md. */
import { readdir } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { keep, printed } from './report.ts';
import type { Suite } from './suite.ts';

const ENDING = '.bench.ts';

async function suites(): Promise<Map<string, Suite>> {
  const files = (await readdir(new URL('.', import.meta.url))).filter((file) => file.endsWith(ENDING)).sort();
  const entries = files.map(async (file): Promise<[string, Suite]> => {
    const { suite } = (await import(new URL(file, import.meta.url).href)) as { suite: Suite };
    return [file.slice(0, -ENDING.length), suite];
  });
  return new Map(await Promise.all(entries));
}

const { values, positionals } = parseArgs({ options: { write: { type: 'boolean' } }, allowPositionals: true });
const known = await suites();
const unknown = positionals.filter((name) => !known.has(name));
if (unknown.length > 0) {
  console.error(`There is no bench ${unknown.join(', ')}; there are: ${[...known.keys()].join(', ')}`);
  process.exit(2);
}
for (const [name, suite] of known) {
  if (positionals.length > 0 ? !positionals.includes(name) : !suite.byDefault) continue;
  const tables = await suite.run({ progress: (what) => console.error(`… ${suite.title}: ${what}`) });
  console.log(printed(suite.title, tables));
  if (values.write) await keep({ name, title: suite.title, tables });
}
