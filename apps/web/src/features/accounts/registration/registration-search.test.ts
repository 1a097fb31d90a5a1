import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseRegistrationSearch } from './registration-search.ts';

test('the address of the requests keeps state, words and page, says nothing that is usual, and forgets nonsense', () => {
  const said = { show: 'refused', search: 'rao', page: 3, pageSize: 50 } as const;
  assert.deepEqual(parseRegistrationSearch(said), said);
  assert.deepEqual(parseRegistrationSearch({ search: 42 }), { search: '42' });
  assert.deepEqual(parseRegistrationSearch({ show: 'waiting', page: 1, search: '' }), {});
  assert.deepEqual(parseRegistrationSearch({ show: 'lost', page: 0, pageSize: 1000, other: 'x' }), {});
});
