import { z } from 'zod';
import { Done, Id, IdParams, Instant, PersonRef } from './common.ts';
import { JobFailure } from './jobs.ts';
import { route } from './route.ts';

const tag = 'reports';

/** Everything a report can be made of. Who may see which is in `reportRoles`; of whom, in the report itself. */
export const ReportKind = z.enum(['session', 'section-register', 'student', 'department', 'shortage', 'security']);
export type ReportKind = z.infer<typeof ReportKind>;

/** Roles that may ask for a report; faculty get their own sections, students their own record. */
export const reportRoles: Record<ReportKind, readonly ('admin' | 'faculty' | 'student')[]> = {
  session: ['admin', 'faculty'],
  'section-register': ['admin', 'faculty'],
  student: ['admin', 'faculty', 'student'],
  department: ['admin'],
  shortage: ['admin', 'faculty'],
  security: ['admin'],
};

const TermChoice = { /** The current term when absent. */ termId: Id.optional() };

/** Which report, of what. Times are relative where a report is made again and again. */
export const ReportRequest = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('session'), sessionId: Id }),
  z.object({ kind: z.literal('section-register'), sectionId: Id }),
  z.object({ kind: z.literal('student'), studentId: Id, ...TermChoice }),
  z.object({ kind: z.literal('department'), departmentId: Id, ...TermChoice }),
  z.object({
    kind: z.literal('shortage'),
    ...TermChoice,
    departmentId: Id.optional(),
    sectionId: Id.optional(),
    level: z.enum(['below', 'condonable', 'short']).default('below'),
  }),
  /** The last so many days. */
  z.object({ kind: z.literal('security'), days: z.int().min(1).max(366).default(7) }),
]);
export type ReportRequest = z.infer<typeof ReportRequest>;

export const ReportFormat = z.enum(['csv', 'xlsx', 'pdf']);
export type ReportFormat = z.infer<typeof ReportFormat>;

/** percent: 0 to 100; day: `YYYY-MM-DD` of the institution; instant: milliseconds UTC; code: a mark, short and centred. */
export const ReportColumn = z.object({
  /** Header of a CSV: lower case, and never reworded. */
  key: z.string(),
  label: z.string(),
  type: z.enum(['text', 'number', 'percent', 'day', 'instant', 'code']),
});
export type ReportColumn = z.infer<typeof ReportColumn>;

export const ReportCell = z.union([z.string(), z.number(), z.null()]);
export type ReportCell = z.infer<typeof ReportCell>;

/** One table of a report. */
export const ReportPart = z.object({
  title: z.string(),
  columns: z.array(ReportColumn),
  rows: z.array(z.array(ReportCell)),
  /** Columns from the left that say whose a row is: repeated where a wide table is split. */
  fixed: z.int(),
  /** Said where there are no rows. */
  empty: z.string(),
});
export type ReportPart = z.infer<typeof ReportPart>;

export const Report = z.object({
  kind: ReportKind,
  title: z.string(),
  institution: z.string(),
  timeZone: z.string(),
  /** What it is about, in label and value: the section, the term, the teacher. */
  facts: z.array(z.object({ label: z.string(), value: z.string() })),
  parts: z.array(ReportPart),
  notes: z.array(z.string()),
  asOf: Instant,
  policyVersion: z.int(),
});
export type Report = z.infer<typeof Report>;

/** A report on a screen: the first rows of each table. */
export const ReportPreview = Report.extend({
  parts: z.array(ReportPart.extend({ /** All there are. */ total: z.int() })),
  /** Too large to be written while somebody waits: ask for a file. */
  isLarge: z.boolean(),
});
export type ReportPreview = z.infer<typeof ReportPreview>;

/** Rows of each table that a preview shows. */
export const PREVIEW_ROWS = 100;

export const WantedReport = z.object({ report: ReportRequest, format: ReportFormat });

/**
 * A report that somebody asked for, as they see it. `taken`: it was given at once and not kept; `expired`: it was kept and has
 * been erased.
 */
