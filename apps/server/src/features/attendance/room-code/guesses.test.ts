import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eachDatabase } from '../../../platform/db/testing.ts';
import type { AppError, Viewer } from '../../../platform/http/index.ts';
import { codeCheckIn, codeShown, NOW, refuses } from '../testing.ts';
import { MANY_WRONG } from './limit-guesses.ts';
import { nothingRecorded, openRoom, present, S } from './testing-room-code.ts';

eachDatabase((open) => {
  test('guesses wait longer and longer; the right code waits with them, others do not', async () => {
    const db = await open();
    const { sessionId, students } = await openRoom(db);
    const [guesser, honest] = students as [Viewer, Viewer];
    const guess = (now: number) => codeCheckIn(db, { sessionId, student: guesser, code: '00000000', now });
    for (let i = 0; i < 4; i += 1) assert.equal((await guess(NOW + i)).code, 'room_code_wrong');
    const right = await codeShown(db, { sessionId, at: NOW });
    const early = codeCheckIn(db, { sessionId, student: guesser, code: right, now: NOW + 500 });
    await assert.rejects(early, (error) => {
      assert.ok((error as AppError).extra.retryAfter! <= 1);
      return refuses('too_many_requests')(error);
    });
    await assert.rejects(
      present(db, { sessionId, student: guesser, code: right, now: NOW + 500 }),
      refuses('too_many_requests'),
      'the other door is shut as well',
    );
    assert.equal(
      (await codeCheckIn(db, { sessionId, student: honest, code: right, now: NOW + 500 })).decision,
      'accept',
    );
    // Nobody is locked out: the pause ends by itself.
    const later = await codeCheckIn(db, { sessionId, student: guesser, code: right, now: NOW + 3 + 1000 });
    assert.equal(later.decision, 'accept');
  });

  test('a thousand guesses at once are not a thousand guesses', async () => {
    const db = await open();
    const { sessionId, student } = await openRoom(db);
    const results = await Promise.allSettled(
      Array.from({ length: 100 }, (_, index) =>
        codeCheckIn(db, { sessionId, student, code: String(10_000_000 + index), now: NOW + index }),
      ),
    );
    const looked = results.filter((result) => result.status === 'fulfilled').length;
    assert.ok(looked <= 5, `${looked} were looked at`);
    for (const result of results)
      if (result.status === 'rejected') assert.ok(refuses('too_many_requests')(result.reason), String(result.reason));
    await nothingRecorded(db, sessionId);
  });

  test('in a session that many guess at the first mistake waits, and who types the right code never does', async () => {
    const db = await open();
    const { sessionId, students } = await openRoom(db, { students: 3 });
    const [one, two, three] = students as [Viewer, Viewer, Viewer];
    await db
      .insertInto('roomCodeGuess')
      .values({ sessionId, studentId: one.personId, wrong: MANY_WRONG, blockedUntil: 0, updatedAt: NOW })
      .execute();
    assert.equal((await codeCheckIn(db, { sessionId, student: two, code: '1', now: NOW })).code, 'room_code_wrong');
    const right = await codeShown(db, { sessionId, at: NOW });
    const again = codeCheckIn(db, { sessionId, student: two, code: right, now: NOW + S });
    await assert.rejects(again, refuses('too_many_requests'));
    assert.equal((await codeCheckIn(db, { sessionId, student: three, code: right, now: NOW + S })).decision, 'accept');
  });
});
