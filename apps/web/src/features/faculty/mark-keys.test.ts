import assert from 'node:assert/strict';
import test from 'node:test';
import { defaultPolicy } from '@smart-presence/contract';
import { keysOf } from './mark-keys.ts';

test('every mark of the usual policy has a key of its own', () => {
  const keys = keysOf(defaultPolicy.marks.map(({ code }) => code));
  assert.deepEqual([...keys.values()], ['P', 'L', 'E', 'A', 'O', 'M']);
});

test('of two marks with one letter the first has the key', () => {
  assert.deepEqual([...keysOf(['P', 'PT'])], [['P', 'P']]);
});
