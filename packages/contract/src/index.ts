import { academicRoutes } from './academics.ts';
import { accessRoutes } from './access.ts';
import { accuracyRoutes } from './accuracy.ts';
import { analyticsRoutes } from './analytics.ts';
import { attendanceSessionRoutes } from './attendance-sessions.ts';
import { auditRoutes } from './audit.ts';
import { biometricRoutes } from './biometrics.ts';
import { boardRoutes } from './board.ts';
import { breachRoutes } from './breach.ts';
import { calendarFeedRoutes } from './calendar-feeds.ts';
import { checkInRoutes } from './check-in.ts';
import { classPhotoRoutes } from './class-photos.ts';
import { editRoutes } from './edits.ts';
import { feedbackRoutes } from './feedback.ts';
import { importRoutes } from './imports.ts';
import { insightRoutes } from './insights.ts';
import { jobRoutes } from './jobs.ts';
import { kioskCheckInRoutes } from './kiosk-check-in.ts';
import { kioskOfflineRoutes } from './kiosk-offline.ts';
import { kioskRoutes } from './kiosks.ts';
import { liveRoutes } from './live.ts';
import { markRoutes } from './marks.ts';
import { monitoringRoutes } from './monitoring.ts';
import { myNotificationRoutes } from './my-notifications.ts';
import { notificationRoutes } from './notifications.ts';
import { accountRoutes } from './people.ts';
import { policyRoutes } from './policies.ts';
import { privacyRoutes } from './privacy.ts';
import { registerRoutes } from './register.ts';
import { registrationRoutes } from './registration.ts';
import { reportRoutes } from './reports.ts';
import { requestRoutes } from './requests.ts';
import { retentionRoutes } from './retention.ts';
import { reviewRoutes } from './reviews.ts';
import { roleRoutes } from './roles.ts';
import { roomCodeRoutes } from './room-code.ts';
import { roomViewRoutes } from './room-view.ts';
import { rosterRoutes } from './rosters.ts';
import { secondFactorRoutes } from './second-factors.ts';
import { sectionInsightRoutes } from './section-insight.ts';
import { securityRoutes } from './security-centre.ts';
import { signInRoutes } from './sign-in.ts';
import { signInSessionRoutes } from './sign-in-sessions.ts';
import { singleSignOnRoutes } from './single-sign-on.ts';
import { standingRoutes } from './standing.ts';
import { systemRoutes } from './system.ts';
import { termRoutes } from './terms.ts';
import { timetableRoutes } from './timetable.ts';

export * from './academics.ts';
export * from './access.ts';
export * from './accuracy.ts';
export * from './analytics.ts';
export * from './attendance-sessions.ts';
export * from './audit.ts';
export * from './audit-actions.ts';
export * from './biometrics.ts';
export * from './board.ts';
export * from './breach.ts';
export * from './calendar-feeds.ts';
export * from './capacity.ts';
export * from './check-in.ts';
export * from './class-photos.ts';
export * from './common.ts';
export * from './consent-text.ts';
export * from './device-message.ts';
export * from './edits.ts';
export * from './errors.ts';
export * from './feedback.ts';
export * from './import-problems.ts';
export * from './imports.ts';
export * from './insights.ts';
export * from './jobs.ts';
export * from './kiosk-check-in.ts';
export * from './kiosk-offline.ts';
export * from './kiosks.ts';
export * from './live.ts';
export * from './marks.ts';
export * from './monitoring.ts';
export * from './my-notifications.ts';
export * from './notification-kinds.ts';
export * from './notifications.ts';
export * from './people.ts';
export * from './policies.ts';
export * from './policy-choices.ts';
export * from './policy-presets.ts';
export * from './privacy.ts';
export * from './register.ts';
export * from './registration.ts';
export * from './reports.ts';
export * from './requests.ts';
export * from './retention.ts';
export * from './reviews.ts';
export * from './roles.ts';
export * from './room-code.ts';
export * from './room-view.ts';
export * from './rosters.ts';
export * from './route.ts';
export * from './second-factors.ts';
export * from './section-insight.ts';
export * from './security-centre.ts';
export * from './security-events.ts';
export * from './sign-in-sessions.ts';
export * from './single-sign-on.ts';
export * from './standing.ts';
export * from './system.ts';
export * from './terms.ts';
export * from './timetable.ts';

/** Every route of the API, by name. */
export const routes = {
  ...systemRoutes,
  ...signInRoutes,
  ...accountRoutes,
  ...accessRoutes,
  ...kioskRoutes,
  ...kioskCheckInRoutes,
  ...kioskOfflineRoutes,
  ...registrationRoutes,
  ...singleSignOnRoutes,
  ...roleRoutes,
  ...signInSessionRoutes,
  ...secondFactorRoutes,
  ...academicRoutes,
  ...termRoutes,
  ...rosterRoutes,
  ...timetableRoutes,
  ...calendarFeedRoutes,
  ...importRoutes,
  ...editRoutes,
  ...jobRoutes,
  ...policyRoutes,
  ...feedbackRoutes,
  ...biometricRoutes,
  ...attendanceSessionRoutes,
  ...boardRoutes,
  ...checkInRoutes,
  ...classPhotoRoutes,
  ...markRoutes,
  ...reviewRoutes,
  ...requestRoutes,
  ...roomCodeRoutes,
  ...standingRoutes,
  ...reportRoutes,
  ...registerRoutes,
  ...monitoringRoutes,
  ...roomViewRoutes,
  ...liveRoutes,
  ...insightRoutes,
  ...sectionInsightRoutes,
  ...analyticsRoutes,
  ...accuracyRoutes,
  ...auditRoutes,
  ...privacyRoutes,
  ...retentionRoutes,
  ...breachRoutes,
  ...notificationRoutes,
  ...myNotificationRoutes,
  ...securityRoutes,
};
export type Routes = typeof routes;
export type RouteName = keyof Routes;
