import type { PolicyData } from '@smart-presence/contract';

/** One current mark of one student in a finished session of the section. */
export interface CountedMark {
  code: string;
  /** Of the session: it says what the code is worth. */
  policyVersion: number;
  /** Length of the class, whole hours. */
  hours: number;
}

/** What the timetable and the course say about one section, at one instant. */
export interface Outlook {
  /** Classes still to come in the term that nobody has cancelled. */
  toCome: number;
  prescribedHours: number | null;
  /** The term has ended: nothing is still to come. */
  isOver: boolean;
}

export interface StandingRules {
  /** What is asked of the student: minimum, denominator, condonation, cap. */
  policy: PolicyData;
  /** What marks were worth, by the version their session was opened under. */
  worth: ReadonlyMap<number, Pick<PolicyData, 'marks' | 'onDutyCode'>>;
  outlook: Outlook;
}

export type StandingState = 'none' | 'met' | 'condonable' | 'short';

export interface StandingNumbers {
  /** What counts so far, in `unit`s. */
  held: number;
  /** Sum of the attended shares, on duty up to its cap. */
  attended: number;
  /** 0 to 100 of what has counted so far; of all that was to be held once the term is over. null before the first session. */
  percent: number | null;
  state: StandingState;
  unit: 'sessions' | 'hours';
  /** All that is to be held in the term; null where percentages are of sessions held. */
  total: number | null;
  /** How many more in a row reach the minimum; 0 when there, `OUT_OF_REACH` when none do. */
  mustAttend: number;
  /** How many may be missed, the others attended, without falling below the minimum for good. */
  canMiss: number;
  /** Shares attended on duty, and how many of them count. */
  onDuty: number;
  onDutyCounted: number;
}

/** Nobody needs more than this said; it also bounds an unreachable 100%. */
export const OUT_OF_REACH = 999;
const ROUNDING = 1e-9;

/**
 * Where a student stands in one section. Pure; the order of the marks does not matter.
 * Of sessions held: percent = attended / held. Of a whole term (scheduled, prescribed): the same while it runs, and what-if is
 * about all of it; once it is over, percent = attended / all that was to be held.
 */
export const computeStanding = (marks: readonly CountedMark[], rules: StandingRules): StandingNumbers => {
  const { policy } = rules;
  const isByHours = policy.denominator === 'prescribed' && rules.outlook.prescribedHours !== null;
  const { held, other, onDuty } = sumUp(marks, { worth: rules.worth, isByHours });
  const total = totalOf(held, rules);
  const position: Position = {
    ...{ held, other, onDuty, total },
    minimum: policy.minimumPercent,
    cap: policy.onDutyCapPercent,
    ...stepsOf(policy),
  };
  const attended = attendedOf(position);
  const { isOver } = rules.outlook;
  const percent = held === 0 ? null : percentOf(attended, isOver ? (total ?? held) : held);
  const remaining = total === null ? null : isOver ? 0 : Math.floor(total - held);
  const mustAttend = held === 0 ? 0 : sessionsToReach(position, remaining);
  return {
    held,
    attended,
    percent,
    state: stateOf(percent, policy),
    unit: isByHours ? 'hours' : 'sessions',
    total,
    mustAttend,
    canMiss: held === 0 ? 0 : sessionsToSpare(position, { remaining, mustAttend }),
    onDuty,
    onDutyCounted: Math.min(onDuty, capOf(position)),
  };
};

/**
 * Counted first and added afterwards, kind by kind: sums of fractions would depend on the order otherwise.
 */
const sumUp = (
  marks: readonly CountedMark[],
  { worth, isByHours }: { worth: StandingRules['worth']; isByHours: boolean },
): { held: number; other: number; onDuty: number } => {
  const tallies = new Map<string, number>();
  for (const { code, policyVersion, hours } of marks) {
    const key = `${policyVersion} ${code}`;
    tallies.set(key, (tallies.get(key) ?? 0) + (isByHours ? hours : 1));
  }
  const sums = { held: 0, other: 0, onDuty: 0 };
  for (const key of [...tallies.keys()].sort()) {
    const [version, code] = key.split(' ');
    const rules = worth.get(Number(version));
    if (!rules) throw new Error(`a mark of version ${version} of the policy, which is not known here`);
    const kind = rules.marks.find((one) => one.code === code);
    if (!kind?.counts) continue;
    const n = tallies.get(key) ?? 0;
    sums.held += n;
    sums[code === rules.onDutyCode ? 'onDuty' : 'other'] += n * kind.attended;
  }
  return sums;
};

