import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import {
  emptyRoll,
  failSending,
  finishSending,
  type RollState,
  type SavedMarks,
  setMarks,
  shownCode,
  startSending,
  undoLast,
} from './roll-state.ts';

const nobody: SavedMarks = new Map();
const undo = (state: RollState, saved: SavedMarks) => undoLast(state, { saved, absentCode: 'A' });

test('taken back before it is sent, a mark leaves no trace', () => {
  const state = setMarks(emptyRoll, nobody, [{ studentId: 'a', code: 'P' }]);
  const back = undo(state, nobody);
  assert.equal(back.state.pending.size, 0);
  assert.deepEqual(back.madeAbsent, []);
});

test('taken back after it was saved, the former mark returns; without one the student is absent', () => {
  const before = new Map([['a', 'L']]);
  const changes = [
    { studentId: 'a', code: 'P' },
    { studentId: 'b', code: 'P' },
  ];
  const saved = finishSending(startSending(setMarks(emptyRoll, before, changes)));
  const back = undo(
    saved,
    new Map([
      ['a', 'P'],
      ['b', 'P'],
    ]),
  );
  assert.deepEqual(
    [...back.state.pending],
    [
      ['a', 'L'],
      ['b', 'A'],
    ],
  );
  assert.deepEqual(back.madeAbsent, ['b']);
});

test('mark all others is one step', () => {
  const changes = ['a', 'b', 'c'].map((studentId) => ({ studentId, code: 'P' }));
  const state = setMarks(emptyRoll, new Map([['a', 'P']]), changes);
  assert.deepEqual(undo(state, new Map([['a', 'P']])).undone, ['b', 'c']);
});

test('what failed to be sent waits again, but a newer wish wins', () => {
  let state = startSending(
    setMarks(emptyRoll, nobody, [
      { studentId: 'a', code: 'P' },
      { studentId: 'b', code: 'P' },
    ]),
  );
  state = setMarks(state, nobody, [{ studentId: 'a', code: 'L' }]);
  assert.deepEqual(
    [...failSending(state).pending],
    [
      ['a', 'L'],
      ['b', 'P'],
    ],
  );
});

test('undoing every step shows what was saved at first, as long as nothing was sent', () => {
  const change = fc.record({ studentId: fc.constantFrom('a', 'b', 'c'), code: fc.constantFrom('P', 'L', 'A') });
  const saved = new Map([['a', 'P']]);
  fc.assert(
    fc.property(fc.array(fc.array(change, { maxLength: 3 }), { maxLength: 20 }), (rounds) => {
      let state = emptyRoll;
      for (const round of rounds) {
        const oncePerStudent = [...new Map(round.map((entry) => [entry.studentId, entry])).values()];
        state = setMarks(state, saved, oncePerStudent);
      }
      while (state.undo.length > 0) state = undo(state, saved).state;
      for (const id of ['a', 'b', 'c']) assert.equal(shownCode(state, saved, id), saved.get(id) ?? null);
    }),
  );
});
