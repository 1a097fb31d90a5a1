import type { AcademicsSchema } from './schema/academics.ts';
import type { AttendanceSchema } from './schema/attendance.ts';
import type { AuditSchema } from './schema/audit.ts';
import type { BiometricsSchema } from './schema/biometrics.ts';
import type { CalendarFeedsSchema } from './schema/calendar-feeds.ts';
import type { FeedbackSchema } from './schema/feedback.ts';
import type { ImportsSchema } from './schema/imports.ts';
import type { InsightsSchema } from './schema/insights.ts';
import type { JobsSchema } from './schema/jobs.ts';
import type { KioskCheckInsSchema } from './schema/kiosk-check-ins.ts';
import type { KiosksSchema } from './schema/kiosks.ts';
import type { MonitoringSchema } from './schema/monitoring.ts';
import type { NotificationsSchema } from './schema/notifications.ts';
import type { PeopleSchema } from './schema/people.ts';
import type { PlatformSchema } from './schema/platform.ts';
import type { PoliciesSchema } from './schema/policies.ts';
import type { PrivacySchema } from './schema/privacy.ts';
import type { ReportsSchema } from './schema/reports.ts';
import type { RequestsSchema } from './schema/requests.ts';
import type { RoomCodeSchema } from './schema/room-code.ts';
import type { ScheduledSchema } from './schema/scheduled.ts';
import type { SecondFactorsSchema } from './schema/second-factors.ts';
import type { SecuritySchema } from './schema/security.ts';
import type { SecurityEventsSchema } from './schema/security-events.ts';
import type { SignInSchema } from './schema/sign-in.ts';
import type { StandingSchema } from './schema/standing.ts';
import type { TimetableSchema } from './schema/timetable.ts';

/** All tables as Kysely sees them: camelCase here, snake_case in SQL (CamelCasePlugin). A file of its own for each owner. */
export interface Schema
  extends PeopleSchema,
    SignInSchema,
    SecondFactorsSchema,
    KiosksSchema,
    AcademicsSchema,
    TimetableSchema,
    CalendarFeedsSchema,
    ScheduledSchema,
    PoliciesSchema,
    BiometricsSchema,
    AttendanceSchema,
    RoomCodeSchema,
    KioskCheckInsSchema,
    ImportsSchema,
    JobsSchema,
    RequestsSchema,
    StandingSchema,
    MonitoringSchema,
    NotificationsSchema,
    AuditSchema,
    SecuritySchema,
    SecurityEventsSchema,
    InsightsSchema,
    FeedbackSchema,
    PrivacySchema,
    ReportsSchema,
    PlatformSchema {}
