import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { blinked } from './blink.ts';
import { cameCloser } from './come-closer.ts';
import { judgeObservations } from './judge-observations.ts';
import { openedMouth } from './mouth.ts';
import { oneFace } from './one-face.ts';
import { solidHead } from './parallax.ts';
import { followedSteps, turnOfHead } from './pose-path.ts';
import { recaptureNets } from './recapture.ts';
import { newFrames } from './repeats.ts';
import { changed, frame, honestTake, says } from './testing.ts';
import type { Observation, Step } from './types.ts';
import { unbrokenTake } from './unbroken.ts';

const STEPS: readonly Step[] = [
  { kind: 'turn-left' },
  { kind: 'blink' },
  { kind: 'turn-right' },
  { kind: 'open-mouth' },
];

test('an honest take passes every kind that was asked for', () => {
  const challenge = { steps: [...STEPS, { kind: 'come-closer' } as const, { kind: 'look-up' } as const] };
  const evidence = judgeObservations({
    observations: honestTake(challenge.steps),
    challenge,
    level: 'high',
    matchThreshold: 0.52,
    recaptureThreshold: undefined,
  });
  const asked = evidence.filter(({ kind }) => !['flash', 'recapture'].includes(kind));
  assert.deepEqual(
    asked.map(says),
    asked.map(() => 'passed'),
  );
  assert.ok(asked.every(({ score, threshold }) => score >= threshold));
});

describe('one face throughout', () => {
  test('a second face, no face, a lost face, too few frames', () => {
    const take = honestTake(STEPS);
    assert.equal(says(oneFace(changed(take, (_, i) => (i === 8 ? { faces: 2 } : {})))), 'failed several_faces');
    assert.equal(says(oneFace(changed(take, () => ({ face: null })))), 'failed no_face');
    assert.equal(says(oneFace(changed(take, (_, i) => (i % 3 ? {} : { face: null })))), 'inconclusive face_lost');
    assert.equal(says(oneFace(take.slice(0, 4))), 'inconclusive too_few_frames');
    assert.equal(says(oneFace([])), 'failed no_face');
  });
});

describe('the steps as they were asked', () => {
  const judged = (take: readonly Observation[], steps = STEPS) => says(followedSteps(take, steps));

  test('another order, a missing step, an unknown step', () => {
    const [left, blink, right, mouth] = STEPS as [Step, Step, Step, Step];
    assert.equal(judged(honestTake(STEPS), [right, blink, left, mouth]), 'failed steps_out_of_order');
    assert.equal(judged(honestTake(STEPS), [blink, left, right, mouth]), 'failed steps_out_of_order');
    assert.equal(judged(honestTake(STEPS).filter(({ step }) => step !== 2)), 'failed step_missing');
    assert.equal(judged(changed(honestTake(STEPS), ({ step }) => ({ step: step + 1 }))), 'failed step_missing');
    assert.equal(judged(honestTake(STEPS).filter(({ step }, i) => step !== 2 || i === 8)), 'failed step_missing');
  });

  test('times that fall or stand still, steps that go back', () => {
    const take = honestTake(STEPS);
    assert.equal(judged(changed(take, () => ({ at: 5 }))), 'failed steps_out_of_order');
    assert.equal(judged(take.toReversed()), 'failed steps_out_of_order');
    const back = [...take.slice(4, 8), ...take.slice(0, 4), ...take.slice(8)];
    assert.equal(judged(back.map((observed, i) => ({ ...observed, at: i * 500 }))), 'failed steps_out_of_order');
    assert.equal(judged(changed(take, (_, i) => (i === 0 ? { at: Number.NaN } : {}))), 'failed steps_out_of_order');
    assert.equal(judged(changed(take, ({ at }) => ({ at: at * 60 }))), 'failed steps_out_of_order');
    assert.equal(judged([]), 'failed steps_out_of_order');
  });

  test('one that goes both ways in one step', () => {
    const both = changed(honestTake(STEPS), (_, i) =>
      i < 4 ? { face: { pose: { yaw: [0, 20, -26, 0][i]!, pitch: 0, roll: 0 } } } : {},
    );
    assert.equal(judged(both), 'failed steps_out_of_order');
  });

  test('a head that does not move', () => {
    const still = changed(honestTake(STEPS), () => ({ face: { pose: { yaw: 2, pitch: 0, roll: 0 } } }));
    assert.equal(judged(still), 'failed step_not_followed');
  });

  test('a head that is always turned a little has its own rest', () => {
    const shifted = changed(honestTake(STEPS), ({ face }) => ({
      face: { pose: { ...face!.pose, yaw: face!.pose.yaw + 9 } },
    }));
    assert.equal(judged(shifted), 'passed');
  });
});

