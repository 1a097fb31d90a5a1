import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { pageCount, pageOf, searchRows, sortRows } from './table-view.ts';

test('sorting reads numbers in text and puts empty values last both ways', () => {
  const rows = ['CS10', null, 'CS9', 'cs1'];
  assert.deepEqual(
    sortRows(rows, (row) => row, 'asc'),
    ['cs1', 'CS9', 'CS10', null],
  );
  assert.deepEqual(
    sortRows(rows, (row) => row, 'desc'),
    ['CS10', 'CS9', 'cs1', null],
  );
});

test('sorting keeps every row and does not touch what it was given', () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.integer())), fc.constantFrom('asc' as const, 'desc' as const), (rows, order) => {
      const before = [...rows];
      const sorted = sortRows(rows, (row) => row, order);
      assert.deepEqual(rows, before);
      assert.equal(sorted.length, rows.length);
    }),
  );
});

test('searching asks for every word and forgives case and accents', () => {
  const rows = ['José Álvarez 21CS01', 'Asha Rao 21CS02'];
  const find = (search: string) => searchRows(rows, (row) => row, search);
  assert.deepEqual(find('alvarez jose'), [rows[0]]);
  assert.deepEqual(find('rao 01'), []);
  assert.deepEqual(find('  '), rows);
});

test('the pages of a table together are the table', () => {
  fc.assert(
    fc.property(fc.array(fc.integer(), { maxLength: 60 }), fc.integer({ min: 1, max: 20 }), (rows, pageSize) => {
      const count = pageCount(rows.length, pageSize);
      const pages = Array.from({ length: count }, (_, index) => pageOf(rows, { page: index + 1, pageSize }).rows);
      assert.deepEqual(pages.flat(), rows);
    }),
  );
});

test('a page that no longer exists becomes the last one', () => {
  assert.deepEqual(pageOf([1, 2, 3], { page: 9, pageSize: 2 }), { rows: [3], page: 2 });
  assert.deepEqual(pageOf([], { page: 4, pageSize: 2 }), { rows: [], page: 1 });
});
