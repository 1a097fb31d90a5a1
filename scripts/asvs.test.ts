import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { ROOT, sourceFiles } from './tasks/source-files.ts';

/** Requirements of levels 1 and 2 in each chapter of ASVS 5.0.0 that the table walks through. */
const CHAPTERS: Readonly<Record<string, number>> = {
  '1': 27,
  '2': 11,
  '3': 19,
  '4': 10,
  '5': 9,
  '6': 35,
  '7': 18,
  '8': 7,
  '9': 7,
  '11': 14,
  '12': 9,
  '13': 13,
  '14': 9,
  '15': 13,
  '16': 16,
};
const STATES = ['met', 'untested', 'open', 'n/a'];

const text = await readFile(join(ROOT, 'docs/asvs.md'), 'utf8');
const rows = [...text.matchAll(/^\| (\d+\.\d+\.\d+) \| ([^|]+) \| ([^|]+) \| ([^|]*) \|([^|]*)\|$/gm)].map(
  ([, id = '', , state = '', how = '', tests = '']) => ({
    id,
    chapter: id.split('.')[0] ?? '',
    state,
    how: how.trim(),
    tests: [...tests.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? ''),
  }),
);
const folders = [...text.matchAll(/^- `([^`]+)`: `([^`]+)`$/gm)].map(
  (match) => [match[1] ?? '', match[2] ?? ''] as const,
);

test('every requirement of the chapters has one row', () => {
  assert.equal(new Set(rows.map(({ id }) => id)).size, rows.length, 'an id is there twice');
  for (const [chapter, count] of Object.entries(CHAPTERS))
    assert.equal(rows.filter((row) => row.chapter === chapter).length, count, `V${chapter}`);
  // A row that is not a row of the table would be counted nowhere.
  assert.equal(text.match(/^\| \d/gm)?.length, rows.length);
});

test('what is met names a test that is there; what is not says why', async () => {
  const files = new Set(await sourceFiles());
  const pathOf = (name: string) => {
    const folder = folders.find(([short]) => name.startsWith(short));
    return folder ? folder[1] + name.slice(folder[0].length) : name;
  };
  for (const { id, state, how, tests } of rows) {
    assert.ok(STATES.includes(state), `${id}: ${state}`);
    assert.ok(how.length > 0, `${id} does not say how, or why not`);
    if (state === 'met') assert.ok(tests.length > 0, `${id} is met and names no test`);
    for (const name of tests) {
      assert.match(name, /\.(test|story)\.ts$/, id);
      assert.ok(files.has(pathOf(name)), `${id}: ${name} is not there`);
    }
  }
});

test('the count is what the table says', () => {
  const counted = rows.filter(({ chapter }) => CHAPTERS[chapter] !== undefined);
  const [met, untested, open, not] = STATES.map((state) => counted.filter((row) => row.state === state).length);
  const sentence = `${counted.length} requirements: ${met} met, ${untested} untested, ${open} open, ${not} not applicable.`;
  assert.ok(text.includes(sentence), sentence);
});

test('what the table says of the code itself', async () => {
  const server = (await sourceFiles()).filter(
    (path) => /^(apps\/server|packages\/contract)\/src\/.*\.ts$/.test(path) && !/\.test\.ts$|\/testing/.test(path),
  );
  assert.ok(server.length > 300, `${server.length} files were read`);
  for (const path of server)
    assert.doesNotMatch(await readFile(join(ROOT, path), 'utf8'), /child_process/, `${path} starts a program`);
  const base = JSON.parse(await readFile(join(ROOT, 'tsconfig.base.json'), 'utf8'));
  assert.equal(base.compilerOptions.strict, true);
  for (const config of ['tsconfig.json', 'apps/web/tsconfig.json'])
    assert.match(await readFile(join(ROOT, config), 'utf8'), /"extends": "[./]*tsconfig\.base\.json"/, config);
});
