import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseMailSearch } from './mail-search.ts';

test('the address of the mail list keeps state and page, and forgets nonsense', () => {
  assert.deepEqual(parseMailSearch({ only: 'dead', page: 3, pageSize: 50 }), { only: 'dead', page: 3, pageSize: 50 });
  assert.deepEqual(parseMailSearch({ only: 'lost', page: 0, pageSize: 1000, other: 'x' }), {});
  assert.deepEqual(parseMailSearch({ page: '2', pageSize: 1.5 }), {});
});
