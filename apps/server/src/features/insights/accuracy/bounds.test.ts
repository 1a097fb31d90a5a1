import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { boundsOf, incompleteBeta } from './bounds.ts';

const near = (actual: number, expected: number, within = 5e-5) =>
  assert.ok(Math.abs(actual - expected) <= within, `${actual} is not ${expected}`);

test('bounds are those of the tables of Clopper and Pearson', () => {
  // Two-sided 95 %: 2.5 % on each side.
  const table: [count: number, of: number, low: number, high: number][] = [
    [0, 10, 0, 0.3085],
    [4, 20, 0.0573, 0.4366],
    [5, 10, 0.1871, 0.8129],
    [10, 10, 0.6915, 1],
    [1, 100, 0.0003, 0.0545],
  ];
  for (const [count, of, low, high] of table) {
    const bounds = boundsOf(count, of, 0.025);
    near(bounds.low, low);
    near(bounds.high, high);
  }
});

test('nothing in forty check-ins says that it happens in less than 7 %: the rule of three, exactly', () => {
  near(boundsOf(0, 40).high, 1 - 0.05 ** (1 / 40), 1e-9);
  near(boundsOf(0, 40).high, 0.0722);
  near(boundsOf(0, 4_498_500).high, 3 / 4_498_500, 1e-8);
});

test('nothing tried says nothing', () => {
  assert.deepEqual(boundsOf(0, 0), { low: 0, high: 1 });
});

test('at each bound the tail is what was asked for, however many trials', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 400 }), fc.double({ min: 0, max: 1, noNaN: true }), (of, share) => {
      const count = Math.round(share * of);
      const { low, high } = boundsOf(count, of);
      assert.ok(low <= count / of && count / of <= high);
      if (count > 0) near(1 - atMost(count - 1, of, low), 0.05, 1e-7);
      if (count < of) near(atMost(count, of, high), 0.05, 1e-7);
    }),
  );
});

test('the incomplete beta function has the values of its closed forms', () => {
  near(incompleteBeta(0.3, 1, 1), 0.3, 1e-12);
  near(incompleteBeta(0.5, 2, 3), 0.6875, 1e-12);
  near(incompleteBeta(0.2, 10, 1), 0.2 ** 10, 1e-15);
});

/** Probability of `count` or fewer of `of`, summed term by term. */
const atMost = (count: number, of: number, share: number): number => {
  let sum = 0;
  let ways = 1;
  for (let i = 0; i <= count; i += 1) {
    sum += Math.exp(Math.log(ways) + i * Math.log(share) + (of - i) * Math.log1p(-share));
    ways = (ways * (of - i)) / (i + 1);
  }
  return sum;
};
