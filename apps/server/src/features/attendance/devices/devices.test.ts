import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DeviceProof } from '@smart-presence/contract';
import { LiveEvent } from '@smart-presence/contract';
import type { Db } from '../../../platform/db/index.ts';
import { eachDatabase } from '../../../platform/db/testing.ts';
import type { Viewer } from '../../../platform/http/index.ts';
import { getBoard } from '../board.ts';
import { checkIn } from '../check-in.ts';
import { openSession } from '../open-session.ts';
import { startChallenge } from '../start-challenge.ts';
import {
  addClass,
  allMarks,
  type CheckInRequest,
  checkInAs,
  codeCheckIn,
  codeShown,
  eventTypes,
  framesOfNothing,
  MINUTE_MS,
  NOW,
  newDevice,
  phoneOf,
  project,
  refuses,
  scripted,
  setPolicy,
  signedBy,
  type TestDevice,
} from '../testing.ts';
import { devicesOf, removeDevice } from './devices.store.ts';
import { SHARED_WITHIN_MS } from './shared-device.ts';

const S = 1000;

const openClass = async (db: Db, options: Parameters<typeof addClass>[1] = { students: 3 }) => {
  const group = await addClass(db, options);
  const { id: sessionId } = await openSession(db, { sectionId: group.sectionId, viewer: group.teacher, now: NOW });
  const [one, two, three] = group.students as [Viewer, Viewer, Viewer];
  return { ...group, sessionId, one, two, three };
};

const begin = async (
  db: Db,
  { sessionId, student, at = NOW + S }: { sessionId: string; student: Viewer; at?: number },
) => {
  const { id, nonce } = await startChallenge(db, { sessionId, viewer: student, now: at });
  const request: CheckInRequest = {
    sessionId,
    challengeId: id,
    nonce,
    frames: framesOfNothing,
    frameTimes: [0, 1, 2],
    place: null,
    device: null,
    viewer: student,
    address: '127.0.0.1',
    now: at + 2 * S,
  };
  return request;
};

const send = (db: Db, request: CheckInRequest) => checkIn({ db, verify: scripted().verify, request });

/** Check-ins of one student in sessions of a section of their own, one after the other. */
const series = async (db: Db, devices: readonly (TestDevice | null)[]) => {
  const decisions: string[] = [];
  const { students, teacher, sectionId } = await addClass(db, { students: 1 });
  const student = students[0] as Viewer;
  for (const [index, device] of devices.entries()) {
    const now = NOW + index * 60 * MINUTE_MS;
    const { id: sessionId } = await openSession(db, { sectionId, viewer: teacher, now });
    const request = await begin(db, { sessionId, student, at: now + S });
    const { decision } = await send(db, device ? signedBy(request, device) : request);
    const [mark] = await allMarks(db, sessionId);
    decisions.push([decision, ...JSON.parse(mark?.evidence ?? '{}').flags].join(' '));
  }
  return { decisions, student };
};

