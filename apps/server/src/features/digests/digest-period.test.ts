import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { digestPeriod } from './digest-period.ts';

const HOUR_MS = 3_600_000;
const at = (iso: string) => Date.parse(iso);
const daily = (zone: string, iso: string) => digestPeriod('daily', { zone, now: at(iso) });

describe('the period of a digest', () => {
  test('ends at seven by the clocks of the zone, and the next begins there', () => {
    const zone = 'Asia/Kolkata';
    assert.equal(daily(zone, '2026-08-03T01:29:59Z').day, '2026-08-02');
    const { day, from, due, until } = daily(zone, '2026-08-03T01:30:00Z');
    assert.equal(day, '2026-08-03');
    assert.deepEqual(
      [from, due, until].map((instant) => new Date(instant).toISOString()),
      ['2026-08-02T01:30:00.000Z', '2026-08-03T01:30:00.000Z', '2026-08-04T01:30:00.000Z'],
    );
  });

  test('of a week is named by its Monday, whenever in the week it is asked for', () => {
    const zone = 'America/New_York';
    const days = [
      '2026-08-03T10:59Z',
      '2026-08-03T11:00Z',
      '2026-08-09T20:00Z',
      '2026-08-10T10:59Z',
      '2026-08-10T11:00Z',
    ];
    assert.deepEqual(
      days.map((iso) => digestPeriod('weekly', { zone, now: at(iso) }).day),
      ['2026-07-27', '2026-08-03', '2026-08-03', '2026-08-03', '2026-08-10'],
    );
  });

  test('is an hour shorter or longer where clocks change, and no period is left out or comes twice', () => {
    for (const zone of ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe'])
      for (const rhythm of ['daily', 'weekly'] as const) {
        const found = new Map<number, string>();
        let before = digestPeriod(rhythm, { zone, now: at('2026-01-05T12:00Z') });
        for (let now = at('2026-01-05T12:00Z'); now < at('2027-01-05T12:00Z'); now += 11 * HOUR_MS) {
          const period = digestPeriod(rhythm, { zone, now });
          assert.ok(period.due <= now && now < period.until, `${zone} ${period.day}`);
          if (period.due !== before.due) {
            assert.equal(period.from, before.due, `${zone}: nothing lies between ${before.day} and ${period.day}`);
            assert.equal(before.until, period.due);
          }
          before = period;
          found.set(period.due, period.day);
        }
        assert.equal(new Set(found.values()).size, found.size, 'one name for each');
        assert.ok(found.size >= (rhythm === 'daily' ? 365 : 52), zone);
      }
    const lengths = ['2026-03-29T12:00Z', '2026-10-25T12:00Z'].map((iso) => {
      const { from, due } = daily('Europe/Berlin', iso);
      return (due - from) / HOUR_MS;
    });
    assert.deepEqual(lengths, [23, 25]);
  });
});
