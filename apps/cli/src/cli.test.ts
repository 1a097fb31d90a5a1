import assert from 'node:assert/strict';
import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { run } from './run.ts';
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

test('every command explains itself with --help', async () => {
  const overview = async (args: readonly string[]) => {
    const { code, stdout } = await runCli({ args });
    assert.equal(code, 0, args.join(' '));
    assert.match(stdout, /^Usage: smart-presence /);
    assert.match(stdout, /face verify/);
  };
  const about = async (name: string) => {
    const { code, stdout } = await runCli({ args: [...name.split(' '), '--help'] });
    assert.equal(code, 0, name);
    assert.ok(stdout.startsWith(`Usage: smart-presence ${name}`), stdout);
  };
  await Promise.all([overview(['-h']), overview(['help']), overview(['face', '--help'])]);
  await Promise.all(['serve', 'demo', 'doctor', 'face describe', 'face verify', 'face roll'].map(about));
});

const wrongCalls: readonly (readonly [args: string, says: RegExp])[] = [
  ['', /a command is missing/],
  ['fce describe', /unknown command fce \(did you mean face\?\)/],
  ['face', /"face" what\?/],
  ['face rol', /unknown command face rol \(did you mean face roll\?\)/],
  ['face describe', /a picture is missing/],
  ['face describe --jsno a.jpg', /unknown option --jsno \(did you mean --json\?\)/],
  ['face describe --frobnicate a.jpg', /unknown option --frobnicate\n/],
  ['face describe --scene attic a.jpg', /--scene is selfie, room or auto, not attic/],
  ['face describe --scene', /--scene.*(argument|value)/],
  ['face describe --json=yes a.jpg', /--json.*argument/],
  ['face verify a.jpg', /two pictures are needed, not 1/],
  ['face verify a.jpg b.jpg c.jpg', /two pictures are needed, not 3/],
  ['face roll a.jpg', /--roster FOLDER is missing/],
  ['face roll --roster there', /a photo is missing/],
  ['face roll --roster there --annotate out.gif a.jpg', /--annotate writes \.jpg, \.png or \.webp, not out\.gif/],
  ['serve now', /unexpected argument now/],
  ['doctor --verbose', /unknown option --verbose/],
];

test('a wrong call says what is wrong and ends with code 2', async (t) => {
  for (const [args, says] of wrongCalls) {
    const written = t.mock.method(process.stderr, 'write', () => true);
    const code = await run(args.split(' ').filter(Boolean));
    const stderr = written.mock.calls.map(({ arguments: [chunk] }) => String(chunk)).join('');
    written.mock.restore();
    assert.equal(code, 2, `${args}: ${stderr}`);
    assert.match(stderr, says);
    assert.match(stderr, /--help/);
  }
});

test('a wrong call prints no result', async () => {
  const { code, stdout } = await runCli({ args: ['face', 'describe', '--json', '--frobnicate', 'a.jpg'] });
  assert.deepEqual([code, stdout], [2, '']);
});
