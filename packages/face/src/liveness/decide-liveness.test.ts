import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { decideLiveness } from './decide-liveness.ts';
import type { Evidence, EvidenceKind, LivenessLevel, Outcome, ReasonCode, Verdict } from './types.ts';

const KINDS: readonly EvidenceKind[] = [
  'one-face',
  'identity',
  'steps',
  'turn',
  'solid',
  'unbroken',
  'repeats',
  'seen-before',
  'blink',
  'mouth',
  'closer',
  'flash',
  'recapture',
];
const REASON: Partial<Record<EvidenceKind, ReasonCode>> = {
  turn: 'turn_too_small',
  blink: 'no_blink',
  flash: 'no_reflection',
};
const REQUIRED = ['one-face', 'identity', 'steps', 'unbroken', 'repeats'] as const;

type Outcomes = Partial<Record<EvidenceKind, Outcome>>;

const GOOD: Outcomes = {
  ...Object.fromEntries(REQUIRED.map((kind) => [kind, 'passed'])),
  turn: 'passed',
  solid: 'passed',
  blink: 'passed',
};

function evidenceOf(outcomes: Outcomes): Evidence[] {
  return KINDS.map((kind) => {
    const outcome = outcomes[kind] ?? 'absent';
    const reasons: ReasonCode[] =
      outcome === 'passed' || outcome === 'absent' ? [] : [REASON[kind] ?? 'another_person'];
    return { kind, outcome, score: 0, threshold: 0, n: 1, reasons };
  });
}

const verdict = (change: Outcomes, level: LivenessLevel = 'standard') =>
  decideLiveness(evidenceOf({ ...GOOD, ...change }), level).verdict;

describe('what the evidence amounts to', () => {
  const table: [string, Outcomes, { low: Verdict; standard: Verdict; high: Verdict }][] = [
    ['everything asked for was shown', { flash: 'passed' }, { low: 'live', standard: 'live', high: 'live' }],
    ['one supporting kind is not enough for high', {}, { low: 'live', standard: 'live', high: 'inconclusive' }],
    ['a bright room is no fraud', { flash: 'inconclusive' }, { low: 'live', standard: 'live', high: 'inconclusive' }],
    [
      'one for, one against: a person decides',
      { flash: 'failed' },
      { low: 'inconclusive', standard: 'inconclusive', high: 'inconclusive' },
    ],
    [
      'two for, one against: the majority',
      { flash: 'failed', mouth: 'passed' },
      { low: 'live', standard: 'live', high: 'inconclusive' },
    ],
    ['only one against', { blink: 'failed' }, { low: 'not-live', standard: 'not-live', high: 'not-live' }],
    ['no support at all', { blink: 'absent' }, { low: 'live', standard: 'inconclusive', high: 'inconclusive' }],
    ['too small a turn', { turn: 'failed' }, { low: 'live', standard: 'not-live', high: 'not-live' }],
    [
      'nearly far enough, and solid',
      { turn: 'inconclusive', flash: 'passed' },
      { low: 'live', standard: 'live', high: 'inconclusive' },
    ],
    [
      'nearly far enough, and perhaps flat',
      { turn: 'inconclusive', solid: 'inconclusive', flash: 'passed' },
      { low: 'inconclusive', standard: 'inconclusive', high: 'inconclusive' },
    ],
    [
      'nobody was asked to turn',
      { turn: 'absent', flash: 'passed' },
      { low: 'live', standard: 'inconclusive', high: 'inconclusive' },
    ],
    ['flat', { solid: 'failed', flash: 'passed' }, { low: 'live', standard: 'not-live', high: 'not-live' }],
    [
      'no sign of depth',
      { solid: 'failed', turn: 'failed' },
      { low: 'not-live', standard: 'not-live', high: 'not-live' },
    ],
    [
      'depth unclear',
      { solid: 'inconclusive', flash: 'passed' },
      { low: 'live', standard: 'live', high: 'inconclusive' },
    ],
    [
      'seen before',
      { 'seen-before': 'failed', flash: 'passed' },
      { low: 'not-live', standard: 'not-live', high: 'not-live' },
    ],
    [
      'looked up and new',
      { 'seen-before': 'passed', flash: 'passed' },
      { low: 'live', standard: 'live', high: 'live' },
    ],
  ];
  for (const [name, change, expected] of table) {
    test(name, () => {
      for (const level of ['low', 'standard', 'high'] as const)
        assert.equal(verdict(change, level), expected[level], level);
    });
  }

  for (const kind of REQUIRED) {
    test(`without ${kind} nothing counts`, () => {
      for (const level of ['low', 'standard', 'high'] as const) {
        assert.equal(verdict({ [kind]: 'failed', flash: 'passed' }, level), 'not-live');
        assert.equal(verdict({ [kind]: 'inconclusive', flash: 'passed' }, level), 'inconclusive');
        assert.equal(verdict({ [kind]: 'absent', flash: 'passed' }, level), 'inconclusive');
      }
    });
  }

  test('off asks for nothing and says so', () => {
    assert.deepEqual(decideLiveness([], 'off'), { verdict: 'live', reasons: ['not_asked'] });
  });

  test('no evidence is no life', () => {
    for (const level of ['low', 'standard', 'high'] as const) {
      assert.deepEqual(decideLiveness([], level), { verdict: 'inconclusive', reasons: ['too_little_evidence'] });
    }
  });

  test('a decision against somebody names what was seen, without doubles', () => {
    assert.deepEqual(decideLiveness(evidenceOf({ ...GOOD, turn: 'failed', blink: 'failed' }), 'standard').reasons, [
      'turn_too_small',
      'no_blink',
    ]);
    assert.deepEqual(decideLiveness(evidenceOf({ ...GOOD, identity: 'failed', steps: 'failed' }), 'standard').reasons, [
      'another_person',
    ]);
    assert.deepEqual(decideLiveness(evidenceOf({ ...GOOD, flash: 'failed' }), 'standard').reasons, [
      'no_reflection',
      'too_little_evidence',
    ]);
    assert.deepEqual(decideLiveness(evidenceOf(GOOD), 'standard').reasons, []);
  });
});

test('worse evidence never gives a better verdict, and a lower level never a worse one', () => {
  const worst: readonly Outcome[] = ['failed', 'absent', 'inconclusive', 'passed'];
  const rank: readonly Verdict[] = ['not-live', 'inconclusive', 'live'];
  const outcome = fc.constantFrom(...worst);
  const outcomes = fc.record(
    Object.fromEntries(KINDS.map((kind) => [kind, outcome])) as Record<EvidenceKind, typeof outcome>,
  );
  fc.assert(
    fc.property(outcomes, fc.constantFrom(...KINDS), outcome, (before, kind, other) => {
      const after = { ...before, [kind]: other };
      const [worse, better] = worst.indexOf(other) < worst.indexOf(before[kind]) ? [after, before] : [before, after];
      const judged = (of: Outcomes, level: LivenessLevel) =>
        rank.indexOf(decideLiveness(evidenceOf(of), level).verdict);
      for (const level of ['low', 'standard', 'high', 'off'] as const) {
        assert.ok(judged(worse, level) <= judged(better, level), `${level}: ${kind} ${before[kind]} → ${other}`);
      }
      assert.ok(judged(before, 'high') <= judged(before, 'standard'));
      assert.ok(judged(before, 'standard') <= judged(before, 'low'));
      assert.ok(judged(before, 'low') <= judged(before, 'off'));
    }),
    { numRuns: 3000 },
  );
});
