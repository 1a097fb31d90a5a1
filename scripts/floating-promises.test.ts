import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { findFloatingPromises } from './floating-promises.ts';

const DECLARATIONS = `
declare function later(): Promise<number>;
declare const door: { close(): Promise<void>; ring(): void } | undefined;
declare const reply: { send(): { then(done: () => void): void } };
declare let kept: Promise<number> | undefined;
`;

const FLOATS = [
  'later();',
  '(later());',
  'later().then((x) => x);',
  'later().catch();',
  'later().finally(() => {});',
  'door?.close();',
  'Math.random() > 0.5 ? later() : 0;',
  'Math.random() > 0.5 && later();',
  'new Promise(() => {});',
];

const DOES_NOT_FLOAT = [
  'await later();',
  'void later();',
  'return later();',
  'kept = later();',
  'kept ??= later();',
  'later().catch(() => {});',
  'later().then((x) => x, () => 0);',
  'later().catch(() => {}).finally(() => {});',
  'door?.ring();',
  'reply.send();',
];

test('exactly the promises nobody looks after are found', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'smart-presence-floating-'));
  try {
    const functions = [...FLOATS, ...DOES_NOT_FLOAT].map((body, index) => `async function f${index}() { ${body} }`);
    await writeFile(join(folder, 'tsconfig.json'), '{"compilerOptions":{"strict":true,"types":[]},"files":["x.ts"]}');
    await writeFile(join(folder, 'x.ts'), `${DECLARATIONS}\n${functions.join('\n')}\n`);

    const { floating, files } = findFloatingPromises([join(folder, 'tsconfig.json')]);

    const texts = floating.map((place) => place.replace(/^\S+ /, ''));
    const expected = FLOATS.map((body) => body.replace(/^\(?(later\(\))\);$/, '$1').replace(/;$/, ''));
    assert.deepEqual(texts, expected);
    assert.equal(files, 1);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
