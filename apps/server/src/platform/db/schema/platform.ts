import type { Generated } from 'kysely';
import type { Fixed, Id, Json, Ms } from './columns.ts';

/** Append-only record of what happened, in commit order; the live streams and (later) audit read it. */
interface DomainEventTable {
  id: Generated<number>;
  type: Fixed<string>;
  at: Fixed<Ms>;
  actorId: Fixed<Id | null>;
  sectionId: Fixed<Id | null>;
  sessionId: Fixed<Id | null>;
  personId: Fixed<Id | null>;
  data: Fixed<Json>;
}

interface IdempotencyTable {
  /** Route name ‖ person ‖ key, hashed. */
  key: Fixed<string>;
  requestHash: Fixed<string>;
  createdAt: Fixed<Ms>;
  /** null while the first request is still at work. */
  status: number | null;
  reply: Json | null;
}

/** What leaves the house: written in the action's transaction, sent afterwards. */
interface OutboxTable {
  id: Fixed<Id>;
  /** What it is, such as `invitation`; whoever delivers knows the rest. */
  kind: Fixed<string>;
  recipient: Fixed<string>;
  personId: Fixed<Id | null>;
  /** Sealed JSON, since it may hold a link; null once it is sent or out of date. */
  data: Uint8Array | null;
  state: 'pending' | 'sending' | 'sent' | 'dead';
  createdAt: Fixed<Ms>;
  dueAt: Ms;
  /** From then on it would say something untrue: it is not sent any more. */
  expiresAt: Fixed<Ms>;
  attempts: number;
  lastError: string | null;
  /** Set while a server is sending it; past: that server died. */
  claimedUntil: Ms | null;
  sentAt: Ms | null;
}

/** Small facts the server keeps about itself. */
interface SettingTable {
  key: Fixed<string>;
  value: string;
}

/** Tables of the platform itself: what every feature stands on. */
export interface PlatformSchema {
  domainEvent: DomainEventTable;
  idempotency: IdempotencyTable;
  outbox: OutboxTable;
  setting: SettingTable;
}
