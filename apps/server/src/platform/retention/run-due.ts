import type { Db } from '../db/index.ts';
import { carryOut } from './carry-out.ts';
import type { Hold, RetentionWork } from './retention-work.ts';

const DAY_MS = 24 * 3_600_000;
/** Whoever claimed a rule and was killed is followed by another after this. */
const CLAIM_MS = 10 * 60_000;
/** Portions of one rule in one look; what is left waits a minute, so that a large day holds nobody up. */
const PORTIONS = 20;
const SOON_MS = 60_000;

export interface RunDue {
  works: readonly RetentionWork[];
  holds: readonly Hold[];
  daysOf: (work: RetentionWork) => Promise<number | null>;
  now: number;
  stopping?: AbortSignal | undefined;
}

/** Carries out every rule whose turn it is, each on one server. @returns rows erased or emptied, by rule. */
export const runDue = async (db: Db, { works, holds, daysOf, now, stopping }: RunDue): Promise<Map<string, number>> => {
  const found = new Map<string, number>();
  await addRows(db, works);
  for (const work of works) {
    if (stopping?.aborted) break;
    if (!(await claim(db, work.rule, now))) continue;
    const { erased, isAll } = await carryOut(db, work, {
      now,
      days: await daysOf(work),
      holds,
      portions: PORTIONS,
      stopping,
    });
    if (erased > 0) found.set(work.rule, erased);
    const dueAt = now + (isAll ? (work.everyMs ?? DAY_MS) : SOON_MS);
    await db
      .updateTable('retentionRun')
      .set({ dueAt, claimedUntil: null, ranAt: now, ...(erased > 0 ? { count: erased, countAt: now } : {}) })
      .where('rule', '=', work.rule)
      .where('claimedUntil', '=', now + CLAIM_MS)
      .execute();
  }
  return found;
};

/** Taken by one server alone; the claim of one that was killed runs out. */
const claim = async (db: Db, rule: string, now: number): Promise<boolean> => {
  const { numUpdatedRows } = await db
    .updateTable('retentionRun')
    .set({ claimedUntil: now + CLAIM_MS })
    .where('rule', '=', rule)
    .where('dueAt', '<=', now)
    .where((eb) => eb.or([eb('claimedUntil', 'is', null), eb('claimedUntil', '<=', now)]))
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0;
};

/** Rules that this version brought are due at once. */
const addRows = async (db: Db, works: readonly RetentionWork[]): Promise<void> => {
  const known = new Set(
    (await db.selectFrom('retentionRun').select('rule').execute()).map(({ rule }) => rule as string),
  );
  const missing = works.filter(({ rule }) => !known.has(rule));
  if (missing.length === 0) return;
  await db
    .insertInto('retentionRun')
    .values(
      missing.map(({ rule }) => ({ rule, dueAt: 0, claimedUntil: null, ranAt: null, count: null, countAt: null })),
    )
    .onConflict((conflict) => conflict.column('rule').doNothing())
    .execute();
};
