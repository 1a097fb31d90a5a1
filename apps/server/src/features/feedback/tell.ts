import { LOW_RATING, type OwnFeedback } from '@smart-presence/contract';
import type { Trx } from '../../platform/db/index.ts';
import { publish } from '../../platform/events/index.ts';
import { dayIn, startOfDay, timeZone } from '../academics/index.ts';
import { notify } from '../notifications/index.ts';
import { recipientsFor } from './settings.store.ts';

type SectionRef = OwnFeedback['section'];

/**
 * Tells who wants to hear of low ratings. One notification and one mail for each section and day, whose count goes on; nothing in it
 * says whose the rating is, of which session, or what was said. Last in its transaction.
 */
export const tellLowRating = async (
  trx: Trx,
  { section, now }: { section: SectionRef; now: number },
): Promise<void> => {
  const zone = await timeZone(trx);
  const day = dayIn(zone, now);
  const { n } = await trx
    .selectFrom('feedback')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('sectionId', '=', section.id)
    .where('rating', '<=', LOW_RATING)
    .where('givenAt', '>=', startOfDay(zone, day))
    .executeTakeFirstOrThrow();
  await notify(trx, {
    kind: 'feedback-low',
    data: { section, day, count: Number(n) },
    cause: `${section.id} ${day}`,
    people: await recipientsFor(trx, section.id),
    renews: true,
    now,
  });
  // Nobody's name: streams tell it to everybody who teaches the section.
  await publish(trx, { type: 'feedback.flagged', at: now, actorId: null, sectionId: section.id, data: {} });
};
