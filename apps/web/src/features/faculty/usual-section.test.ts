import assert from 'node:assert/strict';
import test from 'node:test';
import { usualNow } from './usual-section.ts';

const week = 7 * 24 * 3_600_000;
const minute = 60_000;
const now = 1_800_000_000_000;
const held = (id: string, before: number) => ({ section: { id }, openedAt: now - before });

test('last week at this time counts, nearest first', () => {
  const recent = [
    held('far', week - 40 * minute),
    held('near', week + 5 * minute),
    held('other', week - 3 * 3_600_000),
  ];
  assert.deepEqual(usualNow(recent, now), ['near', 'far']);
});

test('a session of today is no habit', () => {
  assert.deepEqual(usualNow([held('today', 10 * minute)], now), []);
});
