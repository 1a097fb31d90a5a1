import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { dealStudents } from './deal-students.ts';

const by = fc.constantFrom('usn' as const, 'round-robin' as const);

describe('deal students', () => {
  it('keeps runs together by USN, and takes turns round robin', () => {
    const students = [1, 2, 3, 4, 5];
    assert.deepEqual(dealStudents({ students, sizes: [0, 0], by: 'usn' }), [
      [1, 2, 3],
      [4, 5],
    ]);
    assert.deepEqual(dealStudents({ students, sizes: [0, 0], by: 'round-robin' }), [
      [1, 3, 5],
      [2, 4],
    ]);
  });

  it('puts newcomers in the smallest batch', () => {
    assert.deepEqual(dealStudents({ students: [7, 8, 9], sizes: [3, 1], by: 'usn' }), [[9], [7, 8]]);
  });

  it('loses nobody, deals nobody twice, and splits evenly', () => {
    fc.assert(
      fc.property(fc.nat(200), fc.integer({ min: 2, max: 20 }), by, (n, batches, way) => {
        const students = Array.from({ length: n }, (_, index) => index);
        const dealt = dealStudents({ students, sizes: new Array(batches).fill(0), by: way });
        assert.deepEqual(
          dealt.flat().sort((a, b) => a - b),
          students,
        );
        const sizes = dealt.map((batch) => batch.length);
        assert.ok(Math.max(...sizes) - Math.min(...sizes) <= 1);
      }),
    );
  });
});
