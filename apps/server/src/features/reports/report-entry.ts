import type { AuditAction, ReportRequest } from '@smart-presence/contract';
import type { AuditEntry } from '../../platform/audit/index.ts';

interface Facts {
  actorId: string | null;
  at: number;
  request: ReportRequest;
  details: Record<string, string | number | readonly string[]>;
}

/** What people are in leaves the house: who took what, of whom, and when. */
export const reportEntry = (
  action: Extract<AuditAction, `report.${string}`>,
  { actorId, at, request, details }: Facts,
): AuditEntry => ({ action, at, actorId, subject: subjectOf(request), details: { ...request, ...details } });

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
