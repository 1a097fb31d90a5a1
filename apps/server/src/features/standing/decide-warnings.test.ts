import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type Attended, decideWarnings, type Level, type Situation } from './decide-warnings.ts';

const sessions = (marks: string): Attended[] =>
  [...marks].map((mark, at) => ({ sessionId: `s${at}`, isAbsent: mark === 'A' }));
const rules = { belowMinimum: true, afterSessions: 4, consecutiveAbsences: 3, toGuardian: false };
const decide = (marks: string, change: Partial<Situation> = {}) =>
  decideWarnings({
    state: 'short',
    condones: false,
    sessions: sessions(marks),
    toldLevel: 0,
    toldAbsences: new Set(),
    rules,
    occasion: `s${marks.length - 1}`,
    ...change,
  });
const kinds = (marks: string, change: Partial<Situation> = {}) => decide(marks, change).due.map(({ kind }) => kind);

describe('decide warnings', () => {
  it('a fall is told once, and again only after a rise', () => {
    const fall = decide('PPAPA');
    assert.deepEqual([fall.toldLevel, fall.due], [1, [{ kind: 'below-minimum', sessionId: 's4' }]]);
    assert.deepEqual(decide('PPAPAA', { toldLevel: 1 }), { toldLevel: 1, due: [] });
    assert.deepEqual(decide('PPAPAP', { toldLevel: 1, state: 'met' }), { toldLevel: 0, due: [] });
  });

  it('where something can be condoned there are two levels to fall below', () => {
    const condones = true;
    assert.deepEqual(kinds('PPPA', { condones, state: 'condonable' }), ['below-minimum']);
    assert.deepEqual(kinds('PPAA', { condones, toldLevel: 1 }), ['beyond-condonation']);
    assert.deepEqual(kinds('PPAA', { condones }), ['beyond-condonation'], 'both at once are one piece of news');
    assert.equal(decide('PPAAP', { condones, toldLevel: 2, state: 'condonable' }).toldLevel, 1);
  });

  it('the first sessions are nothing to worry about', () => {
    assert.deepEqual(kinds('PAA'), []);
    assert.deepEqual(kinds('PPAA'), ['below-minimum']);
  });

  it('absences in a row are told once for as long as the row lasts', () => {
    const told = (at: number) => ({ toldAbsences: new Set([`s${at}`]), state: 'met' as const });
    assert.deepEqual(kinds('PAAA', { state: 'met' }), ['absences']);
    assert.deepEqual(kinds('PAAAA', told(3)), [], 'it grows');
    assert.deepEqual(kinds('PPAAA', told(3)), [], 'its first session was corrected');
    assert.deepEqual(kinds('PAAAPAAA', told(3)), ['absences'], 'another row');
    assert.deepEqual(kinds('PAAAP', { state: 'met' }), [], 'over');
    assert.deepEqual(kinds('PAAPAA', told(3)), []);
  });

  it('the policy and the calendar warn nobody, but what has risen is no longer told', () => {
    assert.deepEqual(decide('PPAAA', { occasion: null }), { toldLevel: 0, due: [] });
    assert.equal(decide('PPPPP', { occasion: null, state: 'met', toldLevel: 2 }).toldLevel, 0);
  });

  it('nothing is told that the policy does not ask for', () => {
    const quiet = { ...rules, belowMinimum: false, consecutiveAbsences: null };
    assert.deepEqual(kinds('PPAAA', { rules: quiet }), []);
  });

  it('lived through session by session, no level is told twice without a rise between', () => {
    const state = fc.constantFrom('met' as const, 'condonable' as const, 'short' as const);
    fc.assert(
      fc.property(fc.array(state, { maxLength: 60 }), fc.boolean(), (states, condones) => {
        let toldLevel: Level = 0;
        let height = 0;
        for (const [at, now] of states.entries()) {
          const level = now === 'met' ? 0 : now === 'short' && condones ? 2 : 1;
          const decision = decide('P'.repeat(at + 1), { state: now, condones, toldLevel });
          assert.equal(decision.due.length, at >= 3 && level > height ? 1 : 0);
          height = at >= 3 || level < height ? level : height;
          if (at < 3) height = 0;
          toldLevel = decision.toldLevel;
        }
      }),
    );
  });
});