describe('how far the head turned', () => {
  const turns = (left: number, right: number) =>
    changed(honestTake(STEPS), ({ face }) => {
      const { yaw } = face!.pose;
      return { face: { pose: { ...face!.pose, yaw: (yaw > 0 ? left : right) * (yaw / 28) } } };
    });

  test('46° from side to side at the standard level, 26° at the low one', () => {
    assert.equal(says(turnOfHead(turns(24, 24), STEPS, 'standard')), 'passed');
    assert.equal(says(turnOfHead(turns(24, 18), STEPS, 'standard')), 'inconclusive turn_too_small');
    assert.equal(says(turnOfHead(turns(20, 15), STEPS, 'standard')), 'failed turn_too_small');
    assert.equal(says(turnOfHead(turns(14, 13), STEPS, 'low')), 'passed');
    assert.equal(says(turnOfHead(turns(10, 10), STEPS, 'low')), 'failed turn_too_small');
  });

  test('one side is measured from rest; without a turn there is nothing to say', () => {
    const one: Step[] = [{ kind: 'turn-left' }, { kind: 'blink' }];
    assert.equal(says(turnOfHead(honestTake(one), one, 'standard')), 'passed');
    assert.equal(says(turnOfHead(honestTake(one), [{ kind: 'blink' }], 'standard')), 'absent');
    assert.equal(says(turnOfHead([frame({ face: null })], STEPS, 'standard')), 'inconclusive no_face');
  });

  test('a flat picture moves by one homography', () => {
    const views = honestTake(STEPS);
    const [x, y] = [0, 1].map((axis) => views[0]!.face!.rigid.map((point) => point[axis]!)) as [number[], number[]];
    const flat = changed(views, ({ face }) => ({
      face: { rigid: x.map((value, i) => [value * Math.cos((face!.pose.yaw * Math.PI) / 90), y[i]!] as const) },
    }));
    assert.equal(says(solidHead(flat, STEPS)), 'failed looks_flat');
    assert.equal(says(solidHead(turns(5, 5), STEPS)), 'inconclusive turn_too_small');
    assert.equal(says(solidHead(views, [{ kind: 'blink' }])), 'absent');
  });
});

describe('eyes, mouth and distance', () => {
  test('open eyes do not blink, narrow ones cannot be judged', () => {
    const eyes = (value: number) => changed(honestTake(STEPS), (_, i) => ({ face: { eyes: value + (i % 2) * 0.005 } }));
    assert.equal(says(blinked(eyes(0.3), STEPS)), 'failed no_blink');
    assert.equal(says(blinked(eyes(0.15), STEPS)), 'inconclusive eyes_not_seen');
    assert.equal(
      says(
        blinked(
          changed(eyes(0.3), () => ({ face: { eyes: undefined } })),
          STEPS,
        ),
      ),
      'inconclusive eyes_not_seen',
    );
    assert.equal(says(blinked(eyes(0.3), [{ kind: 'flash', colours: [] }])), 'absent');
  });

  test('a blink outside its step does not count', () => {
    const early = changed(honestTake(STEPS), ({ step }, i) => ({ face: { eyes: step === 0 && i === 2 ? 0.05 : 0.3 } }));
    assert.equal(says(blinked(early, STEPS)), 'failed no_blink');
  });

  test('a mouth that stays as it is, open or closed', () => {
    for (const mouth of [0.05, 0.5]) {
      const take = changed(honestTake(STEPS), () => ({ face: { mouth } }));
      assert.equal(says(openedMouth(take, STEPS)), 'failed mouth_not_opened');
    }
    assert.equal(says(openedMouth([], [{ kind: 'blink' }])), 'absent');
  });

  test('a mouth that was opened at once is measured against the same mouth at rest', () => {
    const open = (rest: number) =>
      changed(honestTake(STEPS), ({ step }) => ({ face: { mouth: STEPS[step]?.kind === 'open-mouth' ? 0.4 : rest } }));
    assert.equal(says(openedMouth(open(0.05), STEPS)), 'passed');
    assert.equal(says(openedMouth(open(0.35), STEPS)), 'failed mouth_not_opened');
    // Turned away it seems wider open: that is no rest.
    const turning = changed(open(0.05), ({ step, face }) =>
      STEPS[step]?.kind === 'open-mouth' ? {} : { face: { pose: { ...face!.pose, yaw: 20 } } },
    );
    assert.equal(says(openedMouth(turning, STEPS)), 'failed mouth_not_opened');
  });

  test('coming closer takes growth, and a growth in perspective', () => {
    const steps: Step[] = [{ kind: 'come-closer' }];
    const take = honestTake(steps);
    assert.equal(says(cameCloser(take, steps)), 'passed');
    assert.equal(
      says(
        cameCloser(
          changed(take, () => ({ face: { size: 90 } })),
          steps,
        ),
      ),
      'failed not_closer',
    );
    for (const [perspective, outcome] of [
      [1.2, 'passed'],
      [0.6, 'passed'],
      [0.59, 'inconclusive looks_flat_when_near'],
      [0.35, 'inconclusive looks_flat_when_near'],
      [0.34, 'failed looks_flat_when_near'],
      [-0.4, 'failed looks_flat_when_near'],
    ] as const) {
      const nearest = take.map((frame, i) => (i === take.length - 1 ? { ...frame, perspective } : frame));
      assert.equal(says(cameCloser(nearest, steps)), outcome);
    }
    const unmeasured = take.map(({ perspective: _, ...frame }) => frame);
    assert.equal(says(cameCloser(unmeasured, steps)), 'inconclusive looks_flat_when_near');
  });
});

