import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { StepKind } from '@smart-presence/contract';
import { eachDatabase } from '../../../platform/db/testing.ts';
import { createSignInSession } from '../../accounts/index.ts';
import { noteRevealed } from '../challenges.store.ts';
import { checkIn } from '../check-in.ts';
import { openSession } from '../open-session.ts';
import { CHALLENGE_MS, startChallenge } from '../start-challenge.ts';
import { addClass, NOW, refuses } from '../testing.ts';
import { revealStep } from './reveal-step.ts';
import { act, looking, openClass, type Request, secretOf } from './testing-protocol.ts';

describe('steps of a challenge', () => {
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
  });
});
