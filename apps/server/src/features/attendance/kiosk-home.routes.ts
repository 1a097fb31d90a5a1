import { fail } from '../../platform/http/index.ts';
import type { Platform } from '../../platform/platform.ts';
import { kioskHome } from './kiosk-home.ts';

/** What a paired device at a door asks for. */
export const kioskHomeRoutes = ({ db, router }: Platform): void => {
  router.on('kioskHome', ({ viewer, now, request }) =>
    kioskHome(db, { kioskId: viewer.personId, csrfToken: request.csrfToken ?? fail('kiosk_unpaired'), now }),
  );
};