const totalOf = (held: number, { policy, outlook }: StandingRules): number | null => {
  const { toCome, prescribedHours, isOver } = outlook;
  if (policy.denominator === 'scheduled') return held + (isOver ? 0 : toCome);
  if (policy.denominator === 'prescribed' && prescribedHours !== null) return Math.max(prescribedHours, held);
  return isOver ? held : null;
};

/** What one more session adds when it is attended, and when it is missed. */
const stepsOf = ({ marks, presentCode, absentCode }: PolicyData): Pick<Position, 'present' | 'absent'> => {
  const stepOf = (code: string, usual: number): Step => {
    const kind = marks.find((one) => one.code === code);
    return kind?.counts === false ? { held: 0, share: 0 } : { held: 1, share: kind?.attended ?? usual };
  };
  return { present: stepOf(presentCode, 1), absent: stepOf(absentCode, 0) };
};

interface Step {
  held: number;
  share: number;
}

interface Position {
  held: number;
  /** Attended shares that are not on duty. */
  other: number;
  onDuty: number;
  total: number | null;
  minimum: number;
  cap: number | null;
  present: Step;
  absent: Step;
}

/** On duty that can count: a share of the whole, or of what was held where there is no whole. */
const capOf = ({ held, total, cap }: Position): number => (cap === null ? Infinity : ((total ?? held) * cap) / 100);

const attendedOf = (position: Position): number => position.other + Math.min(position.onDuty, capOf(position));

const percentOf = (attended: number, of: number): number => (of === 0 ? 0 : Math.min(100, (100 * attended) / of));

interface More {
  attend: number;
  miss: number;
}

/** Whether the minimum is kept after attending and missing so many more. */
const isKept = (position: Position, { attend, miss }: More): boolean => {
  const { held, other, present, absent } = position;
  const after = {
    ...position,
    held: held + attend * present.held + miss * absent.held,
    other: other + attend * present.share + miss * absent.share,
  };
  const of = after.total ?? after.held;
  return 100 * attendedOf(after) >= position.minimum * of - ROUNDING * Math.max(1, of);
};

/** The smallest n up to `most` for which `holds`, which stays true once it is; undefined: none. */
const smallest = (most: number, holds: (n: number) => boolean): number | undefined => {
  if (holds(0)) return 0;
  if (!holds(most)) return undefined;
  let [low, high] = [1, most];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
};

/** @param remaining still to come in a term that has a whole: those not attended are missed. */
const sessionsToReach = (position: Position, remaining: number | null): number => {
  const more = (attend: number): More => ({ attend, miss: remaining === null ? 0 : remaining - attend });
  return smallest(remaining ?? OUT_OF_REACH, (attend) => isKept(position, more(attend))) ?? OUT_OF_REACH;
};

const sessionsToSpare = (
  position: Position,
  { remaining, mustAttend }: { remaining: number | null; mustAttend: number },
): number => {
  if (mustAttend === OUT_OF_REACH) return 0;
  if (remaining !== null) return remaining - mustAttend;
  if (mustAttend > 0) return 0;
  const tooMany = smallest(OUT_OF_REACH, (miss) => !isKept(position, { attend: 0, miss }));
  return tooMany === undefined ? OUT_OF_REACH : Math.max(0, tooMany - 1);
};

const stateOf = (percent: number | null, policy: PolicyData): StandingState => {
  if (percent === null) return 'none';
  if (percent >= policy.minimumPercent - ROUNDING) return 'met';
  const { minimumPercent, condonationPercent } = policy;
  return condonationPercent > 0 && percent >= minimumPercent - condonationPercent - ROUNDING ? 'condonable' : 'short';
};

/** Whole percent as shown: rounded down, so that 74.9% never reads as 75%. */
export const shownPercent = (percent: number): number => Math.floor(percent + ROUNDING);
