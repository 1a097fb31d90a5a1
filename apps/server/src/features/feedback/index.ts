import type { Platform } from '../../platform/platform.ts';
import { feedbackRoutes } from './feedback.routes.ts';

export { feedbackData } from './personal-data.ts';

/** What students say of the sessions they attended, and who reads and answers it. */
export const registerFeedback = (platform: Platform): void => feedbackRoutes(platform);
