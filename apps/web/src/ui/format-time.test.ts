import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatDay, formatInstant, formatRelative } from './format-time.ts';

const noon = Date.UTC(2026, 10, 22, 12, 0);

test('an instant is shown in the institution’s zone, not the viewer’s', () => {
  assert.match(formatInstant(noon, 'Asia/Kolkata', 'time'), /^17:30$/);
  assert.match(formatInstant(noon, 'Pacific/Kiritimati', 'day'), /^23 Nov 2026$/);
});

test('a calendar day stays the day it is', () => {
  assert.equal(formatDay('2026-01-01'), '1 Jan 2026');
});

test('near times are told from now, far ones are left to the date', () => {
  assert.equal(formatRelative(noon - 5 * 60_000, noon), '5 minutes ago');
  assert.equal(formatRelative(noon + 2 * 3_600_000, noon), 'in 2 hours');
  assert.equal(formatRelative(noon - 31 * 86_400_000, noon), null);
});
