import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { frame } from '../../src/liveness/testing.ts';
import type { Point } from '../../src/types.ts';
import { clopperPearson } from './bounds.ts';
import { cutToOrder, inject, reorder, replay, swap, type Take } from './cuts.ts';
import { triangulate } from './delaunay.ts';
import { seeded } from './random.ts';
import { canvasOf, draw } from './rasterise.ts';

test('exact bounds are those of the tables', () => {
  const rounded = (successes: number, n: number) => clopperPearson(successes, n).map((bound) => bound.toFixed(4));
  assert.deepEqual(rounded(0, 1000), ['0.0000', '0.0037']);
  assert.deepEqual(rounded(0, 10), ['0.0000', '0.3085']);
  assert.deepEqual(rounded(5, 10), ['0.1871', '0.8129']);
  assert.deepEqual(rounded(10, 10), ['0.6915', '1.0000']);
  assert.deepEqual(clopperPearson(0, 0), [0, 1]);
});

test('chance repeats itself by seed and differs between forks', () => {
  const draw = (seed: string) =>
    Array.from(
      { length: 5 },
      (
        (random) => () =>
          random.between(0, 1)
      )(seeded(seed)),
    );
  assert.deepEqual(draw('a'), draw('a'));
  assert.notDeepEqual(draw('a'), draw('b'));
  assert.equal(seeded('a').fork('x').between(0, 1), seeded('a/x').between(0, 1));
});

test('triangles cover the square once', () => {
  const corners: Point[] = [
    [0, 0],
    [1, 0],
    [0, 1],
    [1, 1],
  ];
  const inside = fc.array(
    fc.tuple(fc.double({ min: 0.01, max: 0.99, noNaN: true }), fc.double({ min: 0.01, max: 0.99, noNaN: true })),
    { maxLength: 30 },
  );
  fc.assert(
    fc.property(inside, (points) => {
      const all = [
        ...corners,
        ...points.filter(([x, y], i) => points.slice(0, i).every(([u, v]) => Math.hypot(u - x, v - y) > 0.02)),
      ];
      const area = triangulate(all).reduce((sum, [a, b, c]) => {
        const [[ax, ay], [bx, by], [cx, cy]] = [all[a]!, all[b]!, all[c]!] as [Point, Point, Point];
        return sum + Math.abs((bx - ax) * (cy - ay) - (by - ay) * (cx - ax)) / 2;
      }, 0);
      assert.ok(Math.abs(area - 1) < 1e-6, `${area}`);
    }),
    { numRuns: 50 },
  );
});

test('the nearer surface hides the farther, whatever is drawn first', () => {
  const size = { width: 20, height: 20, focal: 20 };
  const texture = (value: number) => ({
    width: 4,
    height: 4,
    channels: 3 as const,
    data: new Uint8Array(48).fill(value),
  });
  const square = (z: number, value: number) => ({
    vertices: [
      [-z, -z, z],
      [z, -z, z],
      [-z, z, z],
      [z, z, z],
    ] as [number, number, number][],
    at: [
      [0, 0],
      [4, 0],
      [0, 4],
      [4, 4],
    ] as Point[],
    opacity: [1, 1, 1, 1],
    triangles: [
      [0, 1, 2],
      [1, 3, 2],
    ] as [number, number, number][],
    painted: new Set<number>(),
    texture: texture(value),
    light: [1, 1, 1] as const,
  });
  for (const order of [
    [10, 20],
    [20, 10],
  ]) {
    const canvas = canvasOf(new Float32Array(1200), size);
    for (const z of order) draw(canvas, square(z, z));
    assert.equal(canvas.colour[(10 * 20 + 10) * 3], 10);
  }
});

describe('cut attacks', () => {
  const steps = [{ kind: 'turn-left' }, { kind: 'blink' }, { kind: 'turn-right' }] as const;
  const take = (person: string): Take => ({
    person,
    challenge: { steps },
    observations: Array.from({ length: 12 }, (_, i) =>
      frame({ at: i * 300, step: Math.floor(i / 4), hash: Uint8Array.of(i) }),
    ),
    resaved: Array.from({ length: 12 }, (_, i) => Uint8Array.of(i + 100)),
  });
  const [one, other] = [take('one'), take('other')];

  test('keep times rising and steps in order, and change what they say they change', () => {
    for (let i = 0; i < 50; i++) {
      const random = seeded(`cut ${i}`);
      const attempts = [reorder(one, random), cutToOrder(one, random), replay(one, { steps }), swap(one, other, 5)];
      for (const attempt of attempts) {
        if (!attempt) continue;
        const { observations } = attempt;
        assert.equal(observations.length, 12);
        assert.ok(
          observations.every(
            ({ at, step }, at2) => at2 === 0 || (at > observations[at2 - 1]!.at && step >= observations[at2 - 1]!.step),
          ),
        );
      }
    }
    assert.equal(reorder({ ...one, challenge: { steps: [steps[0]] } }, seeded('x')), undefined);
  });

  test('so many frames are put in, of the same kind of step', () => {
    const attempt = inject(one, other, { count: 3, random: seeded('in') })!;
    const strangers = attempt.observations.filter(({ grain }) =>
      other.observations.some((observed) => observed.grain === grain),
    );
    assert.equal(strangers.length, 3);
    assert.equal(attempt.hashes.filter(([value]) => value! >= 100).length, 3);
    const blinksOnly = {
      ...other,
      challenge: { steps: [{ kind: 'look-up' } as const, { kind: 'look-up' } as const, { kind: 'look-up' } as const] },
    };
    assert.equal(inject(one, blinksOnly, { count: 1, random: seeded('in') }), undefined);
  });
});
