import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { clockFrom, timeBy, wasSet } from './server-clock.ts';

describe('the server’s clock on a tablet', () => {
  const clock = clockFrom(1_000_000, { date: 400_000, steady: 10_000 }, { date: 402_000, steady: 12_000 });

  test('a tablet that is wrong by minutes still knows the time', () => {
    assert.equal(timeBy(clock, { date: 402_000, steady: 12_000 }), 1_001_000);
    assert.equal(timeBy(clock, { date: 462_000, steady: 72_000 }), 1_061_000);
  });

  test('it notices that its clock was set, either way, and not that time goes by', () => {
    assert.equal(wasSet(clock, { date: 4_002_000, steady: 3_612_000 }), false);
    assert.equal(wasSet(clock, { date: 4_007_001, steady: 3_612_000 }), true);
    assert.equal(wasSet(clock, { date: 302_000, steady: 13_000 }), true);
  });
});
