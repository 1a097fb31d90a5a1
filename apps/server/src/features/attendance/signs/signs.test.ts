import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Db } from '../../../platform/db/index.ts';
import { eachDatabase } from '../../../platform/db/testing.ts';
import type { Viewer } from '../../../platform/http/index.ts';
import { type CheckInProps, checkIn } from '../check-in.ts';
import { GUESSED } from '../room-code/limit-guesses.ts';
import { openRoom } from '../room-code/testing-room-code.ts';
import { checkInAs, codeCheckIn, finding, MINUTE_MS, NOW, newDevice, refuses, scripted, signedBy } from '../testing.ts';
import { begin, openClass } from '../testing-check-in.ts';

const signsOf = async (db: Db) => {
  const rows = await db.selectFrom('securityEvent').selectAll().orderBy('at').orderBy('id').execute();
  return rows.map(({ code, actor, personId, sessionId, evidence }) => ({
    code,
    actor,
    personId,
    sessionId,
    ...JSON.parse(evidence),
  }));
};
const codesOf = async (db: Db) => (await signsOf(db)).map(({ code }) => code).sort();

const send = (db: Db, request: CheckInProps['request']) => checkIn({ db, verify: scripted().verify, request });

eachDatabase((open) => {
  test('somebody else’s challenge and a made-up nonce are signs; a late one and one of nobody are none', async () => {
    const db = await open();
    const { sessionId, students } = await openClass(db);
    const [one, other] = students as [Viewer, Viewer];
    const theirs = await begin(db, { sessionId, student: other });
    const stolen = signedBy({ ...theirs, viewer: one });
    await assert.rejects(send(db, stolen), refuses('challenge_invalid'));
    assert.deepEqual(await signsOf(db), [
      { code: 'challenge_foreign', actor: one.personId, personId: one.personId, sessionId },
    ]);
    const own = await begin(db, { sessionId, student: one });
    const forged = signedBy({ ...own, nonce: 'f'.repeat(32) });
    await assert.rejects(send(db, forged), refuses('challenge_invalid'));
    assert.deepEqual(await codesOf(db), ['challenge_foreign', 'challenge_forged']);
    await assert.rejects(
      send(db, signedBy({ ...own, challengeId: '01900000-0000-7000-8000-000000000000' })),
      refuses('challenge_invalid'),
    );
    await assert.rejects(
      send(db, signedBy({ ...own, viewer: { ...one, signInSessionId: '01900000-0000-7000-8000-000000000001' } })),
      refuses('challenge_invalid'),
      'signed in anew',
    );
    assert.equal((await codesOf(db)).length, 2);
  });

  test('a signature over other pictures and pictures out of order are signs; too few times are a mistake', async () => {
    const db = await open();
    const { sessionId, student } = await openClass(db);
    const request = await begin(db, { sessionId, student });
    const frames = [Buffer.from('x'), Buffer.from('y'), Buffer.from('z')];
    await assert.rejects(send(db, { ...request, frames }), refuses('device_proof_invalid'));
    await assert.rejects(send(db, { ...request, frameTimes: [0, 600, 300] }), refuses('invalid_request'));
    await assert.rejects(send(db, { ...request, frameTimes: [0, 600] }), refuses('invalid_request'));
    assert.deepEqual(await codesOf(db), ['device_proof_forged', 'frames_reordered']);
  });

  test('one device for two students is a sign about both, with the check-in that shows it', async () => {
    const db = await open();
    const { sessionId, students } = await openClass(db);
    const [one, other] = students as [Viewer, Viewer];
    const device = newDevice();
    await checkInAs(db, { sessionId, student: one, begunAt: NOW + 1000, device });
    assert.deepEqual(await codesOf(db), []);
    await checkInAs(db, { sessionId, student: other, begunAt: NOW + MINUTE_MS, device });
    const about = (id: string, with_: string) => ({
      code: 'device_shared',
      actor: id,
      personId: id,
      sessionId,
      with: [with_],
    });
    assert.deepEqual(
      (await signsOf(db)).sort((a, b) => (a.actor < b.actor ? -1 : 1)),
      [about(one.personId, other.personId), about(other.personId, one.personId)].sort((a, b) =>
        a.actor < b.actor ? -1 : 1,
      ),
    );
    const traces = await db.selectFrom('checkInTrace').selectAll().execute();
    assert.equal(traces.length, 2);
    assert.equal(new Set(traces.map((trace) => trace.device)).size, 1);
    assert.doesNotMatch(JSON.stringify(traces), /127\.0\.0\.1/);
  });

  test('what the pictures showed is reported also of a check-in that was refused, and undone with one that is not recorded', async () => {
    const db = await open();
    const { sessionId, students } = await openClass(db);
    const [one, other] = students as [Viewer, Viewer];
    const request = await begin(db, { sessionId, student: one });
    const verify = async () => ({ ...finding('mismatch'), resembles: other.personId });
    const reply = await checkIn({ db, verify, request });
    assert.equal(reply.decision, 'reject');
    assert.doesNotMatch(
      JSON.stringify(reply),
      new RegExp(other.personId),
      'the student does not learn whose face it is',
    );
    assert.deepEqual(
      (await signsOf(db)).map(({ code, with: with_ }) => [code, with_]),
      [['face_of_another', [other.personId]]],
    );
    await checkIn({ db, verify, request });
    assert.equal((await signsOf(db)).length, 1, 'sent again, it is the same check-in');
    assert.equal((await db.selectFrom('checkInTrace').selectAll().execute()).length, 0, 'refused: nothing to compare');
  });

  test('wrong room codes are typing errors until they are too many', async () => {
    const db = await open();
    const { sessionId, student } = await openRoom(db);
    let now = NOW;
    for (let wrong = 1; wrong <= GUESSED; wrong += 1) {
      now += MINUTE_MS / 2;
      if (wrong === GUESSED) assert.deepEqual(await codesOf(db), []);
      await codeCheckIn(db, { sessionId, student, code: '00000000', now });
    }
    assert.deepEqual(
      (await signsOf(db)).map(({ code, wrong }) => [code, wrong]),
      [['room_code_guessed', GUESSED]],
    );
  });
});
