import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { defaultPolicy, type PolicyData } from '@smart-presence/contract';
import fc from 'fast-check';
import { type CountedMark, computeStanding, type Outlook, shownPercent } from './compute-standing.ts';
import { standingNotes, standingSentence, whatIf, whatIfSteps } from './standing-words.ts';
import { countedMarks, policies, RUNNING, rulesFor, simulate } from './testing-standing.ts';

const marksOf = (text: string): CountedMark[] =>
  text.split(' ').flatMap((part) => {
    const [, n = '1', code = 'P'] = /^(\d+)([A-Z]+)$/.exec(part) ?? [];
    return Array.from({ length: Number(n) }, () => ({ code, policyVersion: 1, hours: 1 }));
  });
const told = (text: string, change: Partial<PolicyData> = {}, outlook: Outlook = RUNNING) => {
  const policy = { ...defaultPolicy, ...change };
  const rules = rulesFor(policy, outlook);
  const about = { courseName: 'Networks', numbers: computeStanding(marksOf(text), rules), policy };
  return { sentence: standingSentence(about), whatIf: whatIf(marksOf(text), rules, 1), notes: standingNotes(about) };
};

describe('standing in words', () => {
  it('says what to do', () => {
    assert.equal(told('299P 101A').sentence, '74% in Networks: attend the next 4 to reach 75%.');
    assert.equal(told('8P 2A').sentence, '80% in Networks: you cannot miss the next one.');
    assert.equal(told('9P 1A').sentence, '90% in Networks: you can miss 2 more.');
    assert.match(told('9P 1A', { minimumPercent: 100 }).sentence, /cannot be reached any more\.$/);
    assert.equal(told('2E').sentence, 'Networks: no sessions yet.');
    const scheduled = { denominator: 'scheduled' as const };
    const toCome = (n: number) => ({ ...RUNNING, toCome: n });
    assert.equal(
      told('14P 6A', scheduled, toCome(10)).sentence,
      '70% in Networks: attend 9 of the 10 sessions still to come to reach 75%.',
    );
    assert.equal(told('20P', scheduled, toCome(5)).sentence, '100% in Networks: enough for 75% whatever comes.');
    assert.match(told('14P 6A', scheduled, toCome(4)).sentence, /attend all of the 4 sessions still to come/);
    assert.match(told('16P 4A', scheduled, { ...toCome(9), isOver: true }).sentence, /that is the whole term\.$/);
  });

  it('says what the next classes would change, as far as there are any', () => {
    const steps = (text: string, change: Partial<PolicyData>, outlook: Outlook) =>
      whatIfSteps(marksOf(text), rulesFor({ ...defaultPolicy, ...change }, outlook), 1);
    const { attend, miss } = steps('3P 1A', {}, RUNNING);
    assert.deepEqual([attend.length, attend[0], attend[2], miss[1]], [21, 75, 83, 60]);
    const scheduled = { denominator: 'scheduled' as const };
    assert.deepEqual(steps('3P 1A', scheduled, { ...RUNNING, toCome: 2 }).attend, [75, 80, 83]);
    assert.deepEqual(steps('3P 1A', {}, { ...RUNNING, isOver: true }).miss, [75]);
    assert.deepEqual(steps('2E', {}, RUNNING).attend, [], 'nothing has counted yet');
  });

  it('explains condonation and the cap on duty', () => {
    const band = { minimumPercent: 85, condonationPercent: 10 };
    assert.match(told('8P 2A', band).notes[0] ?? '', /^Between 75% and 85% the college may condone/);
    assert.match(told('7P 3A', band).notes[0] ?? '', /^Below 75% the college cannot condone/);
    assert.deepEqual(told('9P 1A', band).notes, []);
    const cap = { onDutyCapPercent: 20 };
    assert.deepEqual(told('6P 4OD', cap).notes, ['On duty: 2 of 4 sessions count as attended, since at most 20% may.']);
    assert.deepEqual(told('9P 1OD', cap).notes, ['On duty: 1 of the 2 sessions that may count as attended.']);
  });

  it('every what-if is what comes of it', () => {
    fc.assert(
      fc.property(countedMarks, policies, fc.nat(30), (marks, policy, toCome) => {
        const rules = rulesFor({ ...policy, condonationPercent: 0 }, { ...RUNNING, toCome, prescribedHours: 60 });
        const after = (code: string, n: number) => {
          const more = Array.from({ length: n }, () => ({ code, policyVersion: 1, hours: 1 }));
          const outlook = { ...rules.outlook, toCome: Math.max(0, toCome - n) };
          return shownPercent(computeStanding([...marks, ...more], { ...rules, outlook }).percent ?? -1);
        };
        for (const line of whatIf(marks, rules, 1)) {
          const next = /at (\d+)%; miss it and you are at (\d+)%/.exec(line);
          const row = /^Miss (\d+) in a row and you are at (\d+)%; one more/.exec(line);
          const all = /you end at (\d+)%/.exec(line);
          if (next) assert.deepEqual(next.slice(1).map(Number), [after('P', 1), after('A', 1)]);
          if (row) {
            const n = Number(row[1]);
            assert.equal(Number(row[2]), after('A', n));
            assert.ok(simulate(marks, rules, { attend: 0, miss: n }));
            assert.ok(!simulate(marks, rules, { attend: 0, miss: n + 1 }));
          }
          assert.ok(next || row || all, line);
        }
      }),
    );
  });

  it('every sentence that promises the minimum keeps it', () => {
    fc.assert(
      fc.property(countedMarks, policies, fc.nat(30), (marks, policy, toCome) => {
        const rules = rulesFor(policy, { ...RUNNING, toCome, prescribedHours: 60 });
        const numbers = computeStanding(marks, rules);
        const sentence = standingSentence({ courseName: 'Networks', numbers, policy });
        const keeps = (attend: number, miss: number) => simulate(marks, rules, { attend, miss });
        const next = Number(/attend the next (\d+) to reach/.exec(sentence)?.[1] ?? Number.NaN);
        if (next) assert.ok(keeps(next, 0) && !keeps(next - 1, 0), sentence);
        const miss = Number(/you can miss (\d+) more/.exec(sentence)?.[1] ?? Number.NaN);
        if (miss) assert.ok(keeps(0, miss) && !keeps(0, miss + 1), sentence);
        const [, some, left] = /attend (\d+) of the (\d+) /.exec(sentence) ?? [];
        if (some && left) {
          assert.ok(keeps(Number(some), Number(left) - Number(some)), sentence);
          assert.ok(!keeps(Number(some) - 1, Number(left) - Number(some) + 1), sentence);
        }
        if (/cannot miss the next one/.test(sentence)) assert.ok(keeps(0, 0) && !keeps(0, 1), sentence);
      }),
      { numRuns: 1000 },
    );
  });
});
