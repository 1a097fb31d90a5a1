import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { test } from 'node:test';
import { addClass } from '@smart-presence/server/features/attendance/testing.ts';
import { followSessions } from '@smart-presence/server/features/insights/index.ts';
import { holdClass } from '@smart-presence/server/features/insights/tallies/testing-tallies.ts';
import { migrate, openDatabase } from '@smart-presence/server/platform/db/index.ts';
import { inTemporaryFolder, runCli } from '../testing.ts';

test('insights rebuild counts what is missing, names what differs, and ends with a code that says so', () =>
  inTemporaryFolder(async (folder) => {
    const DATABASE_URL = `sqlite:${join(folder, 'college.sqlite')}`;
    const key = () => randomBytes(32).toString('base64');
    const env = { DATA_DIR: folder, DATABASE_URL, SMART_PRESENCE_KEK: key() };
    const rebuild = (...more: string[]) => runCli({ args: ['insights', 'rebuild', ...more], env });
    const early = await rebuild();
    assert.deepEqual([early.code, early.stdout], [1, '']);
    assert.match(early.stderr, /Start the server once/);
    const db = await openDatabase(DATABASE_URL);
    await migrate(db);
    const sessionId = await holdClass(db, { room: await addClass(db, { students: 2 }) });
    await followSessions({ db });
    await db.updateTable('sessionTally').set({ review: 3 }).execute();
    const wrong = await rebuild('--check');
    assert.equal(wrong.code, 1, wrong.stdout);
    assert.match(wrong.stdout, new RegExp(`DIFFERENT: 1 session is not what the marks say\\.\n {2}${sessionId}`));
    const repaired = await rebuild();
    assert.equal(repaired.code, 0, repaired.stderr);
    assert.match(repaired.stdout, /^1 difference found and counted anew\.\n1 session compared .*\nOK: no difference\./);
    const again = await rebuild('--json');
    assert.deepEqual(JSON.parse(again.stdout), { sessions: 1, differing: 0, examples: [], before: 0 });
    await db.destroy();
  }));
