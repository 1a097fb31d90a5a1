import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultPolicy } from '@smart-presence/contract';
import { newId, transact } from '../../../platform/db/index.ts';
import { eachDatabase } from '../../../platform/db/testing.ts';
import type { Viewer } from '../../../platform/http/index.ts';
import { closeDueSessions, endLeave, grantLeave, openSession, setMarks } from '../../attendance/index.ts';
import { addClass, checkInAs, MINUTE_MS, NOW, setPolicy } from '../../attendance/testing.ts';
import { checkTallies } from './check-tallies.ts';
import { followSessions, takeTurn } from './follow-sessions.ts';
import { progressOf } from './tallies.store.ts';
import { holdClass, tallyOf } from './testing-tallies.ts';

eachDatabase((open) => {
  test('a session that is over is what its marks say, after corrections, leave granted and leave taken back', async () => {
    const db = await open();
    const room = await addClass(db, { students: 6 });
    const { teacher: viewer, students } = room;
    const id = await holdClass(db, { room, marks: { 1: 'A', 2: 'L', 3: 'E', 4: 'OD' } });
    const now = NOW + 30 * MINUTE_MS;
    const numbers = async () => {
      await followSessions({ db });
      assert.equal((await checkTallies(db)).differing, 0);
      const tally = await tallyOf(db, id);
      assert.ok(tally);
      const { roster, marked, counted, attended, late, absent, excused, review, manual } = tally;
      return [roster, marked, counted, attended, late, absent, excused, review, manual];
    };
    assert.deepEqual(await numbers(), [6, 6, 5, 4, 1, 1, 1, 0, 4]);
    const absentee = (students[1] as Viewer).personId;
    const leave = {
      ...{ id: newId(), studentId: absentee, sectionId: null, code: 'M', reason: 'ill' },
      ...{ startsAt: NOW - 1, endsAt: NOW + 1 },
    };
    await transact(db, (trx) => grantLeave(trx, { leave, viewer, now }));
    assert.deepEqual(await numbers(), [6, 6, 4, 4, 1, 0, 2, 0, 4]);
    await transact(db, (trx) => endLeave(trx, { leaveId: leave.id, viewer, reason: 'not ill', now }));
    assert.deepEqual(await numbers(), [6, 6, 5, 4, 1, 1, 1, 0, 4]);
    const marks = [{ studentId: (students[2] as Viewer).personId, code: 'A' }];
    await setMarks(db, { sessionId: id, viewer, marks, reason: 'was not there', now });
    assert.deepEqual(await numbers(), [6, 6, 5, 3, 0, 2, 1, 0, 3]);
  });

  test('a session that still runs has no tally; a check-in under review is neither there nor absent', async () => {
    const db = await open();
    const { sectionId, teacher, students } = await addClass(db, { students: 3 });
    const { id: sessionId } = await openSession(db, { sectionId, viewer: teacher, now: NOW });
    await checkInAs(db, { sessionId, student: students[0] as Viewer, begunAt: NOW + 1000 });
    await checkInAs(db, { sessionId, student: students[1] as Viewer, begunAt: NOW + 1000, kind: 'uncertain' });
    await followSessions({ db });
    assert.equal(await tallyOf(db, sessionId), undefined);
    await closeDueSessions(db, NOW + 11 * MINUTE_MS);
    assert.equal(await followSessions({ db }), 1);
    const { roster, marked, attended, absent, review, faceSelf } = (await tallyOf(db, sessionId)) ?? assert.fail();
    assert.deepEqual([roster, marked, attended, absent, review, faceSelf], [3, 2, 1, 1, 1, 1]);
    assert.equal((await checkTallies(db)).differing, 0);
    assert.equal(await followSessions({ db }), 0, 'nothing new');
    const marks = [{ studentId: (students[1] as Viewer).personId, code: 'A' }];
    await setMarks(db, { sessionId, viewer: teacher, marks, reason: 'somebody else', now: NOW + 12 * MINUTE_MS });
    await followSessions({ db });
    const decided = (await tallyOf(db, sessionId)) ?? assert.fail();
    assert.deepEqual([decided.roster, decided.marked, decided.absent, decided.review], [3, 3, 2, 0]);
  });

  test('a mark is worth what the policy of its session says', async () => {
    const db = await open();
    const room = await addClass(db, { students: 3 });
    const before = await holdClass(db, { room, marks: { 0: 'L', 1: 'E' } });
    const marks = defaultPolicy.marks.map((kind) => {
      if (kind.code === 'L') return { ...kind, attended: 0 };
      return kind.code === 'E' ? { ...kind, attended: 0.5, counts: true } : kind;
    });
    await setPolicy(db, { marks });
    const after = await holdClass(db, { room, day: 1, marks: { 0: 'L', 1: 'E' } });
    await followSessions({ db });
    const worth = async (id: string) => {
      const { counted, attended, late, absent, excused } = (await tallyOf(db, id)) ?? assert.fail();
      return [counted, attended, late, absent, excused];
    };
    assert.deepEqual(await worth(before), [2, 2, 1, 0, 1]);
    assert.deepEqual(await worth(after), [3, 2, 0, 1, 0]);
    assert.equal((await checkTallies(db)).differing, 0);
  });

  test('where present and late are one mark, nobody is late', async () => {
    const db = await open();
    const room = await addClass(db, { students: 3 });
    await setPolicy(db, { lateCode: 'P' });
    const id = await holdClass(db, { room });
    await followSessions({ db });
    assert.equal((await tallyOf(db, id))?.late, 0);
    assert.equal((await checkTallies(db)).differing, 0);
  });

  test('days and hours are of the zone of the institution, also when it is another one from now on', async () => {
    const db = await open();
    const room = await addClass(db, { students: 1 });
    const id = await holdClass(db, { room });
    const when = async () => {
      await followSessions({ db });
      const { day, hour } = (await tallyOf(db, id)) ?? assert.fail();
      return [day, hour];
    };
    assert.deepEqual(await when(), ['2026-08-03', 9]);
    await db
      .insertInto('institution')
      .values({ id: 1, name: 'Test', timeZone: 'Pacific/Auckland', createdAt: 0 } as never)
      .execute();
    assert.deepEqual(await when(), ['2026-08-03', 21]);
    await db.updateTable('institution').set({ timeZone: 'Pacific/Kiritimati' }).execute();
    assert.deepEqual(await when(), ['2026-08-03', 23]);
    assert.equal((await checkTallies(db)).differing, 0);
  });

  test('sessions from before there were tallies are counted without any event', async () => {
    const db = await open();
    const room = await addClass(db, { students: 2 });
    for (let day = 0; day < 3; day += 1) await holdClass(db, { room, day });
    await db.deleteFrom('domainEvent').execute();
    assert.equal(await followSessions({ db }), 3);
    assert.equal((await progressOf(db))?.filledTo, null);
    assert.equal((await checkTallies(db)).differing, 0);
  });

  test('servers take turns', async () => {
    const db = await open();
    await holdClass(db, { room: await addClass(db, { students: 1 }) });
    let isOurs = true;
    const following = transact(db, async (trx) => {
      await takeTurn(trx);
      const other = followSessions({ db }).then(() => assert.ok(!isOurs, 'waited for us'));
      await new Promise((resolve) => setTimeout(resolve, 150));
      isOurs = false;
      return { other };
    });
    await (await following).other;
  });

  test('several servers at once leave what one would', async () => {
    const db = await open();
    const room = await addClass(db, { students: 4 });
    const ids = [await holdClass(db, { room }), await holdClass(db, { room, day: 1 })];
    await Promise.all([followSessions({ db }), followSessions({ db }), followSessions({ db })]);
    for (const sessionId of ids) {
      const marks = [{ studentId: (room.students[0] as Viewer).personId, code: 'A' }];
      const change = { sessionId, viewer: room.teacher, marks, reason: 'away', now: NOW + 30 * MINUTE_MS };
      await Promise.all([setMarks(db, change), followSessions({ db }), followSessions({ db })]);
    }
    await Promise.all([followSessions({ db }), followSessions({ db })]);
    assert.deepEqual(await checkTallies(db), { sessions: 2, differing: 0, examples: [] });
  });
});
