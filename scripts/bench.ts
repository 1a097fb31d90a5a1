/**
 * `npm run bench [-- NAME… --write --pictures DIR --attempts N]`: measures, prints tables, and with `--write` keeps them in
 * docs/benchmarks.md. Figures of pictures that others do not have are printed only.
 */
import { readdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { keep, printed } from '@smart-presence/face/bench/report.ts';
import type { Suite, SuiteOptions } from '@smart-presence/face/bench/suite.ts';

const ENDING = '.bench.ts';

/** Where benches lie: a bench is a file `NAME.bench.ts` that exports a `suite`. */
const FOLDERS = ['packages/face/bench', 'e2e/bench'].map((folder) => new URL(`../${folder}/`, import.meta.url));

async function suites(): Promise<Map<string, Suite>> {
  const found = new Map<string, Suite>();
  for (const folder of FOLDERS) {
    const files = (await readdir(folder)).filter((file) => file.endsWith(ENDING)).sort();
    for (const file of files) {
      const { suite } = (await import(new URL(file, folder).href)) as { suite: Suite };
      found.set(file.slice(0, -ENDING.length), suite);
    }
  }
  return found;
}

const { values, positionals } = parseArgs({
  options: { write: { type: 'boolean' }, pictures: { type: 'string' }, attempts: { type: 'string' } },
  allowPositionals: true,
});
const options: SuiteOptions = {
  ...(values.pictures !== undefined && { pictures: resolve(values.pictures) }),
  ...(values.attempts !== undefined && { attempts: Number(values.attempts) }),
};
if (options.attempts !== undefined && !(options.attempts >= 1)) {
  console.error(`--attempts is a number of 1 or more, not ${values.attempts}`);
  process.exit(2);
}
const known = await suites();
const unknown = positionals.filter((name) => !known.has(name));
if (unknown.length > 0) {
  console.error(`There is no bench ${unknown.join(', ')}; there are: ${[...known.keys()].join(', ')}`);
  process.exit(2);
}
for (const [name, suite] of known) {
  if (positionals.length > 0 ? !positionals.includes(name) : !suite.byDefault) continue;
  const tables = await suite.run({ options, progress: (what) => console.error(`… ${suite.title}: ${what}`) });
  console.log(printed(suite.title, tables));
  if (values.write && !options.pictures) await keep({ name, title: suite.title, tables });
}
