import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { dayIn, startOfDay } from './calendar.ts';

const zones = ['Asia/Kolkata', 'Europe/Berlin', 'America/New_York', 'Pacific/Auckland', 'America/St_Johns', 'UTC'];

describe('calendar', () => {
  it('gives the day of the institution, not of the server', () => {
    const lateEvening = Date.UTC(2026, 7, 2, 20, 0);
    assert.equal(dayIn('Asia/Kolkata', lateEvening), '2026-08-03');
    assert.equal(dayIn('America/New_York', lateEvening), '2026-08-02');
  });

  it('starts the day at local midnight', () => {
    assert.equal(startOfDay('Asia/Kolkata', '2026-08-03'), Date.UTC(2026, 7, 2, 18, 30));
    // Both days on which Berlin changes its clocks in 2026.
    assert.equal(startOfDay('Europe/Berlin', '2026-03-29'), Date.UTC(2026, 2, 28, 23));
    assert.equal(startOfDay('Europe/Berlin', '2026-10-25'), Date.UTC(2026, 9, 24, 22));
    assert.equal(startOfDay('Europe/Berlin', '2026-10-26'), Date.UTC(2026, 9, 25, 23));
  });

  it('is the first instant of that day in every zone', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: Date.UTC(2020, 0), max: Date.UTC(2040, 0) }),
        (zone, instant) => {
          const day = dayIn(zone, instant);
          const start = startOfDay(zone, day);
          assert.ok(start <= instant);
          assert.equal(dayIn(zone, start), day);
          assert.notEqual(dayIn(zone, start - 1), day);
        },
      ),
    );
  });
});
