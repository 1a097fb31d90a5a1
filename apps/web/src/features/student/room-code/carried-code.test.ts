import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codeOfHash } from './carried-code.ts';

test('a fragment is a code when it is eight digits and nothing else', () => {
  assert.equal(codeOfHash('#01234567'), '01234567');
  assert.equal(codeOfHash('01234567'), '01234567');
  for (const hash of ['', '#', '#1234567', '#123456789', '#1234567a', '#12345678#', '#<b>12345678'])
    assert.equal(codeOfHash(hash), null, hash);
});
