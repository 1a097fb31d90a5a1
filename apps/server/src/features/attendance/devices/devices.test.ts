import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DeviceProof } from '@smart-presence/contract';
import { eachDatabase } from '../../../platform/db/testing.ts';
import { openSession } from '../open-session.ts';
import {
  allMarks,
  checkInAs,
  codeCheckIn,
  codeShown,
  MINUTE_MS,
  NOW,
  newDevice,
  phoneOf,
  project,
  refuses,
  signedBy,
  type TestDevice,
} from '../testing.ts';
import { devicesOf, removeDevice } from './devices.store.ts';
import { begin, openClass, S, send, series } from './testing-devices.ts';

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
});
