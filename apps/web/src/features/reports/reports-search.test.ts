import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ReportKind, ReportRequest } from '@smart-presence/contract';
import { parseReportsSearch } from './reports-search.ts';

const id = '019f0000-0000-7000-8000-000000000001';

test('the address of a report keeps what it is of, and forgets nonsense', () => {
  assert.deepEqual(parseReportsSearch({ report: 'student', studentId: id, termId: 'x', days: 0, other: 1 }), {
    report: 'student',
    studentId: id,
  });
  assert.deepEqual(parseReportsSearch({ report: 'all', level: 'low', days: '7' }), {});
});

test('every kind of report can be in an address', () => {
  for (const kind of ReportKind.options) assert.equal(parseReportsSearch({ report: kind }).report, kind);
  const { report, ...search } = parseReportsSearch({ report: 'security', days: 30 });
  assert.equal(ReportRequest.safeParse({ ...search, kind: report }).success, true);
});
