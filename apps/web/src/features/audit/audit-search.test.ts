import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isNarrowed, parseAuditSearch } from './audit-search.ts';

test('an address says what is shown', () => {
  const person = '0198c0de-0000-7000-8000-000000000001';
  const all = { search: 'radius', action: 'place.changed', person, from: '2026-08-01', to: '2026-08-03', before: 120 };
  assert.deepEqual(parseAuditSearch(all), all);
  assert.equal(isNarrowed(parseAuditSearch(all)), true);
});

test('nonsense is ignored', () => {
  const nonsense = { search: '', action: '<x>', person: 'me', subject: 7, from: 'today', before: -1, other: true };
  assert.deepEqual(parseAuditSearch(nonsense), {});
  assert.equal(isNarrowed(parseAuditSearch({ before: 5 })), false);
});
