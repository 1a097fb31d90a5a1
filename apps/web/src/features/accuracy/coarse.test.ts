import assert from 'node:assert/strict';
import { test } from 'node:test';
import { coarse, sumOf } from './coarse.ts';

test('steps are drawn together, as percent of all there are', () => {
  const one = new Array<number>(300).fill(0);
  one[0] = 1;
  one[3] = 1;
  one[4] = 2;
  const { shares, from } = coarse([one, one]);
  assert.deepEqual(shares.slice(0, 3), [50, 50, 0]);
  assert.deepEqual(from.slice(0, 3), [0, 4, 8]);
  assert.equal(sumOf([one, one]), 8);
});

test('nothing is drawn as nothing', () => {
  assert.equal(
    coarse([]).shares.every((share) => share === 0),
    true,
  );
});
