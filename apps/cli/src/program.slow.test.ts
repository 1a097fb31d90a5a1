import assert from 'node:assert/strict';
import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { BIN, inTemporaryFolder, runCli } from './testing.ts';

const pretend = (version: string) => [
  '--import',
  `data:text/javascript,Object.defineProperty(process,"versions",{value:{...process.versions,node:"${version}"}})`,
];

test('started by an older Node.js, the program goes on with the one of the workspace', async () => {
  const { code, stdout, stderr } = await runCli({ args: ['face', '--help'], nodeOptions: pretend('20.1.0') });
  assert.equal(code, 0, stderr);
  assert.match(stdout, /face describe/);
  const wrong = await runCli({ args: ['nonsense'], nodeOptions: pretend('20.1.0') });
  assert.equal(wrong.code, 2);
});

test('without a newer Node.js it says which is needed and where to get it', async () => {
  await inTemporaryFolder(async (folder) => {
    await mkdir(join(folder, 'bin'));
    const bin = join(folder, 'bin', 'smart-presence.mjs');
    await copyFile(BIN, bin);
    const { code, stderr } = await runCli({ args: ['face'], nodeOptions: pretend('20.1.0'), bin });
    assert.equal(code, 1);
    assert.match(stderr, /Node\.js 24 or newer is needed, this is 20\.1\.0.*npm install/);
  });
});

test('every way to ask for help starts the program, says it and ends well', async () => {
  for (const args of [['-h'], ['face', 'roll', '--help']]) {
    const { code, stdout } = await runCli({ args });
    assert.equal(code, 0, args.join(' '));
    assert.match(stdout, /^Usage: smart-presence /);
  }
});

test('a wrong call prints no result', async () => {
  const { code, stdout } = await runCli({ args: ['face', 'describe', '--json', '--frobnicate', 'a.jpg'] });
  assert.deepEqual([code, stdout], [2, '']);
});
