import assert from 'node:assert/strict';
import test from 'node:test';
import type { Board, LiveEvent, Mark } from '@smart-presence/contract';
import { applyEvent, mayBringFlags } from './apply-event.ts';

const mark = (studentId: string, version: number, code = 'P'): Mark => ({
  id: `mark-${studentId}-${version}`,
  sessionId: 's1',
  studentId,
  code,
  method: 'face-self',
  at: 1000 + version,
  isFlagged: false,
  version,
});

const session: Board['session'] = {
  id: 's1',
  leadId: null,
  section: { id: 'sec', name: 'A', courseCode: 'CS1', courseName: 'Networks' },
  openedBy: { id: 't', name: 'T' },
  state: 'open',
  openedAt: 0,
  endsAt: 600_000,
  graceSeconds: 30,
  closedAt: null,
  editableUntil: null,
  policyVersion: 1,
  counts: { roster: 2, marked: 0, attended: 0, review: 0 },
};

const board = (): Board => ({
  session,
  sessions: [session],
  roster: [
    { student: { id: 'a', name: 'Asha', usn: null }, mark: null, hasFace: true, sessionId: 's1' },
    { student: { id: 'b', name: 'Bala', usn: null }, mark: null, hasFace: false, sessionId: 's1' },
  ],
  reviews: [],
  flags: [],
  roomCode: 'alternative',
  eventId: 1,
});

const about = { id: 2, at: 1, sectionId: 'sec', sessionId: 's1' };
const recorded = (studentId: string, version: number, code = 'P'): LiveEvent => ({
  ...about,
  type: 'mark.recorded',
  student: { id: studentId, name: 'x', usn: null },
  mark: mark(studentId, version, code),
  counts: { roster: 2, marked: 1, attended: 1, review: 0 },
});
const applied = (before: Board, event: LiveEvent): Board => {
  const after = applyEvent(before, event);
  assert.notEqual(after, 'reload');
  return after as Board;
};

test('a mark arrives at its student, with the counts', () => {
  const after = applied(board(), recorded('a', 1));
  assert.equal(after.roster[0]?.mark?.code, 'P');
  assert.equal(after.roster[1]?.mark, null);
  assert.equal(after.session.counts.attended, 1);
});

test('an event that comes late does not undo a newer mark', () => {
  const newer = applied(board(), recorded('a', 2, 'A'));
  assert.equal(applied(newer, recorded('a', 1, 'P')).roster[0]?.mark?.code, 'A');
});

test('a stranger, a closing and a gap have the board load again', () => {
  assert.equal(applyEvent(board(), recorded('somebody', 1)), 'reload');
  assert.equal(applyEvent(board(), { ...about, type: 'session.closed', session: board().session }), 'reload');
  assert.equal(applyEvent(board(), { id: 3, at: 1, type: 'resync' }), 'reload');
});

test('events of other sessions change nothing', () => {
  const before = board();
  assert.equal(applyEvent(before, { ...recorded('a', 1), sessionId: 's2' } as LiveEvent), before);
});

test('a review is replaced by its decision and counted', () => {
  const review: Board['reviews'][number] = {
    id: 'r1',
    sessionId: 's1',
    student: { id: 'a', name: 'Asha', usn: null },
    requestedAt: 5,
    late: null,
    reasons: ['match_uncertain'],
    state: 'open',
    decidedBy: null,
    decidedAt: null,
  };
  const asked = applied(board(), { ...about, type: 'review.requested', review });
  assert.equal(asked.session.counts.review, 1);
  const decided = applied(asked, { ...about, type: 'review.decided', review: { ...review, state: 'approved' } });
  assert.equal(decided.reviews.length, 1);
  assert.equal(decided.session.counts.review, 0);
});

test('what may be flagged has the board ask again: students hear the same events', () => {
  const plain = recorded('a', 1);
  const flagged = { ...plain, mark: { ...mark('a', 1), isFlagged: true } } as LiveEvent;
  assert.equal(mayBringFlags(plain), false);
  assert.equal(mayBringFlags(flagged), true);
});

test('what is not about marks, reviews or the session leaves the board as it is', () => {
  const before = board();
  const students = [
    { id: 'a', name: 'Asha', usn: null },
    { id: 'b', name: 'Bala', usn: null },
  ];
  assert.equal(applyEvent(before, { ...about, type: 'device.shared', students }), before);
});

test('of sections held together each keeps its own counts, and the class their sum', () => {
  const other = { ...session, id: 's2', leadId: 's1', counts: { roster: 3, marked: 1, attended: 1, review: 0 } };
  const both: Board = {
    ...board(),
    session: { ...session, counts: { roster: 5, marked: 1, attended: 1, review: 0 } },
    sessions: [session, other],
    roster: [
      ...board().roster,
      { student: { id: 'c', name: 'Chitra', usn: null }, mark: null, hasFace: true, sessionId: 's2' },
    ],
  };
  const event = { ...recorded('c', 1), sessionId: 's2', counts: { roster: 3, marked: 2, attended: 2, review: 0 } };
  const after = applied(both, event as LiveEvent);
  assert.deepEqual(after.session.counts, { roster: 5, marked: 2, attended: 2, review: 0 });
  assert.equal(after.roster[2]?.mark?.code, 'P');
  assert.equal(applyEvent(both, { ...recorded('c', 1), sessionId: 's3' } as LiveEvent), both);
});
