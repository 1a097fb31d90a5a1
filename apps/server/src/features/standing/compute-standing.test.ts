import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { defaultPolicy, type PolicyData, policyPresetIds, withPreset } from '@smart-presence/contract';
import fc from 'fast-check';
import {
  type CountedMark,
  computeStanding,
  OUT_OF_REACH,
  type StandingRules,
  shownPercent,
} from './compute-standing.ts';
import { countedMarks, policies, RUNNING, rulesFor, simulate } from './testing-standing.ts';

const marksOf = (counts: Record<string, number>): CountedMark[] =>
  Object.entries(counts).flatMap(([code, n]) =>
    Array.from({ length: n }, () => ({ code, policyVersion: 1, hours: 1 })),
  );
const standingOf = (counts: Record<string, number>, change: Partial<PolicyData> = {}, outlook = RUNNING) =>
  computeStanding(marksOf(counts), rulesFor({ ...defaultPolicy, ...change }, outlook));

const anyRules: fc.Arbitrary<StandingRules> = fc
  .record({
    policy: policies,
    toCome: fc.nat(40),
    prescribedHours: fc.option(fc.integer({ min: 1, max: 80 })),
    isOver: fc.boolean(),
  })
  .map(({ policy, ...outlook }) => rulesFor(policy, outlook));

