import type { Platform } from '../../platform/platform.ts';
import { agedRows } from '../../platform/retention/index.ts';
import { feedbackRoutes } from './feedback.routes.ts';

export { giveFeedback } from './give-feedback.ts';
export { feedbackData } from './personal-data.ts';
export { replyToFeedback } from './reply-to-feedback.ts';

/** What students say of the sessions they attended, and who reads and answers it. */
export const registerFeedback = (platform: Platform): void => {
  feedbackRoutes(platform);
  platform.retain(oldWords);
};

/** Ratings stay, for the trend; words go with whoever answered them. */
const oldWords = agedRows({
  rule: 'feedback-comments',
  table: 'feedback',
  isAudited: true,
  old: (where, { before }) => where.and([where('givenAt', '<=', before), where.not(where('comment', 'is', null))]),
  people: ['studentId'],
  session: 'sessionId',
  empty: { comment: null, reply: null, repliedBy: null, repliedAt: null },
});
