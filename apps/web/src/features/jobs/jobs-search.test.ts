import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseJobsSearch } from './jobs-search.ts';

test('the address of the jobs keeps state and page, and forgets nonsense', () => {
  assert.deepEqual(parseJobsSearch({ showing: 'failed', page: 3, pageSize: 50 }), {
    showing: 'failed',
    page: 3,
    pageSize: 50,
  });
  assert.deepEqual(parseJobsSearch({ showing: 'lost', page: 0, pageSize: 1000, other: 'x' }), {});
});
