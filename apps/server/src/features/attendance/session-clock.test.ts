import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { admits, type SessionTimes, stateAt } from './session-clock.ts';

const editWindowMs = 1000;
const open: SessionTimes = { state: 'open', endsAt: 100, graceMs: 30, closedAt: null, editableUntil: null };
const at = (session: SessionTimes, now: number) => stateAt(session, { now, editWindowMs }).state;

test('an open session, as time passes', () => {
  assert.deepEqual(
    [99, 100, 129, 130, 1129, 1130].map((now) => at(open, now)),
    ['open', 'closing', 'closing', 'closed', 'closed', 'locked'],
  );
  assert.equal(stateAt(open, { now: 200, editWindowMs }).closedAt, 130);
});

test('what is written stays, even for a clock that is behind', () => {
  assert.equal(at({ ...open, state: 'closing' }, 50), 'closing');
  assert.equal(at({ ...open, state: 'closed', closedAt: 60, editableUntil: 1060 }, 50), 'closed');
  assert.equal(at({ ...open, state: 'locked', closedAt: 60, editableUntil: 1060 }, 50), 'locked');
  assert.equal(at({ ...open, state: 'scheduled' }, 500), 'scheduled');
});

const order = ['scheduled', 'open', 'closing', 'closed', 'locked'];

const anySession = fc.record({
  state: fc.constantFrom('open' as const, 'closing' as const),
  endsAt: fc.integer({ min: 0, max: 500 }),
  graceMs: fc.integer({ min: 0, max: 300 }),
  closedAt: fc.constant(null),
  editableUntil: fc.constant(null),
});

test('a session never goes back, and is never open past its end', () => {
  fc.assert(
    fc.property(anySession, fc.nat(2500), fc.nat(2500), (session, one, other) => {
      const [early, late] = [Math.min(one, other), Math.max(one, other)];
      assert.ok(order.indexOf(at(session, late)) >= order.indexOf(at(session, early)));
      if (late >= session.endsAt) assert.notEqual(at(session, late), 'open');
    }),
  );
});

test('a check-in counts when it was begun before the end and arrives before the grace is over', () => {
  assert.equal(admits(open, { begunAt: 99, arrivedAt: 99 }), true);
  assert.equal(admits(open, { begunAt: 99, arrivedAt: 129 }), true);
  assert.equal(admits(open, { begunAt: 99, arrivedAt: 130 }), false);
  assert.equal(admits(open, { begunAt: 100, arrivedAt: 101 }), false);
  assert.equal(admits({ ...open, state: 'closed' }, { begunAt: 10, arrivedAt: 20 }), false, 'whatever the clock says');
});

test('whatever is admitted arrives in a session that is open or in its grace', () => {
  fc.assert(
    fc.property(anySession, fc.nat(900), fc.nat(900), (session, begunAt, took) => {
      const arrivedAt = begunAt + took;
      if (!admits(session, { begunAt, arrivedAt })) return;
      assert.ok(['open', 'closing'].includes(at(session, arrivedAt)));
    }),
  );
});
