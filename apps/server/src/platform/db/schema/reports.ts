import type { ReportFormat } from '@smart-presence/contract';
import type { Fixed, Id, Json, Ms } from './columns.ts';

/** A report that somebody asked for, or that a schedule had made for them. */
interface ReportFileTable {
  id: Fixed<Id>;
  /** Who asked: the only one who may take it. */
  ownerId: Fixed<Id>;
  /** With `period`: which schedule asked, and when it was due. No reference: the file outlives the schedule. */
  scheduleId: Fixed<Id | null>;
  period: Fixed<Ms | null>;
  request: Fixed<Json>;
  title: Fixed<string>;
  format: Fixed<ReportFormat>;
  /** `taken`: given at once, never kept. A making whose job failed has failed. */
  state: 'making' | 'ready' | 'taken' | 'expired';
  askedAt: Fixed<Ms>;
  jobId: Id | null;
  bytes: number | null;
  /** These are null but for one that is ready. */
  kekId: string | null;
  wrapped: Uint8Array | null;
  sealed: Uint8Array | null;
  expiresAt: Ms | null;
  lastTakenAt: Ms | null;
}

interface ReportScheduleTable {
  id: Fixed<Id>;
  ownerId: Fixed<Id>;
  request: Fixed<Json>;
  title: Fixed<string>;
  format: Fixed<ReportFormat>;
  rhythm: Fixed<Json>;
  /** Moves on in the transaction that has the reports made: of two servers one moves it. */
  nextAt: Ms;
  lastAt: Ms | null;
  /** The owner may not see it any more. */
  stoppedAt: Ms | null;
  createdAt: Fixed<Ms>;
}

interface ReportRecipientTable {
  scheduleId: Fixed<Id>;
  personId: Fixed<Id>;
}

/** Tables of reports: only its own stores may touch them. */
export interface ReportsSchema {
  reportFile: ReportFileTable;
  reportSchedule: ReportScheduleTable;
  reportRecipient: ReportRecipientTable;
}
