import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { addDays, daysBetween, weekdayOf } from '../calendar.ts';
import { everMeet } from './conflicts-of.ts';
import { occurrencesOf, type Plan, type PlannedException, type PlannedSlot, weekOf } from './occurrences-of.ts';

const slot = (fields: Partial<PlannedSlot> = {}): PlannedSlot => ({
  id: 'slot',
  sectionId: 'section',
  weekday: 1,
  startTime: '09:00',
  endTime: '10:00',
  repeat: 'weekly',
  roomId: 'room',
  teacherId: null,
  fromDay: null,
  untilDay: null,
  ...fields,
});
const except = (fields: Partial<PlannedException>): PlannedException => ({
  slotId: 'slot',
  day: '2026-08-10',
  isCancelled: false,
  reason: null,
  movedDay: null,
  movedStart: null,
  movedEnd: null,
  movedRoomId: null,
  substituteId: null,
  ...fields,
});
/** Starts on a Wednesday; its first Monday is in week 2. */
const term = { startDay: '2026-07-29', endDay: '2026-08-28' };
const plan = (fields: Partial<Plan> = {}): Plan => ({
  slots: [slot()],
  exceptions: [],
  holidays: [],
  term,
  zone: 'Asia/Kolkata',
  ...fields,
});
const daysIn = (fields: Partial<Plan>) => occurrencesOf(plan(fields)).map(({ day }) => day);

