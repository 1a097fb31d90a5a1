import type { WarningRules } from '@smart-presence/contract';
import type { StandingState } from './compute-standing.ts';

/** How far below the minimum: 0 not at all, 1 below it, 2 beyond what can be condoned. */
export type Level = 0 | 1 | 2;

/** One session of a student that counts, oldest first in a list of them. */
export interface Attended {
  sessionId: string;
  isAbsent: boolean;
}

export interface Situation {
  state: StandingState;
  /** The policy condones something. */
  condones: boolean;
  /** Sessions that count, oldest first. */
  sessions: readonly Attended[];
  toldLevel: Level;
  /** Sessions at which the student was already told of absences in a row. */
  toldAbsences: ReadonlySet<string>;
  rules: WarningRules;
  /** The session whose marks gave cause to look; null: the policy, the calendar. Then nobody is warned. */
  occasion: string | null;
}

export type DueWarning =
  | { kind: 'below-minimum' | 'beyond-condonation'; sessionId: string }
  | { kind: 'absences'; sessionId: string; count: number };

export interface Decision {
  /** What counts as told from now on: lower when a correction has lifted the student. */
  toldLevel: Level;
  due: DueWarning[];
}

/**
 * Whether a student is to be warned now. Pure. A fall is told once: when a class leaves the student below a level of which
 * they were not told yet. Rising again ends it, so that a later fall is news again. Absences in a row are told once for as
 * long as the row lasts, however long it grows and whatever is corrected at its ends.
 */
export const decideWarnings = (situation: Situation): Decision => {
  const { sessions, toldLevel, rules, occasion } = situation;
  const level = levelOf(situation);
  const risen = Math.min(level, toldLevel) as Level;
  if (occasion === null) return { toldLevel: risen, due: [] };
  const due: DueWarning[] = [];
  const isFall = rules.belowMinimum && sessions.length >= rules.afterSessions && level > toldLevel;
  if (isFall) due.push({ kind: level === 2 ? 'beyond-condonation' : 'below-minimum', sessionId: occasion });
  const absences = absencesDue(situation);
  if (absences) due.push(absences);
  return { toldLevel: isFall ? level : risen, due };
};

const levelOf = ({ state, condones }: Situation): Level => {
  if (state === 'short') return condones ? 2 : 1;
  return state === 'condonable' ? 1 : 0;
};

const absencesDue = ({ sessions, rules, toldAbsences }: Situation): DueWarning | undefined => {
  const lastThere = sessions.findLastIndex(({ isAbsent }) => !isAbsent);
  const row = sessions.slice(lastThere + 1);
  const last = row.at(-1);
  if (rules.consecutiveAbsences === null || !last || row.length < rules.consecutiveAbsences) return undefined;
  if (row.some(({ sessionId }) => toldAbsences.has(sessionId))) return undefined;
  return { kind: 'absences', sessionId: last.sessionId, count: row.length };
};
