import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { MAX_ATTEMPTS, retryDelay } from './index.ts';

const MINUTE_MS = 60_000;

test('pauses grow from half a minute at least to six hours at most', () => {
  const attempts = fc.integer({ min: 1, max: MAX_ATTEMPTS });
  const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  fc.assert(
    fc.property(attempts, random, (count, chance) => {
      const delay = retryDelay(count, chance);
      assert.ok(delay >= 30_000 && delay <= 6 * 60 * MINUTE_MS);
      assert.ok(retryDelay(count + 1, 0) >= retryDelay(count, chance));
    }),
  );
  const longest = Array.from({ length: MAX_ATTEMPTS - 1 }, (_, at) => retryDelay(at + 1, 0));
  const hours = longest.reduce((sum, delay) => sum + delay) / (60 * MINUTE_MS);
  assert.ok(hours > 20 && hours < 21, `${hours} hours`);
});
