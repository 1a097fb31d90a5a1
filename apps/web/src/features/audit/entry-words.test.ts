import assert from 'node:assert/strict';
import { test } from 'node:test';
import { detailLines } from './entry-words.ts';

test('what changed is said from what to what, however deep it stands', () => {
  const details = {
    version: { from: 1, to: 2 },
    changes: { 'face.accept': { from: 0.4, to: 0.5 } },
    note: 'x',
    ids: [1],
  };
  assert.deepEqual(detailLines(details), [
    { name: 'version', from: 1, to: 2 },
    { name: 'changes.face.accept', from: 0.4, to: 0.5 },
    { name: 'note', value: 'x' },
    { name: 'ids', value: [1] },
  ]);
});
