import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { samplePath, TEST_CACHE } from './testing/fixtures.ts';

/** The first example of the README, run as it is printed; only its imports and the cache folder are ours. */
test('the README’s example works', async () => {
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
  const example = /```ts\n(.*?)```/s.exec(readme)![1]!;
  const imports = example.match(/^import .*$/gm)!;
  const names = imports.map((line) => /\{ (.*) \}/.exec(line)![1]!).join(', ');
  const body = example.replace(/^import .*$/gm, '').replace('./data/models', TEST_CACHE);
  const modules = imports.map((line) => import(/'(.*)'/.exec(line)![1]!) as Promise<Record<string, unknown>>);
  const known = Object.assign({}, ...(await Promise.all(modules))) as Record<string, unknown>;
  const printed: unknown[][] = [];
  const print = (...values: unknown[]) => printed.push(values);

  const AsyncFunction = (async () => {}).constructor as new (
    ...parts: string[]
  ) => (...values: unknown[]) => Promise<void>;
  await new AsyncFunction(`{ ${names} }`, 'picture', 'print', body)(known, samplePath(1), print);

  assert.equal(printed.length, 3, 'three people');
  for (const [box, score, , , length] of printed) {
    assert.equal((box as number[]).length, 4);
    assert.ok((score as number) > 0.5);
    assert.equal(length, 128);
  }
});
