import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eachDatabase } from '../../platform/db/testing.ts';
import { AppError, fail } from '../../platform/http/index.ts';
import { createSignInSession } from '../accounts/index.ts';
import { type CheckInProps, checkIn } from './check-in.ts';
import { closeDueSessions } from './close-due-sessions.ts';
import { MOST_REFUSED } from './limit-attempts.ts';
import { CHALLENGE_MS } from './start-challenge.ts';
import { allMarks, checkInAs, countingQueries, NOW, refuses, scripted } from './testing.ts';
import { assertNothingRecorded, begin, GRACE_END, openClass } from './testing-check-in.ts';

eachDatabase((open) => {
  test('fifty at once: one mark, one comparison, the same answer fifty times', async () => {
    const db = await open();
    const { sessionId, student } = await openClass(db);
    const request = await begin(db, { sessionId, student });
    const script = scripted();
    const replies = await Promise.all(
      Array.from({ length: 50 }, () => checkIn({ db, verify: script.verify, request })),
    );
    for (const reply of replies) assert.deepEqual(reply, replies[0]);
    assert.equal(replies[0]?.code, 'accepted');
    assert.equal((await allMarks(db, sessionId)).length, 1);
    assert.equal(script.asked, 1);
    // A lost reply, asked for again much later, when the session is long closed.
    await closeDueSessions(db, GRACE_END);
    assert.deepEqual(
      await checkIn({ db, verify: script.verify, request: { ...request, now: GRACE_END + 5000 } }),
      replies[0],
    );
    assert.equal(script.asked, 1);
  });

  test('two servers with the same check-in give the same answer', async () => {
    const db = await open();
    const { sessionId, student } = await openClass(db);
    for (const kind of ['mismatch', 'match'] as const) {
      const request = await begin(db, { sessionId, student });
      const scripts = [scripted(kind), scripted(kind)] as const;
      const servers = [db, countingQueries(db).db] as const;
      // Neither has decided before both look at the face, however fast the one is.
      const bothLook = gathering(servers.length);
      const [one, other] = await Promise.all(
        servers.map((server, index) => {
          const verify: CheckInProps['verify'] = async () => {
            await bothLook();
            return scripts[index]!.verify();
          };
          return checkIn({ db: server, verify, request });
        }),
      );
      assert.deepEqual(one, other);
      assert.deepEqual([scripts[0].asked, scripts[1].asked], [1, 1], 'both looked at the face');
    }
    assert.equal((await allMarks(db, sessionId)).length, 1);
  });

  test('fifteen challenges of one student at once still make one mark', async () => {
    const db = await open();
    const { sessionId, student } = await openClass(db);
    const requests = await Promise.all(Array.from({ length: 15 }, () => begin(db, { sessionId, student })));
    const replies = await Promise.all(requests.map((request) => checkIn({ db, verify: scripted().verify, request })));
    assert.deepEqual([...new Set(replies.map((r) => r.decision))], ['accept']);
    assert.equal(replies.filter((r) => r.code === 'accepted').length, 1);
    assert.equal((await allMarks(db, sessionId)).length, 1);
  });

  test('a challenge is good once, for its student, session and sign-in session, and for 90 seconds', async () => {
    const db = await open();
    const { sessionId, student, students } = await openClass(db);
    const other = await openClass(db);
    const request = await begin(db, { sessionId, student });
    const attempt = (patch: Partial<typeof request>) =>
      checkIn({ db, verify: scripted().verify, request: { ...request, ...patch } });
    const elsewhere = await createSignInSession(db, { personId: student.personId, role: 'student', now: NOW });
    await assert.rejects(attempt({ viewer: students[1]! }), refuses('challenge_invalid'));
    await assert.rejects(
      attempt({ viewer: { ...student, signInSessionId: elsewhere.id } }),
      refuses('challenge_invalid'),
    );
    await assert.rejects(attempt({ nonce: '0'.repeat(32) }), refuses('challenge_invalid'));
    await assert.rejects(attempt({ sessionId: other.sessionId }), refuses('not_found'));
    await assert.rejects(attempt({ viewer: other.student }), refuses('not_found'));
    await assertNothingRecorded(db, sessionId);
    assert.equal((await attempt({ now: NOW + 1000 + CHALLENGE_MS })).code, 'accepted');
  });

  test('a refused check-in spends its challenge and is answered the same when repeated', async () => {
    const db = await open();
    const { sessionId, student } = await openClass(db);
    const request = await begin(db, { sessionId, student });
    const first = await checkIn({ db, verify: scripted('mismatch').verify, request });
    assert.deepEqual([first.decision, first.code, first.mark], ['reject', 'face_mismatch', null]);
    assert.deepEqual(await checkIn({ db, verify: scripted('match').verify, request }), first);
    await assertNothingRecorded(db, sessionId);
  });

  test('a full queue or an unreadable picture spends nothing', async () => {
    const db = await open();
    const { sessionId, student } = await openClass(db);
    const request = await begin(db, { sessionId, student });
    const busy = () => Promise.reject(new AppError('overloaded', { retryAfter: 7 }));
    await assert.rejects(checkIn({ db, verify: busy, request }), (error) => {
      assert.equal((error as AppError).extra.retryAfter, 7);
      return refuses('overloaded')(error);
    });
    await assert.rejects(
      checkIn({ db, verify: async () => fail('image_truncated'), request }),
      refuses('image_truncated'),
    );
    await assertNothingRecorded(db, sessionId);
    assert.equal((await checkIn({ db, verify: scripted().verify, request })).code, 'accepted');
  });

  test('five refused check-ins in three minutes are a pause that ends by itself', async () => {
    const db = await open();
    const { sessionId, student } = await openClass(db);
    for (let i = 0; i < MOST_REFUSED; i += 1) {
      const reply = await checkInAs(db, { sessionId, student, begunAt: NOW + i * 5000, kind: 'face_quality' });
      assert.equal(reply.code, 'face_quality');
    }
    await assert.rejects(begin(db, { sessionId, student, begunAt: NOW + 30_000 }), (error) => {
      assert.equal((error as AppError).extra.retryAfter, 150);
      return refuses('too_many_requests')(error);
    });
    await assertNothingRecorded(db, sessionId);
    const later = await checkInAs(db, { sessionId, student, begunAt: NOW + 180_000 });
    assert.equal(later.decision, 'accept');
  });
});

/** Resolves for everybody once so many have come. */
function gathering(count: number): () => Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let missing = count;
  return () => {
    missing -= 1;
    if (missing === 0) resolve();
    return promise;
  };
}
