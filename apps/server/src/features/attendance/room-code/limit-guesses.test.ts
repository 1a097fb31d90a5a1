import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { FREE_WRONG, LONGEST_PAUSE_MS, MANY_WRONG, pauseAfter } from './limit-guesses.ts';

test('a few typing errors are free, then the pause doubles up to a minute', () => {
  const pauses = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11].map((wrong) => pauseAfter({ wrong, wrongByAll: wrong }) / 1000);
  assert.deepEqual(pauses, [0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60]);
  assert.deepEqual([FREE_WRONG, LONGEST_PAUSE_MS], [3, 60_000]);
});

test('in a session that many guess at, the first mistake waits', () => {
  assert.equal(pauseAfter({ wrong: 1, wrongByAll: MANY_WRONG }), 0);
  assert.equal(pauseAfter({ wrong: 1, wrongByAll: MANY_WRONG + 1 }), 8000);
});

test('more mistakes never wait less, and nobody waits longer than the longest pause', () => {
  const counts = fc.nat(500);
  fc.assert(
    fc.property(counts, counts, counts, (wrong, others, more) => {
      const pause = pauseAfter({ wrong, wrongByAll: wrong + others });
      assert.ok(pauseAfter({ wrong: wrong + more, wrongByAll: wrong + others + more }) >= pause);
      assert.ok(pauseAfter({ wrong, wrongByAll: wrong + others + more }) >= pause);
      assert.ok(pause >= 0 && pause <= LONGEST_PAUSE_MS);
    }),
  );
});
