import assert from 'node:assert/strict';
import { test } from 'node:test';
import { run } from './run.ts';

test('every command explains itself with --help', async (t) => {
  const stdoutOf = async (args: readonly string[]) => {
    const written = t.mock.method(process.stdout, 'write', () => true);
    const code = await run(args);
    const stdout = written.mock.calls.map(({ arguments: [chunk] }) => String(chunk)).join('');
    written.mock.restore();
    assert.equal(code, 0, args.join(' '));
    return stdout;
  };
  for (const args of [['-h'], ['help'], ['face', '--help']]) {
    const stdout = await stdoutOf(args);
    assert.match(stdout, /^Usage: smart-presence /);
    assert.match(stdout, /face verify/);
  }
  for (const name of [
    'serve',
    'demo',
    'doctor',
    'admin reset-second-factors',
    'insights rebuild',
    'keys rotate',
    'face describe',
    'face verify',
    'face roll',
  ]) {
    const stdout = await stdoutOf([...name.split(' '), '--help']);
    assert.ok(stdout.startsWith(`Usage: smart-presence ${name}`), stdout);
  }
});

const wrongCalls: readonly (readonly [args: string, says: RegExp])[] = [
  ['', /a command is missing/],
  ['fce describe', /unknown command fce \(did you mean face\?\)/],
  ['face', /"face" what\?/],
  ['face rol', /unknown command face rol \(did you mean face roll\?\)/],
  ['admin reset-second-factors', /an e-mail is missing/],
  ['admin reset-second-factors a@b.edu', /--reason is missing/],
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
  ['insights rebuild now', /unexpected argument now/],
  ['keys rotate now', /unexpected argument now/],
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
