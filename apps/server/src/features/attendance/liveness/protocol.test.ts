import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { StepKind } from '@smart-presence/contract';
import type { Db } from '../../../platform/db/index.ts';
import { eachDatabase } from '../../../platform/db/testing.ts';
import { createSignInSession } from '../../accounts/index.ts';
import { type FreshVerification, type LivenessFinding, withdrawConsent } from '../../biometrics/index.ts';
import { findChallenge, noteRevealed } from '../challenges.store.ts';
import { type CheckInProps, checkIn } from '../check-in.ts';
import { MOST_REFUSED } from '../limit-attempts.ts';
import { openSession } from '../open-session.ts';
import { CHALLENGE_MS, startChallenge } from '../start-challenge.ts';
import { addClass, allMarks, finding, NOW, refuses, setPolicy, signedBy } from '../testing.ts';
import { planOf, revealedOf } from './challenge-plan.ts';
import { revealStep } from './reveal-step.ts';

type Request = CheckInProps['request'];
type Viewer = Request['viewer'];

const openClass = async (db: Db, level: 'low' | 'standard' | 'high' = 'standard') => {
  await setPolicy(db, { liveness: { level, flashes: 'off' } });
  const group = await addClass(db, { students: 2 });
  const { id } = await openSession(db, { sectionId: group.sectionId, viewer: group.teacher, now: NOW });
  return { ...group, sessionId: id, student: group.students[0]!, other: group.students[1]! };
};

const seen = (verdict: LivenessFinding['verdict'], advice: LivenessFinding['advice'] = null): LivenessFinding => ({
  level: 'standard',
  verdict,
  reasons: [],
  advice,
  evidence: [{ kind: 'turn', outcome: 'passed', score: 52, threshold: 46, n: 12, reasons: [] }],
});
const hashes = Array.from({ length: 12 }, (_, i) => new Uint8Array(32).fill(i + 1));

/** A look at the pictures that finds what it is told to, and notes what it was asked. */
const looking = (liveness = seen('live')) => {
  const script = {
    asked: [] as Parameters<CheckInProps['verify']>[0]['asked'][],
    verify: async ({ asked }: Parameters<CheckInProps['verify']>[0]): Promise<FreshVerification> => {
      script.asked.push(asked);
      return { ...finding('match'), liveness: asked ? liveness : null, hashes: asked ? hashes : [] };
    },
  };
  return script;
};

interface Acting {
  sessionId: string;
  student: Viewer;
  begunAt?: number;
}

/** Plays a whole challenge as an honest client does. */
const act = async (db: Db, { sessionId, student, begunAt = NOW + 1000 }: Acting): Promise<Request> => {
  const { id, nonce, steps } = await startChallenge(db, { sessionId, viewer: student, now: begunAt });
  const times: { at: number; step: number }[] = [];
  for (let done = 0; done < steps; done += 1) {
    const now = begunAt + 500 + done * 2500;
    await revealStep(db, { sessionId, challengeId: id, nonce, done, viewer: student, now });
    for (let i = 0; i < 4; i += 1) times.push({ at: 600 + done * 2500 + i * 500, step: done });
  }
  return signedBy({
    sessionId,
    challengeId: id,
    nonce,
    frames: times.map((_, i) => Buffer.from(`${begunAt} ${i}`)),
    frameTimes: times.map(({ at }) => at),
    frameSteps: times.map(({ step }) => step),
    place: null,
    viewer: student,
    address: '127.0.0.1',
    now: begunAt + 1000 + steps * 2500,
  });
};

/** What a challenge asks for, from the server's own notes. */
const secretOf = async (db: Db, { sessionId, challengeId, viewer }: Request) => {
  const holder = { sessionId, challengeId, studentId: viewer.personId, signInSessionId: viewer.signInSessionId };
  const row = await findChallenge(db, holder);
  assert.ok(row);
  return { plan: planOf(row), revealed: revealedOf(row) };
};

