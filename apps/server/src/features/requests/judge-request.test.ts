import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { nextRound, type RequestFacts, staffActions, studentActions } from './judge-request.ts';

const facts = fc.record({
  kind: fc.constantFrom('leave' as const, 'appeal' as const),
  state: fc.constantFrom('open', 'answered', 'second-reading', 'final', 'withdrawn' as const),
  verdict: fc.constantFrom('granted' as const, 'refused' as const, null),
  secondReadingBy: fc.constantFrom(null, 100),
  firstReader: fc.constantFrom('first', null),
}) as fc.Arbitrary<RequestFacts>;
const times = fc.constantFrom(0, 99, 100, 101);

describe('what may be done about a request', () => {
  it('an open one is answered, by anybody who may decide', () => {
    const open: RequestFacts = {
      kind: 'leave',
      state: 'open',
      verdict: null,
      secondReadingBy: null,
      firstReader: null,
    };
    assert.deepEqual(staffActions(open, { personId: 'x' }, 0), ['answer']);
    assert.deepEqual(studentActions(open, 0), ['withdraw']);
  });

  it('whoever answered first never reads again, somebody else does while there is time', () => {
    fc.assert(
      fc.property(facts, times, (given, now) => {
        const first = given.firstReader;
        if (first !== null) assert.ok(!staffActions(given, { personId: first }, now).includes('read-again'));
        const may = staffActions(given, { personId: 'somebody else' }, now).includes('read-again');
        assert.equal(may, given.state === 'second-reading' || (given.state === 'answered' && !isLate(given, now)));
      }),
    );
  });

  it('final and withdrawn ones are not answered, whatever the time', () => {
    fc.assert(
      fc.property(facts, times, (given, now) => {
        if (given.state !== 'final' && given.state !== 'withdrawn') return;
        assert.equal(nextRound(given, now), null);
        assert.deepEqual(staffActions(given, { personId: 'x' }, now), []);
      }),
    );
  });

  it('students take back what waits and leave they have, and ask again about a refusal alone, once, in time', () => {
    fc.assert(
      fc.property(facts, times, (given, now) => {
        const actions = studentActions(given, now);
        const { kind, state, verdict } = given;
        const isInForce = kind === 'leave' && verdict === 'granted' && state !== 'withdrawn';
        assert.equal(actions.includes('withdraw'), state === 'open' || isInForce);
        const mayAsk = state === 'answered' && verdict === 'refused' && !isLate(given, now);
        assert.equal(actions.includes('ask-second-reading'), mayAsk);
      }),
    );
  });
});

const isLate = ({ secondReadingBy }: RequestFacts, now: number) => secondReadingBy === null || now >= secondReadingBy;
