import type { Platform } from '../../platform/platform.ts';
import { requestRoutes } from './requests.routes.ts';

export { answerRequest } from './answer-request.ts';
export { appealMark } from './appeal-mark.ts';
export { askLeave } from './ask-leave.ts';
export { countLeave } from './count-leave.ts';
export { documentKeys } from './documents/documents.store.ts';
export { documentsOf } from './documents/documents-of.ts';
export { requestsData } from './personal-data.ts';
export { requestsHold } from './retention.ts';

/** What students ask for: leave, and other marks; who answers, and what becomes of it. */
export const registerRequests = (platform: Platform): void => requestRoutes(platform);
