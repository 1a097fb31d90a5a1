import assert from 'node:assert/strict';
import test from 'node:test';
import type { Board } from '@smart-presence/contract';
import { arrivedOn, closingFacts, missingFrom } from './board-facts.ts';

const entry = (id: string, code: string | null, at = 0): Board['roster'][number] => ({
  student: { id, name: id, usn: null },
  hasFace: true,
  sessionId: 's1',
  mark:
    code === null
      ? null
      : { id, sessionId: 's', studentId: id, code, method: 'manual', at, isFlagged: false, version: 1 },
});
const review = (id: string, state: 'open' | 'rejected'): Board['reviews'][number] => ({
  id,
  sessionId: 's',
  student: { id, name: id, usn: null },
  requestedAt: 0,
  late: null,
  reasons: [],
  state,
  decidedBy: null,
  decidedAt: null,
});

const board = {
  roster: [
    entry('a', 'P', 10),
    entry('b', 'L', 20),
    entry('c', 'A'),
    entry('d', null),
    entry('e', null),
    entry('f', null),
  ],
  reviews: [review('e', 'open'), review('f', 'rejected')],
};

test('who waits for a decision is not missing; who was rejected is', () => {
  assert.deepEqual(
    missingFrom(board).map(({ student }) => student.id),
    ['d', 'f'],
  );
});

test('closing marks the missing absent, keeps marks, and leaves reviews open', () => {
  assert.deepEqual(closingFacts(board), { absent: 2, kept: 3, waiting: 1 });
});

test('the last to arrive comes first; absent people did not arrive', () => {
  assert.deepEqual(
    arrivedOn(board, new Set(['P', 'L'])).map(({ student }) => student.id),
    ['b', 'a'],
  );
});