export const ReportFile = z.object({
  id: Id,
  report: ReportRequest,
  title: z.string(),
  format: ReportFormat,
  state: z.enum(['making', 'ready', 'taken', 'failed', 'expired']),
  askedAt: Instant,
  /** Of one that was written. */
  bytes: z.int().nullable(),
  /** Until when it can be taken. */
  expiresAt: Instant.nullable(),
  lastTakenAt: Instant.nullable(),
  /** While it is made; live events name the same job. */
  job: z.object({ id: Id, done: z.int(), total: z.int() }).nullable(),
  failure: JobFailure.nullable(),
  /** A schedule asked for it. */
  isScheduled: z.boolean(),
});
export type ReportFile = z.infer<typeof ReportFile>;

/** Days for which a file that was ordered can be taken. */
export const REPORT_FILE_DAYS = 7;

/** weekly: 1 Monday to 7 Sunday; monthly: 1 to 28. Hours are those of the institution's clocks. */
const Rhythm = z.discriminatedUnion('every', [
  z.object({ every: z.literal('week'), day: z.int().min(1).max(7), hour: z.int().min(0).max(23) }),
  z.object({ every: z.literal('month'), day: z.int().min(1).max(28), hour: z.int().min(0).max(23) }),
]);
export const ReportRhythm = Rhythm;
export type ReportRhythm = z.infer<typeof Rhythm>;

export const ReportScheduleInput = z.object({
  report: ReportRequest.refine(({ kind }) => kind !== 'session', 'a session is over once: take its sheet instead'),
  format: ReportFormat,
  rhythm: Rhythm,
  /** Who gets it: each their own file, with what they may see. */
  recipients: z.array(Id).min(1).max(20),
});
export type ReportScheduleInput = z.infer<typeof ReportScheduleInput>;

export const ReportSchedule = z.object({
  id: Id,
  report: ReportRequest,
  title: z.string(),
  format: ReportFormat,
  rhythm: Rhythm,
  recipients: z.array(PersonRef),
  nextAt: Instant,
  lastAt: Instant.nullable(),
  /** When it stopped by itself: whoever made it may not see the report any more. */
  stoppedAt: Instant.nullable(),
});
export type ReportSchedule = z.infer<typeof ReportSchedule>;

export const reportRoutes = {
  previewReport: route({
    method: 'POST',
    path: '/api/reports/preview',
    tag,
    summary: 'A report as a screen shows it: the first rows of each table',
    body: ReportRequest,
    reply: ReportPreview,
  }),
  takeReport: route({
    method: 'POST',
    path: '/api/reports/take',
    tag,
    summary: 'A report as CSV, XLSX or PDF, at once; a large one is refused and has to be ordered',
    body: WantedReport,
    reply: 'file',
  }),
  orderReport: route({
    method: 'POST',
    path: '/api/reports/files',
    tag,
    summary: 'Have a report written in the background, to be taken when it is ready',
    body: WantedReport,
    status: 202,
    idempotent: true,
    reply: ReportFile,
  }),
  myReportFiles: route({
    method: 'GET',
    path: '/api/reports/files',
    tag,
    summary: 'Reports the viewer asked for in the last 30 days, newest first',
    reply: z.object({ files: z.array(ReportFile) }),
  }),
  takeReportFile: route({
    method: 'POST',
    path: '/api/reports/files/:id/take',
    tag,
    summary: 'Take a report that was written in the background; whoever asked for it alone',
    params: IdParams,
    reply: 'file',
  }),
  myReportSchedules: route({
    method: 'GET',
    path: '/api/reports/schedules',
    tag,
    summary: 'Reports the viewer has sent by mail again and again',
    reply: z.object({ schedules: z.array(ReportSchedule) }),
  }),
  scheduleReport: route({
    method: 'POST',
    path: '/api/reports/schedules',
    tag,
    summary: 'Have a report written each week or month; its recipients are told by mail and take it signed in',
    body: ReportScheduleInput,
    status: 201,
    reply: ReportSchedule,
  }),
  unscheduleReport: route({
    method: 'DELETE',
    path: '/api/reports/schedules/:id',
    tag,
    summary: 'Stop sending a report',
    params: IdParams,
    reply: Done,
  }),
};
