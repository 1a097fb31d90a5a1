import { retentionRules } from '@smart-presence/contract';
import type { Db } from '../db/index.ts';
import { breather } from '../jobs/breathe.ts';
import { type Cut, type Hold, PORTION, type RetentionWork } from './retention-work.ts';

const DAY_MS = 24 * 3_600_000;

export interface Run {
  now: number;
  /** How long the rule keeps; the usual when absent. */
  days?: number | null;
  holds?: readonly Hold[];
  /** At most so many portions. */
  portions?: number;
  stopping?: AbortSignal | undefined;
}

export const usualDays = (work: RetentionWork): number | null => {
  const rule = retentionRules[work.rule];
  return 'days' in rule ? rule.days : null;
};

/** For ever: nothing is as old as this, except what knows its own end. */
const NEVER = Number.MIN_SAFE_INTEGER;

export const cutOf = ({ now, days, holds = [] }: Pick<Run, 'now' | 'holds'> & { days: number | null }): Cut => ({
  now,
  before: days === null ? NEVER : now - days * DAY_MS,
  holds,
});

/** Carries one rule out, a portion after the other. @returns how many rows, and whether that was all. */
export const carryOut = async (
  db: Db,
  work: RetentionWork,
  { now, days = usualDays(work), holds = [], portions = Number.POSITIVE_INFINITY, stopping }: Run,
): Promise<{ erased: number; isAll: boolean }> => {
  const cut = cutOf({ now, days, holds });
  const breathe = breather(stopping);
  let erased = 0;
  for (let portion = 0; portion < portions; portion += 1) {
    const some = await work.erase(db, cut);
    erased += some;
    if (some < PORTION) return { erased, isAll: true };
    await breathe();
  }
  return { erased, isAll: false };
};
