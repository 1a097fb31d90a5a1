import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readHeadings } from './read-headings.ts';

test('reads plain, quoted and semicolon headings', () => {
  assert.deepEqual(readHeadings('name,email\nAsha,a@x.edu'), ['name', 'email']);
  assert.deepEqual(readHeadings('\uFEFF"Name, full";"the ""mail"""\r\nx;y'), ['Name, full', 'the "mail"']);
  assert.deepEqual(readHeadings('usn\tname'), ['usn', 'name']);
});

test('a quoted heading may hold a line break, and empty headings are left out', () => {
  assert.deepEqual(readHeadings('"roll\nno",,name\n1,2,3'), ['roll\nno', 'name']);
  assert.deepEqual(readHeadings(''), []);
});
