import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { FLASH_COLOURS, type FlashMode, type LivenessLevel } from '@smart-presence/contract';
import type { Db } from '../../../platform/db/index.ts';
import { eachDatabase } from '../../../platform/db/testing.ts';
import type { FreshVerification } from '../../biometrics/index.ts';
import { type CheckInProps, checkIn } from '../check-in.ts';
import { openSession } from '../open-session.ts';
import { startChallenge } from '../start-challenge.ts';
import { addClass, finding, NOW, setPolicy, signedBy } from '../testing.ts';
import { revealStep } from './reveal-step.ts';

type Request = CheckInProps['request'];
type Asked = Parameters<CheckInProps['verify']>[0]['asked'];

const openClass = async (db: Db, { level, flashes }: { level: LivenessLevel; flashes: FlashMode }) => {
  await setPolicy(db, { liveness: { level, flashes } });
  const { sectionId, teacher, students } = await addClass(db, { students: 1 });
  const { id } = await openSession(db, { sectionId, viewer: teacher, now: NOW });
  return { sessionId: id, viewer: students[0]! };
};

/** Sees life in whatever comes, and notes what it was asked to look for. */
const looking = () => {
  const asked: Asked[] = [];
  const liveness = { level: 'standard', verdict: 'live', reasons: [], advice: null, evidence: [] } as const;
  const verify: CheckInProps['verify'] = async (props): Promise<FreshVerification> => {
    asked.push(props.asked);
    return { ...finding('match'), liveness, hashes: [] };
  };
  return { asked, verify };
};

interface Acting {
  sessionId: string;
  viewer: Request['viewer'];
  flashes: boolean;
}

/** Plays a challenge as an honest client does: four pictures for each movement, one for each colour. */
const act = async (db: Db, { sessionId, viewer, flashes }: Acting) => {
  const challenge = await startChallenge(db, { sessionId, viewer, flashes, now: NOW + 1000 });
  const { id, nonce, steps } = challenge;
  const told = [];
  const times: { at: number; step: number }[] = [];
  for (let done = 0; done < steps; done += 1) {
    const now = NOW + 1500 + done * 5000;
    const step = await revealStep(db, { sessionId, challengeId: id, nonce, done, viewer, now });
    told.push(step);
    const pictures = step.kind === 'flash' ? step.colours.length : 4;
    for (let i = 0; i < pictures; i += 1) times.push({ at: 850 + done * 5000 + i * 500, step: done });
  }
  const request = signedBy({
    sessionId,
    challengeId: id,
    nonce,
    frames: times.map((_, i) => Buffer.from(`picture ${i}`)),
    frameTimes: times.map(({ at }) => at),
    frameSteps: times.map(({ step }) => step),
    place: null,
    viewer,
    address: '127.0.0.1',
    now: NOW + 1500 + steps * 5000,
  });
  return { challenge, told, request };
};

describe('colours of the screen in a check-in', () => {
  eachDatabase((open) => {
    test('the code is a secret until its step is told, and the very code is what the pictures are judged by', async () => {
      const db = await open();
      const { challenge, told, request } = await act(db, {
        ...(await openClass(db, { level: 'standard', flashes: 'offer' })),
        flashes: true,
      });
      assert.equal(challenge.steps, 4);
      assert.doesNotMatch(JSON.stringify(challenge), /colour|flash/);
      const flash = told.find(({ kind }) => kind === 'flash');
      assert.equal(flash?.colours.length, FLASH_COLOURS);
      assert.ok(told.every(({ kind, colours }) => kind === 'flash' || colours.length === 0));
      const script = looking();
      const reply = await checkIn({ db, verify: script.verify, request });
      assert.equal(reply.code, 'accepted');
      assert.deepEqual(script.asked[0]?.colours, flash?.colours);
      assert.equal(script.asked[0]?.times.length, 3 * 4 + FLASH_COLOURS);
    });

    test('pictures of the colours left out, or one of them, are not looked at', async () => {
      const db = await open();
      const { told, request } = await act(db, {
        ...(await openClass(db, { level: 'standard', flashes: 'offer' })),
        flashes: true,
      });
      const flash = told.findIndex(({ kind }) => kind === 'flash');
      const missing = (request.frameSteps ?? []).lastIndexOf(flash);
      const without = <T>(list: readonly T[]) => list.filter((_, i) => i !== missing);
      const script = looking();
      const reply = await checkIn({
        db,
        verify: script.verify,
        request: signedBy({
          ...request,
          frames: without(request.frames),
          frameTimes: without(request.frameTimes),
          frameSteps: without(request.frameSteps ?? []),
        }),
      });
      assert.deepEqual([reply.decision, reply.code], ['reject', 'liveness_out_of_time']);
      assert.equal(script.asked.length, 0);
    });

    const declined: [FlashMode, string, string[]][] = [
      ['off', 'accepted', []],
      ['offer', 'accepted', []],
      ['expect', 'sent_to_review', ['flashes_declined']],
    ];
    for (const [mode, code, reasons] of declined) {
      test(`declined where the policy says ${mode}: ${code}, by the movements alone`, async () => {
        const db = await open();
        const { told, request } = await act(db, {
          ...(await openClass(db, { level: 'standard', flashes: mode })),
          flashes: false,
        });
        assert.ok(told.length === 3 && told.every(({ kind }) => kind !== 'flash'));
        const reply = await checkIn({ db, verify: looking().verify, request });
        assert.equal(reply.code, code);
        const reviews = await db.selectFrom('review').selectAll().execute();
        assert.deepEqual(
          reviews.flatMap((review) => JSON.parse(review.reasons) as string[]),
          reasons,
        );
      });
    }

    test('nobody is shown any where the policy has none, or asks for no movements', async () => {
      const db = await open();
      const here = await openClass(db, { level: 'standard', flashes: 'off' });
      assert.equal((await act(db, { ...here, flashes: true })).challenge.steps, 3);
      const elsewhere = await openClass(db, { level: 'off', flashes: 'expect' });
      const challenge = await startChallenge(db, { ...elsewhere, flashes: false, now: NOW + 1000 });
      assert.equal(challenge.steps, 0);
    });
  });
});
