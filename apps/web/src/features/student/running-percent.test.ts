import assert from 'node:assert/strict';
import test from 'node:test';
import { defaultPolicy } from '@smart-presence/contract';
import { runningPercent } from './running-percent.ts';

const entry = (code: string | null, openedAt: number, state = 'closed') => ({
  sessionId: String(openedAt),
  openedAt,
  code,
  state,
});

test('excused sessions and open ones leave the percentage where it was', () => {
  const newestFirst = [entry('P', 5, 'open'), entry('A', 4), entry('E', 3), entry('L', 2), entry('P', 1)];
  const percents = runningPercent(newestFirst, defaultPolicy).map(({ percent }) => percent && Math.round(percent));
  assert.deepEqual(percents, [100, 100, 100, 67, 67]);
});

test('nothing counted is no percentage, not zero', () => {
  assert.equal(runningPercent([entry('E', 1)], defaultPolicy)[0]?.percent, null);
});
