import assert from 'node:assert/strict';
import test from 'node:test';
import type { ScheduledSession } from '@smart-presence/contract';
import { joinedClasses } from './joined-classes.ts';

const room = { id: 'r1', name: 'Hall', capacity: 60 };
const one = (id: string, fields: Partial<ScheduledSession> = {}): ScheduledSession => ({
  id,
  slotId: id,
  day: '2026-08-03',
  section: { id, name: 'A', courseCode: 'CS', courseName: 'Networks' },
  startsAt: 0,
  endsAt: 1,
  openFrom: 0,
  room,
  teacher: null,
  state: 'scheduled',
  reason: null,
  isMoved: false,
  isSubstituted: false,
  opensItself: false,
  ...fields,
});
const ids = (...list: ScheduledSession[]) =>
  joinedClasses(list).map(({ first, others }) => [first, ...others].map(({ id }) => id).join('+'));

test('sections in one room at one time are one class', () => {
  assert.deepEqual(ids(one('a'), one('b'), one('c', { startsAt: 5 })), ['a+b', 'c']);
});

test('what has no room, another room, or is cancelled stands by itself', () => {
  const elsewhere = { ...room, id: 'r2' };
  assert.deepEqual(
    ids(
      one('a'),
      one('b', { room: elsewhere }),
      one('c', { room: null }),
      one('d', { room: null }),
      one('e', { state: 'cancelled' }),
    ),
    ['a', 'b', 'c', 'd', 'e'],
  );
});
