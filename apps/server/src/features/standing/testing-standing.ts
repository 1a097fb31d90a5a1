import { Denominator, defaultPolicy, type PolicyData } from '@smart-presence/contract';
import fc from 'fast-check';
import type { CountedMark, Outlook, StandingRules } from './compute-standing.ts';

export const RUNNING: Outlook = { toCome: 0, prescribedHours: null, isOver: false };

export const rulesFor = (policy: PolicyData, outlook: Outlook = RUNNING): StandingRules => ({
  policy,
  worth: new Map([1, 2, 3].map((version) => [version, policy])),
  outlook,
});

/** Marks of three versions of the policy, in any order. */
export const countedMarks: fc.Arbitrary<CountedMark[]> = fc.array(
  fc.record({
    code: fc.constantFrom('P', 'P', 'P', 'A', 'A', 'L', 'E', 'M', 'OD'),
    policyVersion: fc.integer({ min: 1, max: 3 }),
    hours: fc.integer({ min: 1, max: 3 }),
  }),
  { maxLength: 80 },
);

const share = fc.constantFrom(0, 0.1, 0.25, 0.3, 0.5, 0.7, 1);

/** Rules of every kind; late and excused are worth anything, present is worth all and absent nothing. */
export const policies: fc.Arbitrary<PolicyData> = fc
  .record({
    minimumPercent: fc.oneof(
      fc.integer({ min: 0, max: 100 }),
      // Hundredths: what a person would type. Finer ones would measure rounding.
      fc.integer({ min: 0, max: 10_000 }).map((hundredths) => hundredths / 100),
    ),
    condonationPercent: fc.integer({ min: 0, max: 20 }),
    denominator: fc.constantFrom(...Denominator.options),
    onDutyCapPercent: fc.option(fc.integer({ min: 0, max: 100 })),
    late: share,
    excused: fc.record({ attended: share, counts: fc.boolean() }),
  })
  .map(({ late, excused, ...rules }) => ({
    ...defaultPolicy,
    ...rules,
    marks: defaultPolicy.marks.map((kind) => {
      if (kind.code === 'L') return { ...kind, attended: late };
      return kind.code === 'E' ? { ...kind, ...excused } : kind;
    }),
  }));

/**
 * Lives through so many more sessions, attended and missed, and says whether the minimum is kept. Counts by itself, with
 * no help from `computeStanding`.
 */
export const simulate = (
  marks: readonly CountedMark[],
  { policy, worth, outlook }: StandingRules,
  { attend, miss }: { attend: number; miss: number },
): boolean => {
  const isByHours = policy.denominator === 'prescribed' && outlook.prescribedHours !== null;
  let [held, attended, onDuty] = [attend + miss, attend, 0];
  for (const mark of marks) {
    const kind = worth.get(mark.policyVersion)?.marks.find(({ code }) => code === mark.code);
    if (!kind?.counts) continue;
    const weight = isByHours ? mark.hours : 1;
    held += weight;
    if (mark.code === 'OD') onDuty += weight * kind.attended;
    else attended += weight * kind.attended;
  }
  const whole = isByHours ? Math.max(outlook.prescribedHours ?? 0, held) : null;
  const announced = held - attend - miss + (outlook.isOver ? 0 : outlook.toCome);
  const of = policy.denominator === 'scheduled' ? announced : (whole ?? held);
  const cap = policy.onDutyCapPercent === null ? Infinity : (of * policy.onDutyCapPercent) / 100;
  return 100 * (attended + Math.min(onDuty, cap)) >= policy.minimumPercent * of - 1e-6;
};
