import type { Platform } from '../../platform/platform.ts';
import { attendanceClock } from './attendance-clock.ts';
import { checkInRoutes } from './check-in.routes.ts';
import { classPhotoRoutes } from './class-photo.routes.ts';
import { deviceRoutes } from './devices/devices.routes.ts';
import { kioskCheckInRoutes } from './kiosk/kiosk.routes.ts';
import { kioskHomeRoutes } from './kiosk-home.routes.ts';
import { markRoutes } from './marks.routes.ts';
import { watchForFailures } from './outage/failed-check-ins.ts';
import { roomCodeRoutes } from './room-code/room-code.routes.ts';
import { scheduleClock, scheduleRoutes } from './schedule/schedule.routes.ts';
import { sessionRoutes } from './sessions.routes.ts';

export { getBoard } from './board.ts';
export { closeDueSessions, lockOldSessions } from './close-due-sessions.ts';
export { closeSession } from './close-session.ts';
export { correctMark, undoCorrection } from './correct-mark.ts';
export { attendedCodes } from './count-marks.ts';
export { forgetInProposals } from './forget-in-proposals.ts';
export { endLeave, grantLeave } from './leave/grant-leave.ts';
export { marksFrom } from './leave/granted-leave.store.ts';
export { currentMark, currentMarks, studentsOfSession } from './marks.store.ts';
export { openSession } from './open-session.ts';
export { attendanceData } from './personal-data.ts';
export { followAllTimetables, followTimetable, timetableFollower } from './schedule/follow-timetable.ts';
export { openDueSessions, openScheduled } from './schedule/open-scheduled.ts';
export { classesToHold, nextClassesOf } from './schedule/scheduled.store.ts';
export { countSessions } from './schedule/sessions-on-days.ts';
export { DAY_MS, stateAt } from './session-clock.ts';
export { editWindowMs, policyOf, type SessionFilter, sessionFor, sessionView, sessionViews } from './sessions.store.ts';
export { setMarks } from './set-marks.ts';

/** Sessions, check-ins, class photos, roll call: how students come to be marked. */
export const registerAttendance = (platform: Platform): void => {
  sessionRoutes(platform);
  checkInRoutes(platform);
  roomCodeRoutes(platform);
  deviceRoutes(platform);
  classPhotoRoutes(platform);
  markRoutes(platform);
  kioskHomeRoutes(platform);
  scheduleRoutes(platform);
  kioskCheckInRoutes(platform);
  attendanceClock(platform);
  watchForFailures(platform);
  scheduleClock(platform);
};
