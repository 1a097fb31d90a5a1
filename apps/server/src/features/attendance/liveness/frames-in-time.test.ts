import assert from 'node:assert/strict';
import { test } from 'node:test';
import { framesInTime, type TimedFrames, TOLERANCE } from './frames-in-time.ts';

const ISSUED = 1_000_000;
/** Two steps of two seconds each; the client heard of the challenge 200 ms late. */
const honest: TimedFrames = {
  issuedAt: ISSUED,
  revealed: [ISSUED + 1000, ISSUED + 3000],
  steps: ['turn-left', 'open-mouth'],
  times: [
    { at: 1100, step: 0 },
    { at: 1800, step: 0 },
    { at: 2600, step: 0 },
    { at: 3100, step: 1 },
    { at: 3900, step: 1 },
    { at: 4600, step: 1 },
  ],
  arrivedAt: ISSUED + 5200,
};
const change = (index: number, patch: Partial<TimedFrames['times'][number]>): TimedFrames => ({
  ...honest,
  times: honest.times.map((time, i) => (i === index ? { ...time, ...patch } : time)),
});
const shift = (ms: number): TimedFrames => ({
  ...honest,
  times: honest.times.map(({ at, step }) => ({ at: at + ms, step })),
});

const timesOf = (...pairs: [at: number, step: number][]) => pairs.map(([at, step]) => ({ at, step }));
/** A first step that lasted so long. */
const hasty = (lasted: number): TimedFrames => ({
  ...honest,
  revealed: [ISSUED + 1000, ISSUED + 1000 + lasted],
  times: timesOf([1100, 0], [1300, 0], [1500, 0], [1700, 1], [1900, 1], [2100, 1]),
});

test('pictures taken while their steps were on the screen are in time, also over a slow network', () => {
  assert.equal(framesInTime(honest), true);
  // The challenge was on its way for seconds: the client's clock began late.
  const late = { ...shift(0), issuedAt: ISSUED - 2700 };
  assert.equal(framesInTime(late), true);
  assert.equal(framesInTime(hasty(TOLERANCE.step)), true);
});

const broken: [string, TimedFrames][] = [
  ['a step was never revealed', { ...honest, revealed: [ISSUED + 1000] }],
  ['more was revealed than asked for', { ...honest, revealed: [...honest.revealed, ISSUED + 4000] }],
  [
    'a picture of the first step comes after one of the second',
    { ...honest, times: timesOf([1100, 0], [1800, 0], [2500, 1], [2600, 0], [3100, 1], [3900, 1]) },
  ],
  ['two pictures at one time', change(1, { at: 1100 })],
  ['a picture of no step', { ...honest, times: [...honest.times, { at: 4700, step: 2 }] }],
  ['too few of a step', { ...honest, times: honest.times.slice(0, 5) }],
  [
    'too many of a step',
    {
      ...honest,
      times: [...Array.from({ length: 7 }, (_, i) => ({ at: 1100 + i * 100, step: 0 })), ...honest.times.slice(3)],
    },
  ],
  ['the last picture of a step is from after the next was told', change(2, { at: 3000 + TOLERANCE.drift + 1 })],
  ['pictures from before the step was told', { ...honest, issuedAt: ISSUED - TOLERANCE.slow - 101 }],
  ['pictures from after the request came', { ...honest, arrivedAt: ISSUED + 4200 }],
  ['steps were called up faster than anybody moves', hasty(TOLERANCE.step - 1)],
  [
    'pictures span more time than the step lasted',
    { ...honest, revealed: [ISSUED + 1000, ISSUED + 2100], issuedAt: ISSUED - 1500 },
  ],
];
for (const [why, taken] of broken) {
  test(`not in time: ${why}`, () => assert.equal(framesInTime(taken), false));
}

/** Eight colours of half a second each, the first picture 350 ms after the step was told. */
const coloured = (times: readonly number[]): TimedFrames => ({
  ...honest,
  revealed: [ISSUED + 1000],
  steps: ['flash'],
  times: times.map((at) => ({ at, step: 0 })),
  arrivedAt: ISSUED + 6000,
});
const oneEach = Array.from({ length: 8 }, (_, i) => 1350 + i * 500);

test('of colours there is one picture each, and no two at once', () => {
  assert.equal(framesInTime(coloured(oneEach)), true);
  assert.equal(framesInTime(coloured(oneEach.slice(1))), false);
  assert.equal(framesInTime(coloured([...oneEach, 5400])), false);
  const hurried = oneEach.map((at, i) => (i === 3 ? oneEach[2]! + TOLERANCE.colour - 1 : at));
  assert.equal(framesInTime(coloured(hurried)), false);
});