describe('movements of a check-in', () => {
  eachDatabase((open) => {
    test('a challenge names no step before it is revealed, and each when it is asked for', async () => {
      const db = await open();
      const { sessionId, student } = await openClass(db, 'high');
      const challenge = await startChallenge(db, { sessionId, viewer: student, now: NOW + 1000 });
      assert.equal(challenge.steps, 5);
      assert.doesNotMatch(JSON.stringify(challenge), /turn|look|blink|mouth|closer/);
      assert.match(challenge.nonce, /^[0-9a-f]{32}$/);
      assert.ok(challenge.expiresAt - challenge.issuedAt <= 90_000);
      const base = { sessionId, challengeId: challenge.id, nonce: challenge.nonce, viewer: student };
      await assert.rejects(revealStep(db, { ...base, done: 1, now: NOW + 1500 }), refuses('challenge_invalid'));
      const kinds: StepKind[] = [];
      for (let done = 0; done < 5; done += 1) {
        const step = await revealStep(db, { ...base, done, now: NOW + 2000 + done * 1000 });
        assert.equal(step.index, done);
        kinds.push(step.kind);
        // Told again, the time noted first stays.
        assert.deepEqual(await revealStep(db, { ...base, done, now: NOW + 2500 + done * 1000 }), step);
      }
      await assert.rejects(revealStep(db, { ...base, done: 5, now: NOW + 9000 }), refuses('challenge_invalid'));
      const { plan, revealed } = await secretOf(db, { ...base, viewer: student } as Request);
      assert.deepEqual(plan.steps, kinds);
      assert.deepEqual(
        revealed,
        [0, 1, 2, 3, 4].map((i) => NOW + 2000 + i * 1000),
      );
    });

    test('two who ask for the same step at once hear the same, and it is noted once', async () => {
      const db = await open();
      const { sessionId, student } = await openClass(db);
      const { id, nonce } = await startChallenge(db, { sessionId, viewer: student, now: NOW + 1000 });
      const ask = () =>
        revealStep(db, { sessionId, challengeId: id, nonce, done: 0, viewer: student, now: NOW + 2000 });
      const [one, other] = await Promise.all([ask(), ask()]);
      assert.deepEqual(one, other);
      const { revealed } = await secretOf(db, { sessionId, challengeId: id, viewer: student } as Request);
      assert.deepEqual(revealed, [NOW + 2000]);
      // What somebody read before is not written over what was noted since.
      await noteRevealed(db, { id, before: '[]', after: '[1]' });
      const { revealed: still } = await secretOf(db, { sessionId, challengeId: id, viewer: student } as Request);
      assert.deepEqual(still, [NOW + 2000]);
    });

    test('steps are told to nobody else: another student, sign-in session, session or nonce, too late, once used', async () => {
      const db = await open();
      const { sessionId, student, other, teacher, sectionId: _ } = await openClass(db);
      const { id, nonce } = await startChallenge(db, { sessionId, viewer: student, now: NOW + 1000 });
      const right = { sessionId, challengeId: id, nonce, done: 0, viewer: student, now: NOW + 2000 };
      const again = await createSignInSession(db, { personId: student.personId, role: 'student', now: NOW });
      const elsewhere = await addClass(db, { students: 0 });
      const second = await openSession(db, {
        sectionId: elsewhere.sectionId,
        viewer: elsewhere.teacher,
        now: NOW,
      });
      const wrongs = {
        'another student': { viewer: other },
        'a teacher': { viewer: teacher },
        'another sign-in session': { viewer: { ...student, signInSessionId: again.id } },
        'another session': { sessionId: second.id },
        'another nonce': { nonce: 'f'.repeat(32) },
        'too late': { now: NOW + 1000 + CHALLENGE_MS + 1 },
      };
      for (const [why, wrong] of Object.entries(wrongs)) {
        await assert.rejects(revealStep(db, { ...right, ...wrong }), refuses('challenge_invalid'), why);
      }
      const request = await act(db, { sessionId, student });
      await checkIn({ db, verify: looking().verify, request });
      const { challengeId, nonce: spent } = request;
      await assert.rejects(
        revealStep(db, { ...right, challengeId, nonce: spent, done: 2, now: request.now + 1 }),
        refuses('challenge_invalid'),
      );
    });

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
