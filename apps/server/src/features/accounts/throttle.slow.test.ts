import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eachDatabase } from '../../platform/db/testing.ts';
import { attack } from './testing-guess.ts';

eachDatabase((open) => {
  test('of 10,000 guesses from 1,000 addresses at most 100 are looked at, and the owner is never refused', async () => {
    const { evaluated, ownerRefused } = await attack(await open(), { guesses: 10_000, addresses: 1000 });
    assert.ok(evaluated <= 100, `${evaluated} guesses were evaluated`);
    assert.equal(ownerRefused, 0);
  });
});
