import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { eachDatabase } from '../../../platform/db/testing.ts';
import { withdrawConsent } from '../../biometrics/index.ts';
import { checkIn } from '../check-in.ts';
import { MOST_REFUSED } from '../limit-attempts.ts';
import { openSession } from '../open-session.ts';
import { CHALLENGE_MS, startChallenge } from '../start-challenge.ts';
import { addClass, allMarks, NOW, refuses, signedBy } from '../testing.ts';
import { act, hashes, looking, openClass, type Request, secretOf, seen } from './testing-protocol.ts';

describe('movements of a check-in', () => {
  eachDatabase((open) => {
    test('movements made in time are a mark; its evidence holds outcomes and times, no hashes', async () => {
      const db = await open();
      const { sessionId, student } = await openClass(db);
      const request = await act(db, { sessionId, student });
      const script = looking();
      const reply = await checkIn({ db, verify: script.verify, request });
      assert.deepEqual([reply.decision, reply.code], ['accept', 'accepted']);
      const { plan, revealed } = await secretOf(db, request);
      assert.deepEqual(script.asked[0]?.steps, plan.steps);
      assert.equal(script.asked[0]?.level, 'standard');
      const [mark] = await allMarks(db, sessionId);
      const evidence = JSON.parse(mark?.evidence ?? '{}');
      assert.equal(evidence.liveness, 'live');
      assert.equal(evidence.face.liveness.evidence[0].score, 52);
      assert.deepEqual(evidence.challenge.revealed, revealed);
      assert.equal(evidence.face.hashes, undefined);
      const kept = await db.selectFrom('seenPictures').selectAll().executeTakeFirstOrThrow();
      assert.deepEqual([...kept.hashes], [...Buffer.concat(hashes)]);
    });

    test('protocol attacks: none is accepted, and the pictures are not even looked at', async () => {
      const db = await open();
      const { sessionId, student, other } = await openClass(db);
      const attacks: Record<string, (request: Request, of: Request) => Partial<Request>> = {
        'frames before their step was told': ({ frameTimes }) => ({
          frameTimes: frameTimes.map((_, i) => i),
        }),
        'frames of two steps exchanged': ({ frameSteps = [] }) => ({ frameSteps: [...frameSteps].reverse() }),
        'all frames of one step': ({ frameSteps = [] }) => ({ frameSteps: frameSteps.map(() => 0) }),
        'the last step left out': ({ frames, frameTimes, frameSteps = [] }) => ({
          frames: frames.slice(0, 8),
          frameTimes: frameTimes.slice(0, 8),
          frameSteps: frameSteps.slice(0, 8),
        }),
        'frames of an earlier hour': ({ frameTimes }) => ({ frameTimes: frameTimes.map((at) => at + 60_000) }),
      };
      let count = 0;
      for (const [why, attack] of Object.entries(attacks)) {
        const begunAt = NOW + 1000 + count * 61_000;
        count += 1;
        const request = await act(db, { sessionId, student, begunAt });
        const script = looking();
        const reply = await checkIn({
          db,
          verify: script.verify,
          request: signedBy({ ...request, ...attack(request, request) }),
        });
        assert.deepEqual([reply.decision, reply.code, reply.mark], ['reject', 'liveness_out_of_time', null], why);
        assert.equal(script.asked.length, 0, why);
        // Spent: the right pictures come too late.
        const right = await checkIn({ db, verify: script.verify, request });
        assert.equal(right.code, 'liveness_out_of_time', why);
      }
      const begunAt = NOW + 1000 + count * 61_000;
      const mine = await act(db, { sessionId, student, begunAt });
      const theirs = await act(db, { sessionId, student: other, begunAt });
      const refusedOutright: Record<string, Partial<Request>> = {
        'a challenge of somebody else': { challengeId: theirs.challengeId, nonce: theirs.nonce },
        'a foreign nonce': { nonce: theirs.nonce },
        'another sign-in session': { viewer: { ...student, signInSessionId: other.signInSessionId } },
        'pictures from after the challenge': {
          now: begunAt + 2 * CHALLENGE_MS,
          frameTimes: mine.frameTimes.map((at) => at + CHALLENGE_MS),
        },
      };
      for (const [why, wrong] of Object.entries(refusedOutright)) {
        const script = looking();
        const request = signedBy({ ...mine, ...wrong });
        await assert.rejects(checkIn({ db, verify: script.verify, request }), refuses('challenge_invalid'), why);
        assert.equal(script.asked.length, 0);
      }
      assert.deepEqual(await allMarks(db, sessionId), []);
      assert.deepEqual(await db.selectFrom('seenPictures').selectAll().execute(), []);
    });

    test('a challenge whose steps nobody asked for is answered by no pictures', async () => {
      const db = await open();
      const { sessionId, student } = await openClass(db);
      const honest = await act(db, { sessionId, student });
      const { id, nonce } = await startChallenge(db, { sessionId, viewer: student, now: NOW + 1000 });
      const script = looking();
      const reply = await checkIn({
        db,
        verify: script.verify,
        request: signedBy({ ...honest, challengeId: id, nonce }),
      });
      assert.equal(reply.code, 'liveness_out_of_time');
      assert.equal(script.asked.length, 0);
    });

    test('pictures without steps, or steps where none are asked for, are no check-in', async () => {
      const db = await open();
      const { sessionId, student } = await openClass(db);
      const request = await act(db, { sessionId, student });
      const send = (patch: Partial<Request>) =>
        checkIn({ db, verify: looking().verify, request: signedBy({ ...request, ...patch }) });
      await assert.rejects(send({ frameSteps: [] }), refuses('invalid_request'));
      await assert.rejects(send({ frameSteps: request.frameSteps?.slice(1) ?? [] }), refuses('invalid_request'));
      const { id, nonce } = await startChallenge(db, {
        sessionId,
        viewer: student,
        asksTeacher: true,
        now: NOW + 1000,
      });
      const few = { frames: request.frames.slice(0, 4), frameTimes: request.frameTimes.slice(0, 4) };
      const needless = { ...few, challengeId: id, nonce, frameSteps: [0, 0, 0, 0] };
      await assert.rejects(send(needless), refuses('invalid_request'));
      await assert.rejects(send({ challengeId: id, nonce, frameSteps: [] }), refuses('invalid_request'), 'too many');
    });

    test('who asks for the teacher gets the teacher, with a matching face and no movements', async () => {
      const db = await open();
      const { sessionId, student } = await openClass(db);
      const begun = { sessionId, viewer: student, asksTeacher: true, now: NOW + 1000 };
      const { id, nonce, steps } = await startChallenge(db, begun);
      assert.equal(steps, 0);
      const request = signedBy({
        sessionId,
        challengeId: id,
        nonce,
        frames: ['a', 'b', 'c'].map((text) => Buffer.from(text)),
        frameTimes: [0, 300, 600],
        place: null,
        viewer: student,
        address: '127.0.0.1',
        now: NOW + 3000,
      });
      const reply = await checkIn({ db, verify: looking().verify, request });
      assert.deepEqual([reply.decision, reply.mark], ['review', null]);
      const review = await db.selectFrom('review').selectAll().executeTakeFirstOrThrow();
      assert.deepEqual(JSON.parse(review.reasons), ['liveness_declined']);
    });

    test('a doubt goes to the teacher; what was not live is refused with advice and counts for nothing else', async () => {
      const db = await open();
      const { sessionId, student, other } = await openClass(db);
      const refused = await checkIn({
        db,
        verify: looking(seen('not-live', 'turn_further')).verify,
        request: await act(db, { sessionId, student }),
      });
      assert.deepEqual([refused.decision, refused.code], ['reject', 'liveness_turn_further']);
      assert.match(refused.advice ?? '', /further/);
      assert.deepEqual(await db.selectFrom('review').selectAll().execute(), []);
      assert.deepEqual(await db.selectFrom('seenPictures').selectAll().execute(), [], 'an honest second try is new');
      const doubtful = await checkIn({
        db,
        verify: looking(seen('inconclusive', 'ask_a_person')).verify,
        request: await act(db, { sessionId, student: other }),
      });
      assert.equal(doubtful.decision, 'review');
      const review = await db.selectFrom('review').selectAll().executeTakeFirstOrThrow();
      assert.deepEqual(JSON.parse(review.reasons), ['liveness_unclear']);
    });

    test('five failures in three minutes: a pause that ends by itself', async () => {
      const db = await open();
      const { sessionId, student } = await openClass(db);
      for (let i = 0; i < MOST_REFUSED; i += 1) {
        const request = await act(db, { sessionId, student, begunAt: NOW + 1000 + i * 12_000 });
        await checkIn({ db, verify: looking(seen('not-live', 'follow_steps')).verify, request });
      }
      const paused = act(db, { sessionId, student, begunAt: NOW + 80_000 });
      await assert.rejects(paused, refuses('too_many_requests'));
      const request = await act(db, { sessionId, student, begunAt: NOW + 1000 + 3 * 60_000 + 1 });
      const reply = await checkIn({ db, verify: looking().verify, request });
      assert.equal(reply.code, 'accepted');
    });

    test('at level off nothing is asked for, as before', async () => {
      const db = await open();
      const { students, sectionId, teacher } = await addClass(db, { students: 1 });
      const { id } = await openSession(db, { sectionId, viewer: teacher, now: NOW });
      const viewer = students[0]!;
      const challenge = await startChallenge(db, { sessionId: id, viewer, asksTeacher: true, now: NOW + 1000 });
      assert.deepEqual([challenge.level, challenge.steps, challenge.frames.max], ['off', 0, 8]);
    });

    test('hashes go with consent', async () => {
      const db = await open();
      const { sessionId, student } = await openClass(db);
      await checkIn({ db, verify: looking().verify, request: await act(db, { sessionId, student }) });
      const kept = () => db.selectFrom('seenPictures').selectAll().execute();
      assert.equal((await kept()).length, 1);
      await withdrawConsent(db, { personId: student.personId, actorId: student.personId, now: NOW + 20_000 });
      assert.deepEqual(await kept(), []);
    });
  });
});
