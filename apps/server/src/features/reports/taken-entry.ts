import type { ReportFormat, ReportRequest } from '@smart-presence/contract';
import type { AuditEntry } from '../../platform/audit/index.ts';
import type { ReportViewer } from './kinds/context.ts';

export interface Taken {
  viewer: ReportViewer;
  now: number;
  request: ReportRequest;
  format: ReportFormat;
  bytes: number;
}

/** What people are in leaves the house: who took what, of whom, and when. */
export const takenEntry = ({ viewer, now, request, format, bytes }: Taken): AuditEntry => ({
  action: 'report.taken',
  at: now,
  actorId: viewer.personId,
  subject: subjectOf(request),
  details: { ...request, format, bytes },
});

const subjectOf = (request: ReportRequest): AuditEntry['subject'] => {
  switch (request.kind) {
    case 'session':
      return { kind: 'attendance-session', id: request.sessionId };
    case 'section-register':
      return { kind: 'section', id: request.sectionId };
    case 'student':
      return { kind: 'person', id: request.studentId };
    case 'department':
      return { kind: 'department', id: request.departmentId };
    default:
      return { kind: 'institution', id: null };
  }
};
