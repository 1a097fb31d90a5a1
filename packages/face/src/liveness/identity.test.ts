import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { identityContinuity } from './identity.ts';
import { changed, frame, honestTake } from './testing.ts';
import type { Evidence, Step } from './types.ts';

const STEPS: readonly Step[] = [
  { kind: 'turn-left' },
  { kind: 'blink' },
  { kind: 'turn-right' },
  { kind: 'open-mouth' },
];
const says = ({ outcome, reasons }: Evidence) => [outcome, ...reasons].join(' ');

describe('one person throughout', () => {
  const away = (distance: number) => Float32Array.of(1 + distance, 0, 0);
  const judged = (from: number, to: number, distance: number) =>
    says(
      identityContinuity(
        changed(honestTake(STEPS), (_, i) => (i >= from && i < to ? { face: { likeness: away(distance) } } : {})),
        0.52,
      ),
    );

  test('a swap is noticed wherever it is, for one frame or to the end', () => {
    for (let at = 1; at < 16; at++) {
      assert.equal(judged(at, 16, 0.7), 'failed another_person');
      assert.equal(judged(at, at + 1, 0.7), 'failed another_person');
    }
  });

  const turnedBy = (yaw: number, distance: number) =>
    frame({ face: { pose: { yaw, pitch: 0, roll: 0 }, likeness: away(distance) } });

  test('neighbours are alike, also where both are turned and neither is far from the mean', () => {
    const ahead = Array.from({ length: 6 }, () => frame());
    const take = (distance: number) => [...ahead, turnedBy(26, distance), turnedBy(-26, -distance)];
    assert.equal(says(identityContinuity(take(0.28), 0.52)), 'passed');
    assert.equal(says(identityContinuity(take(0.5), 0.52)), 'failed another_person');
  });

  test('somebody who changes little by little ends too far from the mean', () => {
    const ahead = Array.from({ length: 8 }, () => frame());
    const take = (step: number) => [...ahead, turnedBy(26, step), turnedBy(28, 2 * step)];
    assert.equal(says(identityContinuity(take(0.25), 0.52)), 'passed');
    assert.equal(says(identityContinuity(take(0.4), 0.52)), 'failed another_person');
  });

  test('two people who share the frames ahead evenly do not hide in their mean', () => {
    const turned = Array.from({ length: 8 }, (_, i) => turnedBy(i % 2 ? 28 : -28, 0));
    const ahead = (distance: number) => Array.from({ length: 4 }, () => frame({ face: { likeness: away(distance) } }));
    const take = (distance: number) => [...ahead(0), ...turned, ...ahead(distance)];
    assert.equal(says(identityContinuity(take(0.4), 0.52)), 'passed');
    assert.equal(says(identityContinuity(take(0.58), 0.52)), 'failed another_person');
  });

  test('one person’s own differences are allowed, more while turned; too few frames say nothing', () => {
    assert.equal(judged(4, 5, 0.3), 'passed');
    assert.equal(judged(2, 4, 0.4), 'passed');
    assert.equal(judged(2, 4, 0.53), 'passed');
    assert.equal(judged(5, 6, 0.4), 'passed');
    assert.equal(judged(5, 6, 0.5), 'inconclusive identity_unclear');
    assert.equal(judged(5, 6, 0.6), 'failed another_person');
    assert.equal(judged(3, 4, 0.6), 'inconclusive identity_unclear');
    assert.equal(says(identityContinuity(honestTake(STEPS).slice(0, 2), 0.52)), 'inconclusive identity_unclear');
  });
});
