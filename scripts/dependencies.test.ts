import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { readTree } from './import-rules.ts';
import { ROOT } from './tasks/source-files.ts';

test('docs/dependencies.md has a line for every dependency, and none too many', async () => {
  const { workspaces } = await readTree();
  const all = new Set(workspaces.flatMap(({ dependencies }) => [...dependencies]));
  const wanted = [...all].filter((name) => !name.startsWith('@smart-presence/')).sort();
  assert.ok(wanted.length > 20, 'the package.json files were read');

  const text = await readFile(join(ROOT, 'docs/dependencies.md'), 'utf8');
  const told = [...text.matchAll(/^- `([^`]+)`: \S/gm)].map(([, name]) => name).sort();
  assert.deepEqual(told, wanted);
});

test('the lockfile names every platform of what we depend on, or `npm ci` refuses it', async () => {
  const { workspaces } = await readTree();
  const lock: Lockfile = JSON.parse(await readFile(join(ROOT, 'package-lock.json'), 'utf8'));
  const locked = new Set(Object.keys(lock.packages).map((path) => path.replace(/^.*node_modules\//, '')));
  const direct = workspaces.flatMap(({ dependencies }) => [...dependencies]);
  const wanted = direct.flatMap((name) =>
    Object.keys(lock.packages[`node_modules/${name}`]?.optionalDependencies ?? {}),
  );
  assert.ok(wanted.length > 20, 'the lockfile was read');
  assert.deepEqual([...new Set(wanted.filter((name) => !locked.has(name)))], []);
});

interface Lockfile {
  packages: Record<string, { optionalDependencies?: Record<string, string> }>;
}
