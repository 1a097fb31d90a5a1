import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codeIn, writeCode, writeLeft } from './pairing-code.ts';

test('a pairing code is shown in halves and read from a link, and nothing else is', () => {
  assert.equal(writeCode('ABCD2345'), 'ABCD-2345');
  assert.equal(codeIn('#ABCD2345'), 'ABCD-2345');
  assert.equal(codeIn('#abcd-2345'), 'ABCD-2345');
  for (const hash of ['', '#', '#ABCD234', '#ABCD23456', '#ABCD234O', '#<img src=x>', '#token=ABCD2345'])
    assert.equal(codeIn(hash), '', hash);
});

test('what is left is said in minutes and seconds, never less than nothing', () => {
  assert.deepEqual([600_000, 599_001, 59_000, 1, 0, -5].map(writeLeft), [
    '10:00',
    '10:00',
    '0:59',
    '0:01',
    '0:00',
    '0:00',
  ]);
});
