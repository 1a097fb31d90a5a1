import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultPolicy } from '@smart-presence/contract';
import { changesBetween } from './policy-changes.ts';

test('a policy does not differ from itself', () => {
  assert.deepEqual(changesBetween(defaultPolicy, structuredClone(defaultPolicy)), []);
});

test('every changed value is named with before and after', () => {
  const after = structuredClone(defaultPolicy);
  after.lateAfterMinutes = null;
  after.face.verifyAccept = 0.4;
  after.marks = after.marks.slice(1);
  const changes = changesBetween(defaultPolicy, after);
  assert.deepEqual(
    changes.map(({ path }) => path),
    ['marks', 'lateAfterMinutes', 'face.verifyAccept'],
  );
  assert.deepEqual(changes[1], { path: 'lateAfterMinutes', from: 10, to: null });
});
