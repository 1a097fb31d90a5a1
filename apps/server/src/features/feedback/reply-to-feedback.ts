import type { FeedbackComment } from '@smart-presence/contract';
import { audit } from '../../platform/audit/index.ts';
import type { Trx } from '../../platform/db/index.ts';
import { fail } from '../../platform/http/index.ts';
import { notify } from '../notifications/index.ts';
import { type FeedbackViewer, readableSections, sectionFeedback } from './section-feedback.ts';

export interface Reply {
  id: string;
  text: string;
  viewer: FeedbackViewer;
  now: number;
}

/**
 * Answers a comment, once; its student is told, and stays without a name where it was given without.
 * @throws AppError `not_found` for a comment this viewer cannot read, `feedback_answered`.
 */
export const replyToFeedback = async (trx: Trx, { id, text, viewer, now }: Reply): Promise<FeedbackComment> => {
  const row = await trx
    .selectFrom('feedback')
    .select(['sectionId', 'studentId'])
    .where('id', '=', id)
    .where('sectionId', 'in', readableSections(trx, viewer).select('section.id'))
    .executeTakeFirst();
  if (!row) return fail('not_found');
  const { section, comments } = await sectionFeedback(trx, { sectionId: row.sectionId, viewer });
  const comment = comments.find((each) => each.id === id);
  if (!comment) return fail('not_found');
  const written = await trx
    .updateTable('feedback')
    .set({ reply: text, repliedBy: viewer.personId, repliedAt: now })
    .where('id', '=', id)
    .where('reply', 'is', null)
    .returning('id')
    .executeTakeFirst();
  if (!written) return fail('feedback_answered');
  const replier = await trx
    .selectFrom('person')
    .select(['id', 'name'])
    .where('id', '=', viewer.personId)
    .executeTakeFirstOrThrow();
  await notify(trx, { kind: 'feedback-answered', data: { section }, cause: id, people: [row.studentId], now });
  // About the section: whose comment it is stays out of the log as well.
  await audit(trx, {
    action: 'feedback.answered',
    at: now,
    actorId: viewer.personId,
    subject: { kind: 'section', id: section.id },
    details: { feedbackId: id },
  });
  return { ...comment, reply: { text, by: replier, at: now } };
};
