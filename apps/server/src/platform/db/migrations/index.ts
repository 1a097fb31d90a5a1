import type { Kysely } from 'kysely';
import * as firstRelease from './0001-first-release.ts';
import * as outbox from './0002-outbox.ts';
import * as access from './0003-access.ts';
import * as roomCode from './0004-room-code.ts';
import * as liveness from './0005-liveness.ts';
import * as kioskCheckIns from './0008-kiosk-check-ins.ts';
import * as openSessions from './0010-open-sessions.ts';
import * as timetable from './0011-timetable.ts';
import * as scheduledSessions from './0012-scheduled-sessions.ts';
import * as imports from './0013-imports.ts';
import * as standing from './0014-standing.ts';
import * as requests from './0015-requests.ts';
import * as notifications from './0016-notifications.ts';
import * as calendarFeeds from './0016b-calendar-feeds.ts';
import * as kioskTurns from './0017-kiosk-turns.ts';
import * as oneRoster from './0018-one-roster.ts';
import * as academicTerms from './0019-academic-terms.ts';
import * as auditLog from './0020-audit-log.ts';
import * as security from './0021-security.ts';
import * as monitoring from './0022-monitoring.ts';
import * as photoImports from './0023-photo-imports.ts';
import * as classesTogether from './0023b-classes-together.ts';
import * as accuracy from './0024-accuracy.ts';
import * as privacy from './0024b-privacy.ts';
import * as references from './0025-references.ts';
import * as timetableRevisions from './0025b-timetable-revisions.ts';
import * as feedback from './0026-feedback.ts';
import * as feedbackReferences from './0026b-feedback-references.ts';
import * as sessionTallies from './0027-session-tallies.ts';
import * as digests from './0028-digests.ts';
import * as reports from './0029-reports.ts';
import * as retention from './0030-retention.ts';
import type { Columns } from './columns.ts';

export interface DatabaseMigration {
  up: (db: Kysely<unknown>, type: Columns) => Promise<void>;
}

/** In order; a released migration is never edited. */
export const migrations: Record<string, DatabaseMigration> = {
  '0001-first-release': firstRelease,
  '0002-outbox': outbox,
  '0003-access': access,
  '0004-room-code': roomCode,
  '0005-liveness': liveness,
  '0008-kiosk-check-ins': kioskCheckIns,
  '0010-open-sessions': openSessions,
  '0011-timetable': timetable,
  '0012-scheduled-sessions': scheduledSessions,
  '0013-imports': imports,
  '0014-standing': standing,
  '0015-requests': requests,
  '0016-notifications': notifications,
  '0016b-calendar-feeds': calendarFeeds,
  '0017-kiosk-turns': kioskTurns,
  '0018-one-roster': oneRoster,
  '0019-academic-terms': academicTerms,
  '0020-audit-log': auditLog,
  '0021-security': security,
  '0022-monitoring': monitoring,
  '0023-photo-imports': photoImports,
  '0023b-classes-together': classesTogether,
  '0024-accuracy': accuracy,
  '0024b-privacy': privacy,
  '0025-references': references,
  '0025b-timetable-revisions': timetableRevisions,
  '0026-feedback': feedback,
  '0026b-feedback-references': feedbackReferences,
  '0027-session-tallies': sessionTallies,
  '0028-digests': digests,
  '0029-reports': reports,
  '0030-retention': retention,
};
