import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { addDays, atWallTime, daysBetween, weekdayOf } from '../calendar.ts';

const zones = ['Asia/Kolkata', 'Europe/Berlin', 'America/New_York', 'Pacific/Auckland', 'Australia/Lord_Howe', 'UTC'];
const MINUTE_MS = 60_000;

const formats = new Map(
  zones.map((timeZone) => [
    timeZone,
    new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' }),
  ]),
);
/** What a clock on the wall shows, asked of the platform in another way than `atWallTime` asks. */
const wallClock = (zone: string, instant: number): string => formats.get(zone)?.format(instant) ?? '';

const day = fc.integer({ min: 0, max: 365 * 12 }).map((days) => addDays('2024-01-01', days));
const time = fc
  .integer({ min: 0, max: 24 * 60 - 1 })
  .map((m) => `${String(Math.floor(m / 60)).padStart(2, '0')}:${String(m % 60).padStart(2, '0')}`);
/** Days on which these zones change their clocks, where chance would seldom look. */
const changing = fc.constantFrom(
  '2026-03-29',
  '2026-10-25',
  '2026-03-08',
  '2026-11-01',
  '2026-04-05',
  '2026-09-27',
  '2026-10-04',
);

describe('wall times', () => {
  it('are instants of the zone', () => {
    assert.equal(atWallTime('Asia/Kolkata', { day: '2026-08-03', time: '09:30' }), Date.UTC(2026, 7, 3, 4));
    assert.equal(atWallTime('Europe/Berlin', { day: '2026-03-28', time: '09:00' }), Date.UTC(2026, 2, 28, 8));
    assert.equal(atWallTime('Europe/Berlin', { day: '2026-03-30', time: '09:00' }), Date.UTC(2026, 2, 30, 7));
  });

  it('that are skipped come later by as much as clocks skip', () => {
    assert.equal(atWallTime('Europe/Berlin', { day: '2026-03-29', time: '02:30' }), Date.UTC(2026, 2, 29, 1, 30));
    assert.equal(atWallTime('America/New_York', { day: '2026-03-08', time: '02:00' }), Date.UTC(2026, 2, 8, 7));
    assert.equal(atWallTime('Australia/Lord_Howe', { day: '2026-10-04', time: '02:15' }), Date.UTC(2026, 9, 3, 15, 45));
  });

  it('that come twice are the first', () => {
    assert.equal(atWallTime('Europe/Berlin', { day: '2026-10-25', time: '02:30' }), Date.UTC(2026, 9, 25, 0, 30));
    assert.equal(atWallTime('America/New_York', { day: '2026-11-01', time: '01:30' }), Date.UTC(2026, 10, 1, 5, 30));
  });

  it('are shown by clocks of the zone at that instant, and at none within three hours before', () => {
    fc.assert(
      fc.property(fc.constantFrom(...zones), fc.oneof(day, changing), time, (zone, on, at) => {
        const instant = atWallTime(zone, { day: on, time: at });
        const wanted = `${on} ${at}`;
        const earlier = Array.from({ length: 180 }, (_, minutes) => instant - (minutes + 1) * MINUTE_MS);
        if (wallClock(zone, instant) === wanted) {
          assert.ok(earlier.every((before) => wallClock(zone, before) !== wanted));
          return;
        }
        // Skipped: no instant around shows it, and clocks jump over it.
        const around = Array.from({ length: 360 }, (_, minutes) => instant + (minutes - 180) * MINUTE_MS);
        assert.ok(around.every((other) => wallClock(zone, other) !== wanted));
        assert.ok(wallClock(zone, instant) > wanted);
      }),
      { numRuns: 60 },
    );
  });
});

describe('days', () => {
  it('are counted in the calendar', () => {
    assert.equal(addDays('2028-02-28', 1), '2028-02-29');
    assert.equal(daysBetween('2026-03-28', '2026-03-30'), 2);
    assert.equal(weekdayOf('2026-08-03'), 1);
    assert.equal(weekdayOf('2026-08-09'), 7);
  });
});
