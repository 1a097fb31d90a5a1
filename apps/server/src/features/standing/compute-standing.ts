import type { PolicyData } from '@smart-presence/contract';

export interface StandingNumbers {
  held: number;
  attended: number;
  percent: number | null;
  mustAttend: number;
  canMiss: number;
}

/**
 * Where a student stands in one section. Pure.
 * @param counts how many current marks of each code the student has in closed sessions.
 * percent = 100 · Σ attended share / number of sessions that count (codes like E and M may not count).
 */
export const computeStanding = (
  counts: Readonly<Record<string, number>>,
  policy: Pick<PolicyData, 'marks' | 'minimumPercent'>,
): StandingNumbers => {
  let held = 0;
  let attended = 0;
  for (const kind of policy.marks) {
    const n = counts[kind.code] ?? 0;
    if (!kind.counts) continue;
    held += n;
    attended += n * kind.attended;
  }
  const { minimumPercent } = policy;
  return {
    held,
    attended,
    percent: held === 0 ? null : (100 * attended) / held,
    mustAttend: held === 0 ? 0 : sessionsToReach({ held, attended, minimumPercent }),
    canMiss: held === 0 ? 0 : sessionsToSpare({ held, attended, minimumPercent }),
  };
};

interface Sofar {
  held: number;
  attended: number;
  minimumPercent: number;
}

/** Nobody needs more than this said; it also bounds an unreachable 100%. */
const MOST_SESSIONS = 999;
const ROUNDING = 1e-9;

/** Smallest n with (attended + n) / (held + n) ≥ minimum, i.e. n ≥ (min·held − attended) / (1 − min). */
const sessionsToReach = ({ held, attended, minimumPercent }: Sofar): number => {
  const minimum = minimumPercent / 100;
  const missing = minimum * held - attended;
  if (missing <= ROUNDING) return 0;
  if (minimum >= 1) return MOST_SESSIONS;
  return Math.min(MOST_SESSIONS, Math.ceil(missing / (1 - minimum) - ROUNDING));
};

/** Largest m with attended / (held + m) ≥ minimum, i.e. m ≤ attended / min − held. */
const sessionsToSpare = ({ held, attended, minimumPercent }: Sofar): number => {
  if (minimumPercent === 0) return MOST_SESSIONS;
  return Math.min(MOST_SESSIONS, Math.max(0, Math.floor(attended / (minimumPercent / 100) - held + ROUNDING)));
};

/** Whole percent as shown: rounded down, so that 74.9% never reads as 75%. */
export const shownPercent = (percent: number): number => Math.floor(percent + ROUNDING);

export interface SentenceInput extends StandingNumbers {
  courseName: string;
  minimumPercent: number;
}

/** Where the student stands, in one sentence. */
export const standingSentence = ({
  courseName,
  held,
  percent,
  mustAttend,
  canMiss,
  minimumPercent,
}: SentenceInput): string => {
  if (held === 0 || percent === null) return `${courseName}: no sessions yet.`;
  const lead = `${shownPercent(percent)}% in ${courseName}`;
  if (mustAttend >= MOST_SESSIONS) return `${lead}: ${minimumPercent}% cannot be reached any more.`;
  if (mustAttend > 0) return `${lead}: attend the next ${mustAttend} to reach ${minimumPercent}%.`;
  if (canMiss === 0) return `${lead}: you cannot miss the next one.`;
  return `${lead}: you can miss ${canMiss} more.`;
};
