import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { defaultPolicy } from '@smart-presence/contract';
import { streakOf } from './streak.ts';

/** Newest first; `?` has no mark yet. */
const of = (codes: string, state = 'closed') =>
  streakOf(
    [...codes].map((code) => ({ code: code === '?' ? null : code, state })),
    defaultPolicy,
  );

describe('classes in a row', () => {
  test('are counted back to the newest absence', () => {
    assert.equal(of('PPLPAPPPPP'), 4);
    assert.equal(of('APPP'), 0);
    assert.equal(of(''), 0);
  });

  test('go on across what is excused, and what is not marked or not over', () => {
    assert.equal(of('PEPMP?PA'), 4);
    assert.equal(of('PPP', 'open'), 0);
  });
});
