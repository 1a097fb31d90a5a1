import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { test } from 'node:test';
import { migrate, openDatabase } from '@smart-presence/server/platform/db/index.ts';
import { inTemporaryFolder, runCli } from '../testing.ts';

const key = () => randomBytes(32).toString('base64');

test('keys rotate says what is wrong, and when the old key may go', () =>
  inTemporaryFolder(async (folder) => {
    const DATABASE_URL = `sqlite:${join(folder, 'college.sqlite')}`;
    const env = { DATA_DIR: folder, DATABASE_URL, SMART_PRESENCE_KEK: key(), SMART_PRESENCE_OTHER_KEK: '' };
    const rotate = (settings: object = {}) => runCli({ args: ['keys', 'rotate'], env: { ...env, ...settings } });
    const early = await rotate({ SMART_PRESENCE_OTHER_KEK: key() });
    assert.deepEqual([early.code, early.stdout], [1, '']);
    assert.match(early.stderr, /Start the server once/);
    const db = await openDatabase(DATABASE_URL);
    await migrate(db);
    await db.destroy();
    const without = await rotate();
    assert.equal(without.code, 1);
    assert.match(without.stderr, /SMART_PRESENCE_OTHER_KEK/);
    const done = await rotate({ SMART_PRESENCE_OTHER_KEK: key() });
    assert.equal(done.code, 0, done.stderr);
    assert.match(done.stdout, /0 keys of enrolled faces.*\nThe old key opens nothing any more/);
  }));
