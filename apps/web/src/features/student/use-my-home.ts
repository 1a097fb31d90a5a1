import { invalidate, useApi } from '../../api/query.ts';
import { useLive } from '../../live.ts';
import { studentRoutes } from './student-routes.ts';

/** Open sessions and standing, kept up to date by live events. */
export function useMyHome() {
  const home = useApi(studentRoutes.myHome, {});
  useLive(
    (event) => {
      if (event.type !== 'enrolment.flagged' && event.type !== 'resync')
        void invalidate(studentRoutes.myHome, studentRoutes.myAttendance);
    },
    { after: home.data?.eventId, enabled: home.data !== undefined },
  );
  return home;
}
