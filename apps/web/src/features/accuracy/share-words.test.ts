import assert from 'node:assert/strict';
import { test } from 'node:test';
import '../../strings/staff-words.ts';
import { boundedWords, shareWords } from './share-words.ts';

test('shares are said in percent, small ones as one in so many', () => {
  assert.deepEqual([0, 0.0722, 0.5, 0.001, 0.0009, 1 / 1_500_000].map(shareWords), [
    '0%',
    '7.2%',
    '50%',
    '0.1%',
    '1 in 1,100',
    '1 in 1,500,000',
  ]);
});

test('what was counted comes with what it can support', () => {
  assert.equal(boundedWords({ count: 0, of: 40, low: 0, high: 0.0722 }), '0 of 40: below 7.2%');
  assert.equal(boundedWords({ count: 3, of: 40, low: 0.02, high: 0.18 }), '3 of 40: between 2% and 18%');
  assert.equal(boundedWords({ count: 0, of: 0, low: 0, high: 1 }), 'Nothing to count');
});
