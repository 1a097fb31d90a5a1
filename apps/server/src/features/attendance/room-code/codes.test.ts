import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { codeAt, LATE_STEPS, readCode, shownFrom, stepAt } from './codes.ts';

test('codes are those of RFC 6238, appendix B, for SHA-256 and eight digits', () => {
  const secret = Buffer.from('12345678901234567890123456789012', 'ascii');
  const vectors: [number, string][] = [
    [0x1, '46119246'],
    [0x23523ec, '68084774'],
    [0x23523ed, '67062674'],
    [0x273ef07, '91819424'],
    [0x3f940aa, '90698825'],
    [0x27bc86aa, '77737706'],
  ];
  for (const [step, code] of vectors) assert.equal(codeAt(secret, step), code);
});

const secrets = fc.uint8Array({ minLength: 32, maxLength: 32 });
const instants = fc.integer({ min: 1_000_000_000_000, max: 2_000_000_000_000 });

test('a code is taken while it is shown and one step longer, never before', () => {
  fc.assert(
    fc.property(secrets, instants, fc.integer({ min: -90_000, max: 90_000 }), (secret, shownAt, later) => {
      const step = stepAt(shownAt);
      const now = shownAt + later;
      const age = stepAt(now) - step;
      const { finding, step: found } = readCode(secret, { code: codeAt(secret, step), now });
      if (age < 0 || age > 6) assert.equal(finding, 'wrong');
      else assert.equal(finding, age <= LATE_STEPS ? 'valid' : 'stale');
      if (finding === 'valid') assert.equal(found, step);
    }),
  );
});

test('at the edges of a step', () => {
  const secret = Buffer.alloc(32, 7);
  const step = 170_000_000;
  const from = shownFrom(step);
  const at = (now: number) => readCode(secret, { code: codeAt(secret, step), now }).finding;
  assert.deepEqual(
    [at(from - 1), at(from), at(from + 19_999), at(from + 20_000), at(from + 69_999), at(from + 70_000)],
    ['wrong', 'valid', 'valid', 'stale', 'stale', 'wrong'],
  );
});

test('another session’s code is as wrong as a guess', () => {
  const now = 1_700_000_000_000;
  const foreign = codeAt(Buffer.alloc(32, 1), stepAt(now));
  for (const code of [foreign, '00000000', '1', '', '123456789', 'ÄÖÜ'])
    assert.equal(readCode(Buffer.alloc(32, 2), { code, now }).finding, 'wrong');
});
