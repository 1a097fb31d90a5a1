import assert from 'node:assert/strict';
import test from 'node:test';
import { timeLeft } from './clock.ts';

test('time left is rounded up, padded, and never negative', () => {
  assert.equal(timeLeft(425_000, 0), '7:05');
  assert.equal(timeLeft(1, 0), '0:01');
  assert.equal(timeLeft(3_750_000, 0), '1:02:30');
  assert.equal(timeLeft(0, 5000), '0:00');
});
