import type { Platform } from '../../platform/platform.ts';
import { privacyRoutes } from './privacy/privacy.routes.ts';

export { certify, judgeCertificate } from './privacy/certificate.ts';

/** What concerns every feature at once: erasing people, and proving it. */
export const registerAdministration = (platform: Platform): Promise<void> => privacyRoutes(platform);
