import type { Trx } from '../../../platform/db/index.ts';

/** How long before it begins a class can be opened. */
export const OPEN_EARLY_MS = 15 * 60_000;
/** Late enough, a class that opens by itself does not any more: its teacher knows better than the clock. */
export const OPEN_LATE_MS = 15 * 60_000;

export interface ScheduledClaim {
  sectionId: string;
  /** The class that is opened; absent: the one of the section that is due, if there is one. */
  scheduledId?: string | undefined;
  now: number;
}

/**
 * Makes a scheduled session an opened one, for the transaction that opens it.
 * @returns its id, which the attendance session takes; undefined when none is due, or somebody else was first.
 */
export const claimScheduled = async (trx: Trx, claim: ScheduledClaim): Promise<string | undefined> => {
  const { sectionId, scheduledId, now } = claim;
  const due = await trx
    .selectFrom('scheduledSession')
    .select('id')
    .where('sectionId', '=', sectionId)
    .where('state', '=', 'scheduled')
    .where('startsAt', '<=', now + OPEN_EARLY_MS)
    .where('endsAt', '>', now)
    .$if(scheduledId !== undefined, (query) => query.where('id', '=', scheduledId as string))
    .orderBy('startsAt')
    .limit(1)
    .executeTakeFirst();
  if (!due) return undefined;
  const claimed = await trx
    .updateTable('scheduledSession')
    .set({ state: 'opened' })
    .where('id', '=', due.id)
    .where('state', '=', 'scheduled')
    .returning('id')
    .executeTakeFirst();
  return claimed?.id;
};
