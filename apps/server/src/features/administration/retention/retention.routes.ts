import { type RetentionRow, type RuleSetHere, retentionCodes, retentionRules } from '@smart-presence/contract';
import { type Db, transact } from '../../../platform/db/index.ts';
import { fail } from '../../../platform/http/index.ts';
import type { Platform } from '../../../platform/platform.ts';
import { cutOf, type Hold, type RetentionWork, runDue, usualDays } from '../../../platform/retention/index.ts';
import { currentPolicy, saveRetention } from '../../policies/index.ts';

const LOOK_EVERY_MS = 60_000;

export interface Retained {
  works: readonly RetentionWork[];
  holds: readonly Hold[];
}

/** How long everything about people is kept, in one table, and the job that carries it out. */
export const retentionRoutes = ({ db, router, job, clock, log }: Platform, { works, holds }: Retained): void => {
  const place = new Map(retentionCodes.map((code, at) => [code, at]));
  const inOrder = () => works.toSorted((a, b) => (place.get(a.rule) ?? 0) - (place.get(b.rule) ?? 0));
  router.on('listRetention', async ({ now }) => {
    const rules: RetentionRow[] = [];
    for (const work of inOrder()) rules.push(await rowOf(db, { work, holds, now }));
    return { rules };
  });

  router.on('previewRetention', ({ query: { code, days }, now }) => {
    const work = works.find(({ rule }) => rule === code) ?? fail('not_found');
    return work.due(db, cutOf({ now, days, holds }));
  });

  router.on('saveRetention', async ({ body, viewer, now }) => {
    const { least, most } = retentionRules[body.code];
    if (body.days < least || body.days > most)
      fail('invalid_request', { details: [{ path: 'body.days', message: `must be from ${least} to ${most}` }] });
    await transact(db, async (trx) => {
      await saveRetention(trx, { ...body, actorId: viewer.personId, now });
      // What a shorter time makes due goes with the next look, not a day later.
      await trx.updateTable('retentionRun').set({ dueAt: now }).where('rule', '=', body.code).execute();
    });
    return body;
  });

  job({
    name: 'retention',
    everyMs: LOOK_EVERY_MS,
    run: async (stopping) => {
      const now = clock();
      const erased = await runDue(db, { works, holds, daysOf: (work) => daysOf(db, work, now), now, stopping });
      if (erased.size > 0) log.info({ erased: Object.fromEntries(erased) }, 'kept long enough');
    },
  });
};

/** How long a rule keeps at this instant. */
export const daysOf = async (db: Db, work: RetentionWork, now: number): Promise<number | null> => {
  if (work.days) return work.days(db, now);
  if (retentionRules[work.rule].set !== 'here') return usualDays(work);
  const { data } = await currentPolicy(db, now);
  return data.retention[work.rule as RuleSetHere];
};

const rowOf = async (
  db: Db,
  { work, holds, now }: { work: RetentionWork; holds: readonly Hold[]; now: number },
): Promise<RetentionRow> => {
  const days = await daysOf(db, work, now);
  const run = await db.selectFrom('retentionRun').selectAll().where('rule', '=', work.rule).executeTakeFirst();
  return {
    code: work.rule,
    days,
    ...(await work.due(db, cutOf({ now, days, holds }))),
    lastRunAt: run?.ranAt ?? null,
    lastCount: run?.count ?? null,
    lastCountAt: run?.countAt ?? null,
  };
};