describe('one unbroken take', () => {
  const judged = (change: Parameters<typeof changed>[1]) => says(unbrokenTake(changed(honestTake(STEPS), change)));

  test('a face that jumps, another place, a head that turns too fast', () => {
    const at8 = (change: ReturnType<Parameters<typeof changed>[1]>) => judged((_, i) => (i === 7 ? change : {}));
    assert.equal(at8({ face: { box: [20, 140, 180, 200] } }), 'failed sequence_broken');
    assert.equal(at8({ face: { size: 170 } }), 'failed sequence_broken');
    assert.equal(at8({ face: { pose: { yaw: 90, pitch: 0, roll: 0 } } }), 'failed sequence_broken');
    assert.equal(at8({ tiles: Uint8Array.from({ length: 192 }, (_, i) => (i % 2) * 200) }), 'failed sequence_broken');
  });

  test('a swinging room and somebody who walks by are for a person to judge, once or in two parts', () => {
    const tiles = (change: (column: number) => number) =>
      Uint8Array.from({ length: 192 }, (_, i) => 120 + change(i % 16));
    const swung = (by: number, ...frames: number[]) =>
      judged((_, i) => (frames.includes(i) ? { tiles: tiles((column) => (column % 2 ? by : -by)) } : {}));
    assert.equal(swung(3, 7), 'passed');
    assert.equal(swung(7, 7), 'inconclusive place_changed', 'there and back');
    assert.equal(swung(7, 15), 'passed', 'at the end, a little');
    assert.equal(swung(11, 15), 'inconclusive place_changed', 'at the end, more');
    const passer = tiles((column) => (column > 12 ? 70 : 0));
    assert.equal(
      judged((_, i) => (i === 7 ? { tiles: passer } : {})),
      'inconclusive place_changed',
    );
  });

  test('a change of light alone is not another place; a long pause is for a person to judge', () => {
    assert.equal(
      judged((_, i) => ({ tiles: new Uint8Array(192).fill(i === 7 ? 190 : 120) })),
      'passed',
    );
    assert.equal(
      judged(({ at }, i) => ({ at: i > 7 ? at + 13_000 : at })),
      'inconclusive too_long_between_frames',
    );
  });
});

describe('frames that come again', () => {
  test('a frozen picture, a loop, and the last frame of a slow camera', () => {
    const take = changed(honestTake(STEPS), ({ at }) => ({ at: at * 0.7 }));
    const repeated = (which: (i: number) => number) =>
      says(newFrames(changed(take, (_, i) => ({ grain: take[which(i)]!.grain }))));
    assert.equal(
      repeated((i) => Math.min(i, 3)),
      'failed frozen_picture',
    );
    assert.equal(
      repeated((i) => (i >= 8 ? i - 8 : i)),
      'failed repeated_picture',
    );
    assert.equal(
      repeated((i) => (i === 5 ? 4 : i)),
      'passed',
    );
  });
});

test('passive networks: their mean counts, without them there is nothing to say', () => {
  const probabilities = (...values: number[]) => values.map((value) => frame({ face: { recapture: [value, value] } }));
  assert.equal(says(recaptureNets(probabilities(0.9, 0.6), 0.5)), 'passed');
  assert.equal(says(recaptureNets(probabilities(0.9, 0.05), 0.5)), 'failed looks_recaptured');
  assert.equal(says(recaptureNets([frame()], 0.5)), 'inconclusive no_face');
  assert.equal(says(recaptureNets(probabilities(0.9), undefined)), 'absent');
});
