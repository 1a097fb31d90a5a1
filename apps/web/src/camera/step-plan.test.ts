import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CHECK_IN_FRAMES, FLASH_COLOURS, STEP_FRAMES, StepKind } from '@smart-presence/contract';
import { isMoment, picturesOf, stepTimes } from './step-plan.ts';

const taking = { kind: 'turn-left', taken: 1, share: 0.2, elapsed: 500, sinceLast: 300 } as const;

test('every movement has as many pictures as the server wants, and the longest challenge fits', () => {
  for (const kind of StepKind.exclude(['flash']).options) {
    assert.ok(picturesOf(kind) >= STEP_FRAMES.min && picturesOf(kind) <= STEP_FRAMES.max, kind);
  }
  const high = ['turn-left', 'turn-right', 'blink', 'come-closer', 'look-down'] as const;
  const pictures = high.reduce((sum, kind) => sum + picturesOf(kind), 0);
  assert.ok(pictures + FLASH_COLOURS <= CHECK_IN_FRAMES.max);
});

test('pictures are taken along the movement', () => {
  assert.equal(isMoment(taking), false);
  assert.equal(isMoment({ ...taking, share: 0.5 }), true);
  assert.equal(isMoment({ ...taking, taken: 0, share: 0, elapsed: 0, sinceLast: null }), true);
});

test('after a turn or a nod is complete a last picture is taken a moment later', () => {
  for (const kind of ['turn-left', 'turn-right', 'look-up', 'look-down'] as const) {
    const complete = { ...taking, kind, taken: picturesOf(kind) - 1, share: 1 };
    assert.equal(isMoment({ ...complete, sinceLast: stepTimes.lingering - 1 }), false);
    assert.equal(isMoment({ ...complete, sinceLast: stepTimes.lingering }), true);
  }
});

test('two pictures are never taken at once, and none beyond the plan', () => {
  assert.equal(isMoment({ ...taking, share: 1, sinceLast: stepTimes.spacing - 1 }), false);
  assert.equal(isMoment({ ...taking, share: 1, taken: 4 }), false);
});

test('a movement that does not come is let go', () => {
  assert.equal(isMoment({ ...taking, elapsed: stepTimes.patience + 1 }), true);
});
