import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FileKind } from '@smart-presence/contract';
import { importKinds, parseImportsSearch } from './imports-search.ts';

test('the address of imports keeps kind and page, and forgets nonsense', () => {
  assert.deepEqual(parseImportsSearch({ kind: 'courses', page: 2, pageSize: 50 }), {
    kind: 'courses',
    page: 2,
    pageSize: 50,
  });
  assert.deepEqual(parseImportsSearch({ kind: 'secrets', page: 0, pageSize: 1000, other: 'x' }), {});
});

test('every kind of the contract can be chosen', () => {
  assert.deepEqual([...importKinds].sort(), [...FileKind.options].sort());
});