describe('compute standing', () => {
  it('counts present, late and on duty as attended, leaves excused and medical out', () => {
    const { held, attended, percent, state } = standingOf({ P: 6, L: 1, OD: 1, A: 2, E: 3, M: 1 });
    assert.deepEqual([held, attended, percent, state], [10, 8, 80, 'met']);
  });

  it('says nothing before the first session', () => {
    const { percent, state, mustAttend, canMiss } = standingOf({ E: 2 });
    assert.deepEqual([percent, state, mustAttend, canMiss], [null, 'none', 0, 0]);
  });

  it('the order of the marks never changes anything, and the percentage stays within 0 and 100', () => {
    const shuffled = countedMarks.chain((marks) =>
      fc.tuple(fc.constant(marks), fc.shuffledSubarray(marks, { minLength: marks.length })),
    );
    fc.assert(
      fc.property(shuffled, anyRules, ([marks, others], rules) => {
        const standing = computeStanding(marks, rules);
        assert.deepEqual(computeStanding(others, rules), standing);
        if (standing.percent === null) return;
        assert.ok(standing.percent >= 0 && standing.percent <= 100, `${standing.percent}`);
        assert.ok(standing.attended <= standing.held + 1e-9);
      }),
      { numRuns: 1000 },
    );
  });

  it('every version of a policy is reproducible: marks are worth what they were, whatever is saved later', () => {
    fc.assert(
      fc.property(countedMarks, policies, policies, (marks, first, later) => {
        const old = marks.map((mark) => ({ ...mark, policyVersion: 1 }));
        const before = computeStanding(old, { ...rulesFor(first), worth: new Map([[1, first]]) });
        const worth = new Map([
          [1, first],
          [2, later],
        ]);
        const again = computeStanding(old, { ...rulesFor(first), worth });
        assert.deepEqual(again, before);
        // Judged by a later version, what is asked changes; what was held and attended does not.
        const judged = computeStanding(old, { ...rulesFor({ ...later, onDutyCapPercent: null }), worth });
        const uncapped = computeStanding(old, { ...rulesFor({ ...first, onDutyCapPercent: null }), worth });
        if (judged.unit !== uncapped.unit) return;
        assert.deepEqual([judged.held, judged.attended], [uncapped.held, uncapped.attended]);
      }),
    );
  });

  it('must-attend and can-miss are true when they are lived through, under any policy', () => {
    fc.assert(
      fc.property(countedMarks, anyRules, (marks, rules) => {
        const now = computeStanding(marks, rules);
        if (now.held === 0) return;
        const { mustAttend, canMiss, total } = now;
        const keeps = (attend: number, miss: number) => simulate(marks, rules, { attend, miss });
        const left = total === null ? null : rules.outlook.isOver ? 0 : total - now.held;
        if (left === null) {
          if (mustAttend < OUT_OF_REACH) assert.ok(keeps(mustAttend, 0));
          if (mustAttend > 0) assert.ok(!keeps(Math.min(mustAttend, OUT_OF_REACH) - 1, 0));
          if (mustAttend === 0) assert.ok(keeps(0, canMiss));
          if (mustAttend === 0 && canMiss < OUT_OF_REACH) assert.ok(!keeps(0, canMiss + 1));
          return;
        }
        if (mustAttend === OUT_OF_REACH) return assert.ok(!keeps(left, 0));
        assert.equal(mustAttend + canMiss, left);
        assert.ok(keeps(mustAttend, canMiss));
        if (mustAttend > 0) assert.ok(!keeps(mustAttend - 1, canMiss + 1));
      }),
      { numRuns: 1000 },
    );
  });

  it('never shows the minimum to someone just under it', () => {
    assert.equal(shownPercent(74.99), 74);
    assert.equal(standingOf({ P: 299, A: 101 }).state, 'short');
    assert.equal(standingOf({ P: 300, A: 100 }).state, 'met');
  });

  it('tells what may be condoned from what may not', () => {
    const change = { minimumPercent: 85, condonationPercent: 10 };
    const states = [17, 16, 15, 14].map((P) => standingOf({ P, A: 20 - P }, change).state);
    assert.deepEqual(states, ['met', 'condonable', 'condonable', 'short']);
  });

  it('on duty counts up to its cap, and beyond it as missed', () => {
    const change = { onDutyCapPercent: 10 };
    const { attended, percent, onDuty, onDutyCounted } = standingOf({ P: 14, OD: 4, A: 2 }, change);
    assert.deepEqual([onDuty, onDutyCounted, attended, percent], [4, 2, 16, 80]);
    assert.equal(standingOf({ P: 14, OD: 4, A: 2 }).percent, 90);
    // Of a whole term the cap is a share of the whole.
    const outlook = { ...RUNNING, toCome: 20 };
    assert.equal(standingOf({ P: 14, OD: 4, A: 2 }, { ...change, denominator: 'scheduled' }, outlook).onDutyCounted, 4);
  });

  it('of sessions scheduled, what-if is about what the timetable still announces', () => {
    const outlook = { ...RUNNING, toCome: 10 };
    const change = { denominator: 'scheduled' as const };
    const { percent, total, mustAttend, canMiss } = standingOf({ P: 14, A: 6 }, change, outlook);
    assert.deepEqual([percent, total, mustAttend, canMiss], [70, 30, 9, 1]);
    assert.equal(standingOf({ P: 4, A: 16 }, change, outlook).mustAttend, OUT_OF_REACH);
  });

  it('of hours prescribed, classes count by their hours, and what was never held is missing in the end', () => {
    const marks = [2, 1, 1].map((hours, at) => ({ code: at === 0 ? 'P' : 'A', policyVersion: 1, hours }));
    const policy = { ...defaultPolicy, denominator: 'prescribed' as const };
    const outlook = { toCome: 3, prescribedHours: 8, isOver: false };
    const running = computeStanding(marks, rulesFor(policy, outlook));
    assert.deepEqual([running.unit, running.held, running.attended, running.percent], ['hours', 4, 2, 50]);
    assert.deepEqual([running.total, running.mustAttend, running.canMiss], [8, 4, 0]);
    assert.equal(computeStanding(marks, rulesFor(policy, { ...outlook, isOver: true })).percent, 25);
    const without = computeStanding(marks, rulesFor(policy, { ...outlook, prescribedHours: null }));
    assert.deepEqual([without.unit, without.held, without.total], ['sessions', 3, null]);
  });

  it('each preset counts a term as it says', () => {
    const of = (id: (typeof policyPresetIds)[number], counts: Record<string, number>) => {
      const { percent, state } = standingOf(counts, withPreset(id, defaultPolicy));
      return [percent, state];
    };
    assert.deepEqual(of('simple', { P: 15, A: 5 }), [75, 'met']);
    assert.deepEqual(of('condonation', { P: 15, A: 5 }), [75, 'condonable']);
    assert.deepEqual(of('points', { P: 5, L: 2, E: 2, A: 1 }), [70, 'short']);
    assert.equal(policyPresetIds.length, 3);
  });
});
