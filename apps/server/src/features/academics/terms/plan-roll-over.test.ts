import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { PlannedSlot } from '../timetable/occurrences-of.ts';
import { planSlots } from './plan-roll-over.ts';

const from = { startDay: '2026-07-01', endDay: '2026-12-01' };
const into = { startDay: '2027-01-04', endDay: '2027-05-28' };
const slot = (fields: Partial<PlannedSlot>): PlannedSlot => ({
  id: 'one',
  sectionId: 'section',
  weekday: 1,
  startTime: '10:00',
  endTime: '11:00',
  repeat: 'weekly',
  roomId: 'room',
  teacherId: 'teacher',
  fromDay: null,
  untilDay: null,
  ...fields,
});

describe('slots in the next term', () => {
  it('go on as they were at the end, for the whole term', () => {
    const odd = slot({ repeat: 'odd-weeks', fromDay: '2026-09-01', untilDay: '2026-12-01' });
    const { kept, leftOut } = planSlots({ slots: [odd], from, into });
    assert.deepEqual(kept, [{ ...odd, fromDay: null, untilDay: null }]);
    assert.deepEqual(leftOut, []);
  });

  it('leaves out what had given way before the end, has no day, or would meet another', () => {
    const slots = [
      slot({ id: 'before', untilDay: '2026-08-31' }),
      slot({ id: 'after', fromDay: '2026-09-01', startTime: '10:30', endTime: '11:30' }),
      slot({ id: 'late', fromDay: '2026-11-30', startTime: '11:00', endTime: '12:00' }),
      slot({ id: 'even', weekday: 2, repeat: 'even-weeks' }),
    ];
    const week = { startDay: '2027-01-04', endDay: '2027-01-08' };
    const { kept, leftOut } = planSlots({ slots, from, into: week });
    assert.deepEqual(
      kept.map(({ id }) => id),
      ['after'],
    );
    assert.deepEqual(
      leftOut.map(({ slot: { id }, reason }) => [id, reason]),
      [
        ['before', 'ended'],
        ['late', 'overlap'],
        ['even', 'no-day'],
      ],
    );
  });
});
