import assert from 'node:assert/strict';
import { test } from 'node:test';
import { remap } from './remap.ts';

test('a column of the file is used once, and none can be chosen', () => {
  assert.deepEqual(remap({ name: 'A', email: 'B' }, 'email', 'A'), { email: 'A' });
  assert.deepEqual(remap({ name: 'A', email: 'B' }, 'email', ''), { name: 'A' });
  assert.deepEqual(remap({ name: 'A' }, 'usn', 'C'), { name: 'A', usn: 'C' });
});
