import type { RetentionCode } from '@smart-presence/contract';
import type { Db } from '../db/index.ts';

/** What an open case, alert or request keeps from being erased: queries of one column, ids. */
export interface Hold {
  people?: (db: Db) => IdQuery;
  sessions?: (db: Db) => IdQuery;
}
/** A query of one column that is never null. */
export interface IdQuery {
  toOperationNode: () => unknown;
}

/** What a run goes by. */
export interface Cut {
  now: number;
  /** What is as old as this, or older, is due; milliseconds UTC. */
  before: number;
  holds: readonly Hold[];
}

export interface Due {
  due: number;
  held: number;
}

/** How one rule of retention is counted and carried out, by the feature that owns the tables. */
export interface RetentionWork {
  rule: RetentionCode;
  /** Where the rule's length is chosen elsewhere: how long, in days. null: for ever, unless `due` says otherwise. */
  days?: (db: Db, now: number) => Promise<number | null>;
  /** Runs in numbers, changing nothing. */
  due: (db: Db, cut: Cut) => Promise<Due>;
  /** Erases one portion. @returns how many rows; fewer than `PORTION`: that was all. */
  erase: (db: Db, cut: Cut) => Promise<number>;
  /** Pause between two runs, milliseconds; a day when absent. */
  everyMs?: number;
}

/** Rows in one transaction: none holds the database for long. */
export const PORTION = 500;