eachDatabase((open) => {
  test('the first device ever is not flagged, a new one is, once; no key is flagged and nothing more', async () => {
    const db = await open();
    const [phone, laptop] = [newDevice(), newDevice('Chrome on Windows')];
    const { decisions, student } = await series(db, [phone, phone, laptop, laptop, phone, null]);
    assert.deepEqual(decisions, ['accept', 'accept', 'flag new_device', 'accept', 'accept', 'flag no_device']);
    const own = await devicesOf(db, student.personId);
    assert.deepEqual(
      own.map(({ label, publicKey }) => [label, publicKey]),
      [
        ['Firefox on Android', phone.publicKey],
        ['Chrome on Windows', laptop.publicKey],
      ],
    );
    assert.ok(!JSON.stringify(own).includes('"d"'), 'no private key');
  });

  test('a signature over other frames, another challenge, another person or with no key of its own is refused', async () => {
    const db = await open();
    const { sessionId, one, two } = await openClass(db);
    const request = await begin(db, { sessionId, student: one });
    const good = signedBy(request);
    const other = signedBy(await begin(db, { sessionId, student: one }));
    const ofTwo = signedBy({ ...request, viewer: two });
    const forged: [string, DeviceProof | null][] = [
      ['other frames', signedBy({ ...request, frames: [...request.frames].reverse() }).device],
      ['fewer frames', signedBy({ ...request, frames: request.frames.slice(1) }).device],
      ['another challenge', other.device],
      ['another session', signedBy({ ...request, sessionId: request.challengeId }).device],
      ['the same words for another person', ofTwo.device],
      ['another student’s key', { ...good.device, publicKey: phoneOf(two).publicKey }],
      ['a key that is no point of the curve', { ...good.device, publicKey: `B${'A'.repeat(86)}` }],
      ['a compressed key', { ...good.device, publicKey: `A${good.device.publicKey.slice(1)}` }],
      ['a signature of nothing', { ...good.device, signature: 'A'.repeat(86) }],
    ];
    for (const [name, device] of forged)
      await assert.rejects(send(db, { ...request, device }), refuses('device_proof_invalid'), name);
    assert.deepEqual(await allMarks(db, sessionId), []);
    assert.deepEqual(await db.selectFrom('checkInDevice').selectAll().execute(), []);
    assert.equal((await send(db, good)).decision, 'accept', 'none of it has spent the challenge');
  });

  test('a signature is good for one code of one student', async () => {
    const db = await open();
    const { sessionId, teacher, one, two } = await openClass(db);
    await db.deleteFrom('template').execute();
    await project(db, { sessionId, teacher, now: NOW });
    const code = await codeShown(db, { sessionId, at: NOW });
    let signed: DeviceProof | undefined;
    const spy: TestDevice = {
      ...phoneOf(one),
      sign: (message) => {
        signed = phoneOf(one).sign(message);
        return signed;
      },
    };
    assert.equal((await codeCheckIn(db, { sessionId, student: one, code, now: NOW, device: spy })).decision, 'accept');
    const replay: TestDevice = { ...spy, sign: () => signed as DeviceProof };
    const attempt = (given: string) =>
      codeCheckIn(db, { sessionId, student: two, code: given, now: NOW + S, device: replay });
    await assert.rejects(attempt(code), refuses('device_proof_invalid'), 'replayed by a friend');
    assert.equal((await allMarks(db, sessionId)).length, 1);
  });

  test('a refused check-in makes no device known, one that waits for a person does not either', async () => {
    const db = await open();
    const { sessionId, one, two } = await openClass(db);
    const friend = newDevice();
    await checkInAs(db, { sessionId, student: one, begunAt: NOW + S, kind: 'mismatch', device: friend });
    assert.deepEqual(await devicesOf(db, one.personId), []);
    await checkInAs(db, { sessionId, student: two, begunAt: NOW + S, kind: 'uncertain', device: friend });
    const [seen] = await devicesOf(db, two.personId);
    assert.equal(seen?.knownSince, null);
    assert.equal(
      (await checkInAs(db, { sessionId, student: two, begunAt: NOW + 9 * S, device: friend })).decision,
      'accept',
      'still the first one',
    );
    assert.notEqual((await devicesOf(db, two.personId))[0]?.knownSince, null);
  });

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

  test('a removed device leaves neither key nor name, is new again, and others’ cannot be removed', async () => {
    const db = await open();
    const phone = newDevice();
    const { student } = await series(db, [phone]);
    const [row] = await devicesOf(db, student.personId);
    const { one } = await openClass(db);
    const id = row?.id as string;
    assert.equal(await removeDevice(db, { id, personId: one.personId, now: NOW }), false);
    assert.equal(await removeDevice(db, { id, personId: student.personId, now: NOW }), true);
    assert.equal(await removeDevice(db, { id, personId: student.personId, now: NOW }), false);
    const [gone] = await devicesOf(db, student.personId);
    assert.deepEqual([gone?.publicKey, gone?.label], ['', '']);
    const { sectionId } = await db
      .selectFrom('enrolment')
      .select('sectionId')
      .where('studentId', '=', student.personId)
      .executeTakeFirstOrThrow();
    const { personId: teacherId } = await db
      .selectFrom('sectionFaculty')
      .select('personId')
      .where('sectionId', '=', sectionId)
      .executeTakeFirstOrThrow();
    const teacher = { ...student, personId: teacherId, role: 'faculty' as const };
    const now = NOW + 90 * MINUTE_MS;
    const { id: sessionId } = await openSession(db, { sectionId, viewer: teacher, now });
    assert.equal((await checkInAs(db, { sessionId, student, begunAt: now + S, device: phone })).decision, 'flag');
    const [back] = await devicesOf(db, student.personId);
    assert.deepEqual([back?.removedAt, back?.publicKey, back?.knownSince], [null, phone.publicKey, now + 4 * S]);
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
