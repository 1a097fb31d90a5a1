import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readUsns } from './read-usns.ts';

test('USNs come apart at any separator, and each counts once', () => {
  assert.deepEqual(readUsns('1AB21CS001\r\n1AB21CS002, 1ab21cs001;1AB21CS003\t'), [
    '1AB21CS001',
    '1AB21CS002',
    '1AB21CS003',
  ]);
  assert.deepEqual(readUsns(' \n'), []);
});
