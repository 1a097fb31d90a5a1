import type { ActorKind, SecurityKind, Severity } from '@smart-presence/contract';
import type { Fixed, Id, Json, Ms } from './columns.ts';

/** Needs a human. One that is not resolved for each cause. */
interface SecurityAlertTable {
  id: Fixed<Id>;
  /** What gave rise to it, such as the risk of one actor. */
  cause: Fixed<string>;
  kind: SecurityKind;
  severity: Severity;
  state: 'open' | 'acknowledged' | 'resolved';
  subjectKind: Fixed<ActorKind | 'case'>;
  subject: Fixed<string>;
  /** Highest risk it has seen. */
  points: number;
  openedAt: Fixed<Ms>;
  /** Of its newest event. */
  lastAt: Ms;
  acknowledgedBy: Id | null;
  acknowledgedAt: Ms | null;
  resolvedBy: Id | null;
  resolvedAt: Ms | null;
  note: string | null;
  /** Grows with each change by a person. */
  version: number;
}

interface SecurityAlertEventTable {
  alertId: Fixed<Id>;
  eventId: Fixed<Id>;
}

/** What speaks for two students acting together; `a` before `b`. Made anew for a section when its sessions change. */
interface SecurityLinkTable {
  id: Fixed<Id>;
  /** null: from security events. */
  sectionId: Fixed<Id | null>;
  kind: Fixed<string>;
  a: Fixed<Id>;
  b: Fixed<Id>;
  /** 1 and more: enough for a case by itself. */
  strength: Fixed<number>;
  firstAt: Fixed<Ms>;
  lastAt: Fixed<Ms>;
  /** What is said about it: counts. */
  facts: Fixed<Json>;
}

/** Students who seem to act together. */
interface SecurityCaseTable {
  id: Fixed<Id>;
  state: 'open' | 'closed';
  openedAt: Fixed<Ms>;
  lastAt: Ms;
  closedAt: Ms | null;
  /** Links between its members, with what is said about each. */
  links: Json;
}

interface SecurityCaseMemberTable {
  caseId: Fixed<Id>;
  personId: Fixed<Id>;
}

/** Sections whose links have to be made anew. */
interface SecurityDueSectionTable {
  sectionId: Fixed<Id>;
  since: Fixed<Ms>;
}

/** Tables of security: only its own stores may touch them. */
export interface SecuritySchema {
  securityAlert: SecurityAlertTable;
  securityAlertEvent: SecurityAlertEventTable;
  securityLink: SecurityLinkTable;
  securityCase: SecurityCaseTable;
  securityCaseMember: SecurityCaseMemberTable;
  securityDueSection: SecurityDueSectionTable;
}
