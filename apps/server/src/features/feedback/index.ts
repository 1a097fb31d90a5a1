import type { Platform } from '../../platform/platform.ts';
import { feedbackRoutes } from './feedback.routes.ts';

export { giveFeedback } from './give-feedback.ts';
export { feedbackData } from './personal-data.ts';
export { replyToFeedback } from './reply-to-feedback.ts';

/** What students say of the sessions they attended, and who reads and answers it. */
export const registerFeedback = (platform: Platform): void => feedbackRoutes(platform);
