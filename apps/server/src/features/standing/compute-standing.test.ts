import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { defaultPolicy } from '@smart-presence/contract';
import fc from 'fast-check';
import { computeStanding, shownPercent, standingSentence } from './compute-standing.ts';

const counts = fc.record({ P: fc.nat(60), L: fc.nat(20), A: fc.nat(60), E: fc.nat(10), M: fc.nat(10), OD: fc.nat(10) });
const policy = fc.integer({ min: 1, max: 99 }).map((minimumPercent) => ({ ...defaultPolicy, minimumPercent }));

describe('compute standing', () => {
  it('counts present, late and on duty as attended, leaves excused and medical out', () => {
    const s = computeStanding({ P: 6, L: 1, OD: 1, A: 2, E: 3, M: 1 }, defaultPolicy);
    assert.deepEqual(s, { held: 10, attended: 8, percent: 80, mustAttend: 0, canMiss: 0 });
  });

  it('says nothing before the first session', () => {
    assert.equal(computeStanding({}, defaultPolicy).percent, null);
  });

  it('must-attend is the smallest number that reaches the minimum', () => {
    fc.assert(
      fc.property(counts, policy, (c, p) => {
        const now = computeStanding(c, p);
        if (now.held === 0 || now.mustAttend >= 999) return;
        const after = (n: number) => computeStanding({ ...c, P: c.P + n }, p).percent ?? 0;
        assert.ok(after(now.mustAttend) >= p.minimumPercent - 1e-6);
        if (now.mustAttend > 0) assert.ok(after(now.mustAttend - 1) < p.minimumPercent);
      }),
    );
  });

  it('can-miss is the largest number that keeps the minimum', () => {
    fc.assert(
      fc.property(counts, policy, (c, p) => {
        const now = computeStanding(c, p);
        if (now.held === 0 || now.mustAttend > 0) return;
        const after = (n: number) => computeStanding({ ...c, A: c.A + n }, p).percent ?? 0;
        assert.ok(after(now.canMiss) >= p.minimumPercent - 1e-6);
        if (now.canMiss < 999) assert.ok(after(now.canMiss + 1) < p.minimumPercent);
      }),
    );
  });

  it('never shows the minimum to someone just under it', () => {
    assert.equal(shownPercent(74.99), 74);
    const numbers = computeStanding({ P: 299, A: 101 }, defaultPolicy);
    const sentence = standingSentence({ ...numbers, courseName: 'Networks', minimumPercent: 75 });
    assert.equal(sentence, '74% in Networks: attend the next 4 to reach 75%.');
  });

  it('says when the minimum is out of reach', () => {
    const numbers = computeStanding({ P: 9, A: 1 }, { ...defaultPolicy, minimumPercent: 100 });
    assert.match(standingSentence({ ...numbers, courseName: 'Networks', minimumPercent: 100 }), /cannot be reached/);
  });
});
