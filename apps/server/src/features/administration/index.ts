import type { Platform } from '../../platform/platform.ts';
import { breachRoutes } from './breach/breach.routes.ts';
import { privacyRoutes } from './privacy/privacy.routes.ts';
import { type Retained, retentionRoutes } from './retention/retention.routes.ts';

export { certify, judgeCertificate } from './privacy/certificate.ts';

/** What concerns every feature at once: erasing people, and proving it; how long things are kept. */
export const registerAdministration = (platform: Platform, retained: Retained): Promise<void> => {
  retentionRoutes(platform, retained);
  breachRoutes(platform);
  return privacyRoutes(platform);
};