describe('classes of a term', () => {
  it('are held every week from the first to the last day', () => {
    const classes = occurrencesOf(plan());
    assert.deepEqual(
      classes.map(({ day }) => day),
      ['2026-08-03', '2026-08-10', '2026-08-17', '2026-08-24'],
    );
    assert.equal(classes[0]?.startsAt, Date.UTC(2026, 7, 3, 3, 30));
    assert.equal(classes[0]?.endsAt, Date.UTC(2026, 7, 3, 4, 30));
  });

  it('are held in odd or even weeks of the term when fortnightly', () => {
    assert.equal(weekOf(term.startDay, '2026-08-02'), 1);
    assert.equal(weekOf(term.startDay, '2026-08-03'), 2);
    assert.deepEqual(daysIn({ slots: [slot({ repeat: 'even-weeks' })] }), ['2026-08-03', '2026-08-17']);
    assert.deepEqual(daysIn({ slots: [slot({ repeat: 'odd-weeks' })] }), ['2026-08-10', '2026-08-24']);
  });

  it('are within the days of their slot, never outside of the term', () => {
    assert.deepEqual(daysIn({ slots: [slot({ fromDay: '2026-08-04', untilDay: '2026-08-17' })] }), [
      '2026-08-10',
      '2026-08-17',
    ]);
    assert.equal(daysIn({ slots: [slot({ fromDay: '2026-01-01', untilDay: '2027-01-01' })] }).length, 4);
  });

  it('are not held on holidays, first and last day included', () => {
    const holidays = [{ firstDay: '2026-08-10', lastDay: '2026-08-17' }];
    assert.deepEqual(daysIn({ holidays }), ['2026-08-03', '2026-08-24']);
  });

  it('may be cancelled, moved and taught by somebody else', () => {
    const exceptions = [
      except({ isCancelled: true, reason: 'Ill' }),
      except({
        day: '2026-08-17',
        movedDay: '2026-08-18',
        movedStart: '14:00',
        movedEnd: '15:30',
        substituteId: 'other',
      }),
    ];
    const [, cancelled, moved, last] = occurrencesOf(plan({ exceptions }));
    assert.equal(cancelled?.isCancelled, true);
    assert.equal(cancelled?.reason, 'Ill');
    assert.equal(moved?.day, '2026-08-17', 'it stays the class of its day');
    assert.equal(moved?.startsAt, Date.UTC(2026, 7, 18, 8, 30));
    assert.equal(moved?.endsAt, Date.UTC(2026, 7, 18, 10));
    assert.deepEqual([moved?.roomId, moved?.teacherId, moved?.isSubstituted], ['room', 'other', true]);
    assert.deepEqual([last?.isMoved, last?.isSubstituted, last?.isCancelled], [false, false, false]);
  });

  it('follow the clock on the wall across a change of clocks', () => {
    const across = { startDay: '2026-03-20', endDay: '2026-04-05' };
    const [before, after] = occurrencesOf(plan({ term: across, zone: 'Europe/Berlin' }));
    assert.equal(before?.startsAt, Date.UTC(2026, 2, 23, 8));
    assert.equal(after?.startsAt, Date.UTC(2026, 2, 30, 7));
  });

  it('never end before they start, even where clocks skip their start', () => {
    const night = slot({ weekday: 7, startTime: '02:45', endTime: '03:15' });
    const [only] = occurrencesOf(
      plan({ slots: [night], term: { startDay: '2026-03-29', endDay: '2026-03-30' }, zone: 'Europe/Berlin' }),
    );
    assert.equal(only?.startsAt, Date.UTC(2026, 2, 29, 1, 45));
    assert.equal((only?.endsAt ?? 0) - (only?.startsAt ?? 0), 30 * 60_000);
  });

  it('are what counting days one by one finds, in every zone', () => {
    const days = fc.integer({ min: 0, max: 600 }).map((n) => addDays('2026-01-01', n));
    const times = fc
      .uniqueArray(fc.integer({ min: 0, max: 1439 }), { minLength: 2, maxLength: 2 })
      .map((pair) => pair.sort((a, b) => a - b).map(text) as [string, string]);
    const slots = fc.record({
      weekday: fc.integer({ min: 1, max: 7 }),
      times,
      repeat: fc.constantFrom('weekly' as const, 'odd-weeks' as const, 'even-weeks' as const),
      fromDay: fc.option(days),
      untilDay: fc.option(days),
    });
    const zones = fc.constantFrom('Asia/Kolkata', 'Europe/Berlin', 'America/New_York', 'Pacific/Auckland');
    fc.assert(
      fc.property(
        days,
        fc.integer({ min: 1, max: 200 }),
        slots,
        fc.array(days, { maxLength: 5 }),
        zones,
        (start, length, made, free, zone) => {
          const {
            times: [startTime, endTime],
            ...fields
          } = made;
          const one = slot({ ...fields, startTime, endTime });
          const wanted: string[] = [];
          const monday = addDays(start, 1 - weekdayOf(start));
          for (let day = start; day <= addDays(start, length); day = addDays(day, 1)) {
            const isOdd = Math.floor(daysBetween(monday, day) / 7) % 2 === 0;
            if (weekdayOf(day) !== one.weekday || free.includes(day)) continue;
            if ((one.repeat === 'odd-weeks' && !isOdd) || (one.repeat === 'even-weeks' && isOdd)) continue;
            if ((one.fromDay ?? day) > day || (one.untilDay ?? day) < day) continue;
            wanted.push(day);
          }
          const found = occurrencesOf({
            slots: [one],
            exceptions: [],
            holidays: free.map((day) => ({ firstDay: day, lastDay: day })),
            term: { startDay: start, endDay: addDays(start, length) },
            zone,
          });
          assert.deepEqual(
            found.map(({ day }) => day),
            wanted,
          );
          assert.ok(found.every(({ startsAt, endsAt }) => startsAt < endsAt));
        },
      ),
    );
  });
});

const text = (minutes: number) =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

describe('slots that meet', () => {
  const inTerm = (fields: Partial<PlannedSlot>) => ({ ...slot(fields), ...term });
  it('share a time and a day', () => {
    const one = inTerm({});
    assert.equal(everMeet(one, inTerm({ startTime: '09:59', endTime: '11:00' })), true);
    assert.equal(everMeet(one, inTerm({ startTime: '10:00', endTime: '11:00' })), false, 'one after the other');
    assert.equal(everMeet(one, inTerm({ weekday: 2 })), false);
    assert.equal(everMeet(inTerm({ repeat: 'odd-weeks' }), inTerm({ repeat: 'even-weeks' })), false);
    assert.equal(everMeet(inTerm({ repeat: 'odd-weeks' }), one), true);
    assert.equal(everMeet(inTerm({ untilDay: '2026-08-10' }), inTerm({ fromDay: '2026-08-11' })), false);
  });
});
