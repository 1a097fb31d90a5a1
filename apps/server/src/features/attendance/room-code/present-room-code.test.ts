import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Db } from '../../../platform/db/index.ts';
import { eachDatabase } from '../../../platform/db/testing.ts';
import type { Viewer } from '../../../platform/http/index.ts';
import { checkIn } from '../check-in.ts';
import { decideReview } from '../decide-review.ts';
import { startChallenge } from '../start-challenge.ts';
import { allMarks, codeCheckIn, codeShown, framesOfNothing, NOW, scripted, signedBy } from '../testing.ts';
import { PRESENTED_MS } from './judge-code.ts';
import { nothingRecorded, openRoom, present, S } from './testing-room-code.ts';

/** A check-in by face with a scripted comparison. */
const byFace = async (
  db: Db,
  props: { sessionId: string; student: Viewer; at: number; script?: ReturnType<typeof scripted> },
) => {
  const { sessionId, student, at, script = scripted() } = props;
  const { id, nonce } = await startChallenge(db, { sessionId, viewer: student, now: at });
  const request = { sessionId, challengeId: id, nonce, frames: framesOfNothing, frameTimes: [0, 1, 2], place: null };
  const signed = signedBy({ ...request, viewer: student, address: '127.0.0.1', now: at + 500 });
  return checkIn({ db, verify: script.verify, request: signed });
};

eachDatabase((open) => {
  test('where both are wanted, no face is looked at without a code; with it the face decides', async () => {
    const db = await open();
    const { sessionId, student } = await openRoom(db, { faceless: 0, policy: { roomCode: { mode: 'also' } } });
    const script = scripted();
    const bare = await byFace(db, { sessionId, student, at: NOW, script });
    assert.deepEqual([bare.decision, bare.code, script.asked], ['reject', 'room_code_missing', 0]);
    await nothingRecorded(db, sessionId);
    const code = await codeShown(db, { sessionId, at: NOW });
    const taken = await present(db, { sessionId, student, code, now: NOW + 5 * S });
    assert.deepEqual([taken.code, taken.until], ['room_code_taken', NOW + 5 * S + PRESENTED_MS]);
    assert.deepEqual(await present(db, { sessionId, student, code, now: NOW + 6 * S }), taken, 'sent again, the same');
    const blurred = await byFace(db, { sessionId, student, at: NOW + 10 * S, script: scripted('face_quality') });
    assert.equal(blurred.code, 'face_quality');
    const accepted = await byFace(db, { sessionId, student, at: NOW + 60 * S });
    assert.equal(accepted.decision, 'accept', 'a blurred picture does not use the code up');
    const [mark] = await allMarks(db, sessionId);
    const { roomCode, method } = JSON.parse(mark?.evidence ?? '{}');
    assert.deepEqual([method, roomCode.finding, roomCode.secondsAfterShown], ['face-self', 'valid', 5]);
  });

  test('a code before the face is good for three minutes, for its student alone, and once', async () => {
    const db = await open();
    const { sessionId, students, teacher } = await openRoom(db, {
      faceless: 0,
      policy: { roomCode: { mode: 'also' } },
    });
    const [one, two] = students as [Viewer, Viewer];
    const code = await codeShown(db, { sessionId, at: NOW });
    await present(db, { sessionId, student: one, code, now: NOW });
    assert.equal((await byFace(db, { sessionId, student: two, at: NOW + S })).code, 'room_code_missing');
    const late = await byFace(db, { sessionId, student: one, at: NOW + PRESENTED_MS });
    assert.deepEqual([late.decision, late.code], ['reject', 'room_code_stale']);
    const now = NOW + PRESENTED_MS + 5 * S;
    const next = await codeShown(db, { sessionId, at: now });
    assert.equal((await present(db, { sessionId, student: one, code: next, now })).code, 'room_code_taken');
    const unsure = await byFace(db, { sessionId, student: one, at: now, script: scripted('uncertain') });
    assert.equal(unsure.decision, 'review');
    const { id } = await db.selectFrom('review').select('id').executeTakeFirstOrThrow();
    await decideReview(db, { reviewId: id, viewer: teacher, verdict: 'reject', now });
    assert.equal((await present(db, { sessionId, student: one, code: next, now })).code, 'room_code_used');
    assert.equal((await byFace(db, { sessionId, student: one, at: now + S })).code, 'room_code_stale');
  });

  test('where both are wanted, the code alone is still the equal path of those without a face', async () => {
    const db = await open();
    const { sessionId, student } = await openRoom(db, { policy: { roomCode: { mode: 'also' } } });
    const code = await codeShown(db, { sessionId, at: NOW });
    assert.equal((await codeCheckIn(db, { sessionId, student, code, now: NOW + S })).decision, 'accept');
  });
});
