import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Slot } from '@smart-presence/contract';
import { hoursOf, placeDay } from './place-slots.ts';

const slot = (id: string, start: string, end: string): Slot => ({
  id,
  weekday: 1,
  start,
  end,
  repeat: 'weekly',
  room: null,
  teacher: null,
  from: null,
  until: null,
});

describe('slots of a day', () => {
  it('stand where their hours are', () => {
    const [one] = placeDay([slot('a', '09:30', '10:20')], 9);
    assert.deepEqual([one?.row, one?.rows, one?.lane, one?.lanes], [7, 10, 0, 1]);
  });

  it('stand side by side when they meet, and take the whole width when not', () => {
    const placed = placeDay([slot('c', '11:00', '12:00'), slot('b', '09:30', '10:30'), slot('a', '09:00', '10:00')], 9);
    assert.deepEqual(
      placed.map(({ slot: { id }, lane, lanes }) => [id, lane, lanes]),
      [
        ['a', 0, 2],
        ['b', 1, 2],
        ['c', 0, 1],
      ],
    );
  });

  it('widen the hours that are shown', () => {
    assert.deepEqual(hoursOf([]), { first: 9, last: 17 });
    assert.deepEqual(hoursOf([slot('a', '07:30', '08:30'), slot('b', '18:00', '19:10')]), { first: 7, last: 20 });
  });
});
