import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LiveEvent } from '@smart-presence/contract';
import { eachDatabase } from '../../../platform/db/testing.ts';
import type { Viewer } from '../../../platform/http/index.ts';
import { getBoard } from '../board.ts';
import { openSession } from '../open-session.ts';
import { addClass, allMarks, checkInAs, eventTypes, NOW, newDevice, phoneOf, setPolicy } from '../testing.ts';
import { SHARED_WITHIN_MS } from './shared-device.ts';
import { openClass, S } from './testing-devices.ts';

eachDatabase((open) => {
  test('two students on one device: both are flagged, administrators are told, and no student learns why', async () => {
    const db = await open();
    const { sessionId, teacher, one, two, three, students } = await openClass(db, { students: 4 });
    await checkInAs(db, { sessionId, student: three, begunAt: NOW + S });
    const first = await checkInAs(db, { sessionId, student: one, begunAt: NOW + S });
    assert.equal(first.decision, 'accept');
    const second = await checkInAs(db, { sessionId, student: two, begunAt: NOW + 9 * S, device: phoneOf(one) });
    assert.deepEqual([second.decision, second.code], ['flag', 'accepted']);
    const flagged = (await allMarks(db, sessionId)).filter((mark) => mark.isCurrent && mark.isFlagged);
    assert.deepEqual(new Set(flagged.map((mark) => mark.studentId)), new Set([one.personId, two.personId]));
    const history = (await allMarks(db, sessionId)).filter((mark) => mark.studentId === one.personId);
    assert.deepEqual(
      history.map(({ version, code, method, at, isFlagged, actorId }) => [
        version,
        code,
        method,
        at,
        isFlagged,
        actorId,
      ]),
      [
        [1, 'P', 'face-self', first.mark?.at, false, one.personId],
        [2, 'P', 'face-self', first.mark?.at, true, null],
      ],
    );
    const board = await getBoard(db, { sessionId, viewer: teacher, now: NOW + 12 * S });
    assert.deepEqual(
      new Set(board.flags.map(({ studentId, flags }) => `${studentId} ${flags.join()}`)),
      new Set([`${one.personId} shared_device`, `${two.personId} shared_device`]),
    );
    assert.deepEqual((await eventTypes(db, sessionId)).slice(-3), ['mark.recorded', 'mark.changed', 'device.shared']);
    const event = await db
      .selectFrom('domainEvent')
      .selectAll()
      .where('type', '=', 'device.shared')
      .executeTakeFirstOrThrow();
    const told = LiveEvent.parse({ ...event, ...JSON.parse(event.data) });
    assert.ok(told.type === 'device.shared');
    assert.deepEqual(told.students.map(({ id }) => id).sort(), [one.personId, two.personId].sort());
    const heard = await db
      .selectFrom('domainEvent')
      .select(['type', 'data'])
      .where('type', '<>', 'device.shared')
      .execute();
    assert.doesNotMatch(JSON.stringify([heard, second]), /shared|fingerprint/);
    // A third one: those that are flagged are not flagged again.
    const before = (await allMarks(db, sessionId)).length;
    const third = students[3] as Viewer;
    await checkInAs(db, { sessionId, student: third, begunAt: NOW + 20 * S, device: phoneOf(one) });
    assert.equal((await allMarks(db, sessionId)).length, before + 1);
  });

  test('a check-in that waits for a person gets the flag as well, and one in another session too', async () => {
    const db = await open();
    const { sessionId, teacher, one, two } = await openClass(db);
    const other = await openClass(db);
    await checkInAs(db, { sessionId, student: one, begunAt: NOW + S, kind: 'uncertain' });
    const third = other.one;
    await checkInAs(db, { sessionId: other.sessionId, student: third, begunAt: NOW + 5 * S, device: phoneOf(one) });
    const flagsIn = async (id: string, viewer: Viewer) =>
      Object.fromEntries(
        (await getBoard(db, { sessionId: id, viewer, now: NOW + 12 * S })).flags.map((row) => [
          row.studentId,
          row.flags,
        ]),
      );
    assert.deepEqual(await flagsIn(sessionId, teacher), { [one.personId]: ['shared_device'] });
    assert.deepEqual(await flagsIn(other.sessionId, other.teacher), { [third.personId]: ['shared_device'] });
    // A mark of the other session, flagged from here.
    await checkInAs(db, { sessionId: other.sessionId, student: other.two, begunAt: NOW + 5 * S });
    await checkInAs(db, { sessionId, student: two, begunAt: NOW + 15 * S, device: phoneOf(other.two) });
    assert.deepEqual((await flagsIn(other.sessionId, other.teacher))[other.two.personId], ['shared_device']);
    assert.deepEqual((await eventTypes(db, other.sessionId)).at(-1), 'mark.changed');
  });

  test('two students on one device at the same moment: one of them is seen second', async () => {
    const db = await open();
    const { sessionId, one, two } = await openClass(db);
    const other = await openClass(db);
    const device = newDevice();
    const students: [string, Viewer][] = [
      [sessionId, one],
      [sessionId, two],
      [other.sessionId, other.one],
    ];
    await Promise.all(
      students.map(([id, student]) => checkInAs(db, { sessionId: id, student, begunAt: NOW + S, device })),
    );
    const marks = [...(await allMarks(db, sessionId)), ...(await allMarks(db, other.sessionId))];
    const flagged = marks.filter((mark) => mark.isCurrent && mark.isFlagged).map((mark) => mark.studentId);
    assert.deepEqual(new Set(flagged), new Set(students.map(([, student]) => student.personId)));
  });

  test('a device that changes hands from class to class is nobody’s fault', async () => {
    const db = await open();
    const { sectionId, teacher, students } = await addClass(db, { students: 2 });
    const [one, two] = students as [Viewer, Viewer];
    const lab = newDevice('Chrome on Windows');
    const { id: first } = await openSession(db, { sectionId, viewer: teacher, now: NOW });
    await checkInAs(db, { sessionId: first, student: one, begunAt: NOW, device: lab });
    const now = NOW + 3 * S + SHARED_WITHIN_MS + 1;
    const { id: second } = await openSession(db, { sectionId, viewer: teacher, now: now - 4 * S });
    const reply = await checkInAs(db, { sessionId: second, student: two, begunAt: now - 3 * S, device: lab });
    assert.equal(reply.decision, 'accept');
    assert.ok(!(await eventTypes(db, second)).includes('device.shared'));
  });

  test('what a person has set by hand is not touched by a shared device', async () => {
    const db = await open();
    await setPolicy(db, {});
    const { sessionId, teacher, one, two } = await openClass(db);
    await checkInAs(db, { sessionId, student: one, begunAt: NOW + S });
    const { setMarks } = await import('../set-marks.ts');
    const marks = [{ studentId: one.personId, code: 'L' }];
    await setMarks(db, { sessionId, viewer: teacher, marks, reason: null, now: NOW + 5 * S });
    await checkInAs(db, { sessionId, student: two, begunAt: NOW + 9 * S, device: phoneOf(one) });
    const own = (await allMarks(db, sessionId)).filter((mark) => mark.studentId === one.personId);
    assert.deepEqual(own.map(({ code, isFlagged }) => [code, isFlagged]).at(-1), ['L', false]);
  });
});
