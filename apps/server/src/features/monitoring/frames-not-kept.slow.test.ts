import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { canaryOf, copiesBelow, copiesIn, filesBelow } from './testing-canary.ts';

const SCRIPT = fileURLToPath(new URL('./testing-canary-run.ts', import.meta.url));

/** Everything it says, on both channels. */
const run = (folder: string, word: string): Promise<{ log: Buffer; code: number | null }> =>
  new Promise((done) => {
    const { NODE_TEST_CONTEXT: _, NODE_OPTIONS: __, ...env } = process.env;
    // Temporary files lie where they are looked for.
    const child = spawn(process.execPath, [SCRIPT, folder, word], { env: { ...env, TMPDIR: join(folder, 'tmp') } });
    const parts: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => parts.push(part));
    child.on('close', (code) => done({ log: Buffer.concat(parts), code }));
  });

test('after a thousand check-ins and a hundred snapshots no copy of a picture is in database, files or log', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'smart-presence-canary-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  await mkdir(join(folder, 'tmp'));
  const word = `CANARY ${randomUUID()}`;
  const canary = await canaryOf(word);
  const { log, code } = await run(folder, word);
  assert.equal(code, 0, log.toString().slice(-2000));
  const { outcomes, marks, looks } = JSON.parse(await readFile(join(folder, 'outcome.json'), 'utf8'));
  assert.deepEqual([outcomes, marks, looks], [{ '200 accept': 1000 }, 1000, { looked: 100, refused: [] }]);
  assert.ok(log.length > 100_000, `the log holds ${log.length} bytes`);
  const files = await filesBelow(folder);
  assert.ok(files.some((file) => file.endsWith('canary.sqlite')) && files.some((file) => file.endsWith('-wal')));
  assert.deepEqual(copiesIn('log', log, canary), []);
  assert.deepEqual(await copiesBelow(folder, canary), []);

  // The same search finds a copy wherever one is planted.
  const { picture } = canary;
  const pixels = await sharp(picture).raw().toBuffer();
  for (const text of [picture.toString('base64'), `x${picture.toString('base64url')}`, picture.toString('hex')])
    assert.ok(copiesIn('log', Buffer.concat([log, Buffer.from(text)]), canary).length > 0);
  const database = new DatabaseSync(join(folder, 'canary.sqlite'));
  database.exec('create table planted (bytes blob)');
  database.prepare('insert into planted values (?)').run(picture);
  assert.ok((await copiesBelow(folder, canary)).some((place) => /sqlite.*: (word|bytes)$/.test(place)));
  database.close();
  await rm(join(folder, 'canary.sqlite'));
  await rm(join(folder, 'canary.sqlite-wal'), { force: true });
  assert.deepEqual(await copiesBelow(folder, canary), []);
  await writeFile(join(folder, 'tmp', 'raw'), pixels);
  assert.deepEqual(
    (await copiesBelow(folder, canary)).map((place) => place.replace(/^.*: /, '')),
    ['pixels'],
  );
});
