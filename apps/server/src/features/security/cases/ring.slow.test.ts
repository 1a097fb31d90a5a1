import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judgeSemester } from './testing-ring.ts';

test('a ring that uses one phone is found whole, in its three groups, and nobody else', async () => {
  const { found, honest, cases } = await judgeSemester(1, 'one-phone');
  assert.deepEqual({ found, honest }, { found: 12, honest: 0 });
  assert.deepEqual(
    cases.map(({ members }) => members.length),
    [4, 4, 4],
  );
  assert.ok(cases.every(({ links }) => links[0]?.kind === 'device'));
});

test('a ring that hands its phones over, or swaps them, is found as well', async () => {
  for (const style of ['borrowed', 'swapped'] as const) {
    const { found, honest } = await judgeSemester(2, style);
    assert.deepEqual({ style, found, honest }, { style, found: 12, honest: 0 });
  }
});
