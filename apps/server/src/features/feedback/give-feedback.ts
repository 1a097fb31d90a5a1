import { LOW_RATING, type OwnFeedback } from '@smart-presence/contract';
import { newId, type Trx } from '../../platform/db/index.ts';
import { fail } from '../../platform/http/index.ts';
import { currentPolicy } from '../policies/index.ts';
import { awaitedOf } from './attended.store.ts';
import { insertFeedback } from './feedback.store.ts';
import { tellLowRating } from './tell.ts';

export interface Given {
  sessionId: string;
  rating: number;
  comment: string | null;
  /** As the student was told. */
  isNamed: boolean;
  studentId: string;
  now: number;
}

/**
 * Rates an attended session, once. A low rating is told to those who want to hear of it, in the same transaction.
 * @throws AppError `feedback_rule_changed`, `feedback_given`, `nothing_to_rate`.
 */
export const giveFeedback = async (trx: Trx, given: Given): Promise<OwnFeedback> => {
  const { sessionId, studentId, rating, comment, isNamed, now } = given;
  const { feedback } = (await currentPolicy(trx, now)).data;
  if (isNamed !== feedback.isNamed) fail('feedback_rule_changed');
  const [session] = await awaitedOf(trx, { studentId, sessionId, days: feedback.days, now });
  if (!session) return fail((await isGiven(trx, given)) ? 'feedback_given' : 'nothing_to_rate');
  const { section, openedAt } = session;
  const row = { sessionId, sectionId: section.id, studentId, rating, comment, isNamed, givenAt: now };
  const id = newId(now);
  if (!(await insertFeedback(trx, { id, ...row }))) return fail('feedback_given');
  if (rating <= LOW_RATING) await tellLowRating(trx, { section, now });
  return { id, sessionId, openedAt, section, rating, comment, isNamed, givenAt: now, reply: null };
};

const isGiven = async (trx: Trx, { sessionId, studentId }: Given): Promise<boolean> => {
  const row = await trx
    .selectFrom('feedback')
    .select('id')
    .where('sessionId', '=', sessionId)
    .where('studentId', '=', studentId)
    .executeTakeFirst();
  return row !== undefined;
};
