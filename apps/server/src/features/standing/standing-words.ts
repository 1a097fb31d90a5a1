import { MOST_AHEAD, type PolicyData, type WhatIfSteps } from '@smart-presence/contract';
import {
  type CountedMark,
  computeStanding,
  OUT_OF_REACH,
  type StandingNumbers,
  type StandingRules,
  shownPercent,
} from './compute-standing.ts';

export interface Told {
  courseName: string;
  numbers: StandingNumbers;
  policy: PolicyData;
}

const plural = (n: number, one: string): string => `${n} ${n === 1 ? one : `${one}s`}`;
const unitOf = ({ unit }: StandingNumbers): string => (unit === 'hours' ? 'hour' : 'session');

/** What is still to be held in a term that has a whole; null where there is none. */
const stillToCome = ({ total, held, mustAttend, canMiss }: StandingNumbers): number | null => {
  if (total === null) return null;
  return mustAttend === OUT_OF_REACH ? Math.max(0, Math.floor(total - held)) : mustAttend + canMiss;
};

/** Where the student stands, in one sentence. */
export const standingSentence = ({ courseName, numbers, policy }: Told): string => {
  const { held, percent, mustAttend, canMiss } = numbers;
  const { minimumPercent } = policy;
  if (held === 0 || percent === null) return `${courseName}: no sessions yet.`;
  const lead = `${shownPercent(percent)}% in ${courseName}`;
  if (mustAttend >= OUT_OF_REACH) return `${lead}: ${minimumPercent}% cannot be reached any more.`;
  const left = stillToCome(numbers);
  if (left !== null) {
    const ofThem = `of the ${plural(left, unitOf(numbers))} still to come`;
    if (left === 0) return `${lead}: that is the whole term.`;
    if (mustAttend === 0) return `${lead}: enough for ${minimumPercent}% whatever comes.`;
    if (canMiss === 0) return `${lead}: attend all ${ofThem} to reach ${minimumPercent}%.`;
    return `${lead}: attend ${mustAttend} ${ofThem} to reach ${minimumPercent}%.`;
  }
  if (mustAttend > 0) return `${lead}: attend the next ${mustAttend} to reach ${minimumPercent}%.`;
  if (canMiss === 0) return `${lead}: you cannot miss the next one.`;
  if (canMiss >= OUT_OF_REACH) return `${lead}: no minimum is asked for.`;
  return `${lead}: you can miss ${canMiss} more.`;
};

/** Whole percent after so many more sessions with this mark. @param version of the policy that they are opened under. */
const percentAfter = (
  marks: readonly CountedMark[],
  rules: StandingRules,
  { code, n, version }: { code: string; n: number; version: number },
): number => {
  const { outlook } = rules;
  const more = Array.from({ length: n }, () => ({ code, policyVersion: version, hours: 1 }));
  const toCome = Math.max(0, outlook.toCome - n);
  const then = computeStanding([...marks, ...more], { ...rules, outlook: { ...outlook, toCome } });
  return shownPercent(then.percent ?? 0);
};

/** The same for every number of sessions up to `MOST_AHEAD`, and no more than are still to come. Empty before the first session. */
export const whatIfSteps = (marks: readonly CountedMark[], rules: StandingRules, version: number): WhatIfSteps => {
  const { policy } = rules;
  const now = computeStanding(marks, rules);
  const most = Math.min(MOST_AHEAD, stillToCome(now) ?? (rules.outlook.isOver ? 0 : MOST_AHEAD));
  const ahead = now.percent === null ? [] : Array.from({ length: most + 1 }, (_, n) => n);
  const after = (code: string) => ahead.map((n) => percentAfter(marks, rules, { code, n, version }));
  const { minimumPercent, presentCode, absentCode } = policy;
  return { minimumPercent, attend: after(presentCode), miss: after(absentCode) };
};

/**
 * What the next session changes, in sentences. Empty before the first session and after the term.
 * @param version of the policy in force: further sessions go by it.
 */
export const whatIf = (marks: readonly CountedMark[], rules: StandingRules, version: number): string[] => {
  const { policy } = rules;
  const now = computeStanding(marks, rules);
  const left = stillToCome(now);
  if (now.percent === null || left === 0) return [];
  const after = (code: string, n: number): number => percentAfter(marks, rules, { code, n, version });
  const { presentCode, absentCode, minimumPercent } = policy;
  const next = `Attend the next ${unitOf(now)} and you are at ${after(presentCode, 1)}%`;
  const lines = [`${next}; miss it and you are at ${after(absentCode, 1)}%.`];
  if (left !== null && left > 1)
    lines.push(`Attend everything still to come and you end at ${after(presentCode, left)}%.`);
  if (left === null && now.canMiss > 1 && now.canMiss < OUT_OF_REACH)
    lines.push(
      `Miss ${now.canMiss} in a row and you are at ${after(absentCode, now.canMiss)}%; one more and you are below ${minimumPercent}%.`,
    );
  return lines;
};

/** What the rules do in this case: condonation, the cap on duty, what the percentage is of. */
export const standingNotes = ({ numbers, policy }: Told): string[] => {
  const { state, total, held, onDuty, onDutyCounted, unit } = numbers;
  const { minimumPercent, condonationPercent, onDutyCapPercent } = policy;
  const notes: string[] = [];
  const floor = minimumPercent - condonationPercent;
  if (state === 'condonable')
    notes.push(
      `Between ${floor}% and ${minimumPercent}% the college may condone what is missing. Ask for it before the term ends.`,
    );
  if (state === 'short' && condonationPercent > 0)
    notes.push(`Below ${floor}% the college cannot condone what is missing.`);
  if (onDuty > 0 && onDutyCapPercent !== null)
    notes.push(
      onDutyCounted < onDuty
        ? `On duty: ${rounded(onDutyCounted)} of ${rounded(onDuty)} ${unit} count as attended, since at most ${onDutyCapPercent}% may.`
        : `On duty: ${rounded(onDuty)} of the ${rounded(capOf(numbers, onDutyCapPercent))} ${unit} that may count as attended.`,
    );
  if (unit === 'hours' && total !== null)
    notes.push(`Counted in hours, of the ${rounded(total)} that the course prescribes: ${rounded(held)} so far.`);
  return notes;
};

const capOf = ({ total, held }: StandingNumbers, cap: number): number => ((total ?? held) * cap) / 100;

/** One decimal at most, rounded down: a share of a session is not a session. */
const rounded = (n: number): string => String(Math.floor(n * 10 + 1e-6) / 10);
