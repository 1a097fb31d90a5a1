import type { Trx } from '../../../platform/db/index.ts';
import { fail } from '../../../platform/http/index.ts';
import { dayIn, startOfDay } from '../calendar.ts';
import { timeZone } from '../structure.store.ts';
import { assertActiveTerm } from '../terms/assert-active.ts';

/** A day that somebody chose. */
export interface ChosenDay {
  day: string;
  actorId: string;
}

export interface Joining {
  day: string;
  /** When it holds from: now for today, else the beginning of the day. */
  at: number;
  /** Who planned it, for a day to come; null: it holds already. */
  plannedBy: string | null;
}

/**
 * When somebody joins or leaves a section that is asked to happen from a day on.
 * @throws AppError `not_found` for the section; `term_archived`; `invalid_request` for a day after the term.
 */
export const joiningOf = async (
  trx: Trx,
  { sectionId, from, now }: { sectionId: string; from?: ChosenDay | undefined; now: number },
): Promise<Joining> => {
  const section = await trx
    .selectFrom('section')
    .innerJoin('term', 'term.id', 'section.termId')
    .select(['term.id as termId', 'term.endDay'])
    .where('section.id', '=', sectionId)
    .executeTakeFirst();
  if (!section) return fail('not_found');
  await assertActiveTerm(trx, section.termId);
  const zone = await timeZone(trx);
  const today = dayIn(zone, now);
  if (from === undefined || from.day === today) return { day: today, at: now, plannedBy: null };
  const { day, actorId } = from;
  if (day > section.endDay)
    fail('invalid_request', {
      details: [{ path: 'body.from', message: `is after the term, which ends ${section.endDay}` }],
    });
  return { day, at: startOfDay(zone, day), plannedBy: day > today ? actorId : null };
};
