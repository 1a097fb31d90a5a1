import { standingRoutes } from '@smart-presence/contract';
import { invalidate, useApi } from '../../api/query.ts';
import { useLive } from '../../live.ts';

/** Open sessions and standing, kept up to date by live events. */
export function useMyHome() {
  const home = useApi(standingRoutes.myHome, {});
  useLive(
    (event) => {
      if (event.type !== 'enrolment.flagged' && event.type !== 'resync')
        void invalidate(standingRoutes.myHome, standingRoutes.myAttendance);
    },
    { after: home.data?.eventId, enabled: home.data !== undefined },
  );
  return home;
}
