import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eachDatabase } from '../../../platform/db/testing.ts';
import { addClass } from '../../attendance/testing.ts';
import { checkTallies, rebuildTallies } from './check-tallies.ts';
import { followSessions } from './follow-sessions.ts';
import { countNames } from './tally.ts';
import { holdClass, tallyOf } from './testing-tallies.ts';

eachDatabase((open) => {
  test('whatever is wrong with a tally is found, and counted anew', async () => {
    const db = await open();
    const room = await addClass(db, { students: 4 });
    const ids: string[] = [];
    for (let day = 0; day < 3; day += 1) ids.push(await holdClass(db, { room, day, marks: { 0: 'A', 1: 'E' } }));
    await followSessions({ db });
    const [first, second, third] = ids as [string, string, string];
    assert.deepEqual(await checkTallies(db), { sessions: 3, differing: 0, examples: [] });
    const was = await tallyOf(db, first);
    assert.ok(was);
    // Each change keeps the promises of the table, which would refuse a mere typing error.
    const wrong = [
      { roster: 9 },
      { review: 1 },
      { late: 1 },
      { marked: 5, excused: 2 },
      { attended: 1, manual: 1, absent: 2 },
      { manual: 1, clock: 1 },
      { manual: 1, faceSelf: 1 },
      { manual: 1, faceKiosk: 1 },
      { manual: 1, classPhoto: 1 },
      { manual: 1, roomCode: 1 },
      { day: '2026-08-04' },
      { hour: 10 },
    ];
    const named = new Set(wrong.flatMap((change) => Object.keys(change)));
    assert.deepEqual(
      [...countNames, 'day', 'hour'].filter((name) => !named.has(name) && name !== 'counted'),
      [],
    );
    for (const change of wrong) {
      await db.updateTable('sessionTally').set(change).where('sessionId', '=', first).execute();
      const found = await checkTallies(db);
      assert.deepEqual([found.differing, found.examples], [1, [first]], JSON.stringify(change));
      const { before, after } = await rebuildTallies(db);
      assert.deepEqual([before.differing, after.differing], [1, 0]);
      const { revision: _, ...is } = (await tallyOf(db, first)) ?? assert.fail();
      assert.deepEqual({ ...is, revision: was.revision }, was);
    }
    await db.deleteFrom('sessionTally').where('sessionId', '=', second).execute();
    await db.updateTable('attendanceSession').set({ state: 'closing' }).where('id', '=', third).execute();
    assert.deepEqual((await checkTallies(db)).examples, [second, third].sort());
    assert.equal((await rebuildTallies(db)).after.differing, 0);
    assert.equal(await tallyOf(db, third), undefined);
  });
});
