import assert from 'node:assert/strict';
import test from 'node:test';
import { parseSessionsSearch } from './sessions-search.ts';

test('filters in the address are read, nonsense is ignored, and the usual is not said', () => {
  assert.deepEqual(
    parseSessionsSearch({ state: 'closed', from: '2026-11-01', to: 'soon', page: 1, pageSize: 50, x: 1 }),
    { state: 'closed', from: '2026-11-01', pageSize: 50 },
  );
  assert.deepEqual(parseSessionsSearch({ state: 'ajar', page: -1, sectionId: 7 }), {});
});
