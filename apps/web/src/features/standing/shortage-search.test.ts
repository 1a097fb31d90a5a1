import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseShortageSearch } from './shortage-search.ts';

test('what the address says of the shortage list is read, and nonsense is not', () => {
  const search = { search: 'rao', level: 'short', termId: 'all', departmentId: 'd', sectionId: 's', page: 2 };
  assert.deepEqual(parseShortageSearch(search), search);
  assert.deepEqual(parseShortageSearch({ search: 17 }), { search: '17' });
  assert.deepEqual(parseShortageSearch({ level: 'rich', page: -1, pageSize: '9', sectionId: 4, search: {} }), {});
  assert.deepEqual(parseShortageSearch({ page: 1, pageSize: 25, level: 'below', search: '' }), {}, 'as always');
});
