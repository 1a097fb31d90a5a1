import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseAnalyticsSearch } from './analytics-search.ts';

test('filters are read from the address', () => {
  const search = { termId: 't', departmentId: 'd', courseId: 'c', from: '2026-08-03', until: '2026-08-09', by: 'day' };
  assert.deepEqual(parseAnalyticsSearch(search), search);
});

test('nonsense in the address is ignored', () => {
  for (const search of [{}, { by: 'week' }, { by: 'year' }, { from: 'today' }, { until: '2026-13-40' }, { termId: 7 }])
    assert.deepEqual(parseAnalyticsSearch(search), {}, JSON.stringify(search));
  assert.deepEqual(parseAnalyticsSearch({ from: '2026-08-09', until: '2026-08-03' }), { from: '2026-08-09' });
});
