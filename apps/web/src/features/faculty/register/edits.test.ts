import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Register } from '@smart-presence/contract';
import { cellAt, isKnown, rangeOf, reversed, withMarks } from './edits.ts';

const row = (id: string, codes: (string | null)[], versions: number[]): Register['students'][number] => ({
  student: { id, name: id, usn: null },
  isDropped: false,
  held: 0,
  attended: 0,
  percent: null,
  codes,
  versions,
});
const session = (id: string): Register['sessions'][number] => ({
  id,
  openedAt: 1,
  state: 'closed',
  isEditable: true,
  needsReason: true,
});
const register: Register = {
  section: { id: 's', name: 'A', courseCode: 'C', courseName: 'Course' },
  minimumPercent: 75,
  sessions: [session('x'), session('y')],
  students: [row('a', ['P', null], [1, 0]), row('b', ['A', 'L'], [2, 1])],
  eventId: 0,
};

test('a place says its mark and version, and nothing where there is none', () => {
  assert.deepEqual(cellAt(register, { studentId: 'b', sessionId: 'x' }), { code: 'A', version: 2 });
  assert.deepEqual(cellAt(register, { studentId: 'a', sessionId: 'y' }), { code: null, version: 0 });
  assert.deepEqual(cellAt(register, { studentId: 'c', sessionId: 'y' }), { code: null, version: 0 });
});

test('newer marks are taken, older and equal ones are not, and other rows stay the same objects', () => {
  const at = { studentId: 'b', sessionId: 'x' };
  assert.equal(withMarks(register, [{ ...at, code: 'P', version: 2 }]), register);
  const next = withMarks(register, [{ ...at, code: 'P', version: 3 }]);
  assert.deepEqual(cellAt(next, at), { code: 'P', version: 3 });
  assert.equal(next.students[0], register.students[0]);
  assert.equal(withMarks(register, [{ studentId: 'b', sessionId: 'z', code: 'P', version: 9 }]), register);
});

test('a mark outside the register is not known', () => {
  assert.equal(isKnown(register, { studentId: 'a', sessionId: 'y' }), true);
  assert.equal(isKnown(register, { studentId: 'a', sessionId: 'z' }), false);
  assert.equal(isKnown(register, { studentId: 'c', sessionId: 'y' }), false);
});

test('a range is the same from either corner', () => {
  const expected = { rows: [1, 4], columns: [2, 3] };
  assert.deepEqual(rangeOf({ row: 4, column: 2 }, { row: 1, column: 3 }), expected);
  assert.deepEqual(rangeOf({ row: 1, column: 3 }, { row: 4, column: 2 }), expected);
});

test('taking back swaps before and after, and leaves alone what had no mark', () => {
  const place = { studentId: 'a', sessionId: 'x' };
  assert.deepEqual(reversed([{ ...place, from: 'A', to: 'P' }]), [{ ...place, from: 'P', to: 'A' }]);
  assert.deepEqual(reversed([{ ...place, from: null, to: 'P' }]), []);
});
