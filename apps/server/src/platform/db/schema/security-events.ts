import type { ActorKind, SecurityCode, SecurityKind } from '@smart-presence/contract';
import type { Fixed, Flag, Id, Json, Ms } from './columns.ts';

/** A sign of an attack, append-only; equal ones of a flood are one row. Forgotten after 180 days. */
interface SecurityEventTable {
  id: Fixed<Id>;
  code: Fixed<SecurityCode>;
  kind: Fixed<SecurityKind>;
  /** Of the catalogue when it was reported. */
  points: Fixed<number>;
  times: Fixed<number>;
  /** The first of them, and the last. */
  at: Fixed<Ms>;
  lastAt: Fixed<Ms>;
  actorKind: Fixed<ActorKind>;
  /** Id of a person, or a keyed hash. */
  actor: Fixed<string>;
  /** Whose account or check-in it is about. No reference: it outlives the person it names. */
  personId: Fixed<Id | null>;
  sectionId: Fixed<Id | null>;
  sessionId: Fixed<Id | null>;
  /** Small: reasons, numbers, ids, keyed hashes; never a picture or a template. */
  evidence: Fixed<Json>;
  /** Alerts were looked at. */
  isJudged: Flag;
}

/** How a check-in that counts was made, to be compared with others'. Forgotten after 90 days. */
interface CheckInTraceTable {
  sessionId: Fixed<Id>;
  studentId: Fixed<Id>;
  sectionId: Fixed<Id>;
  at: Fixed<Ms>;
  /** Keyed hashes: of the device's key, of the network, of the coordinates to the metre. null: not known. */
  device: Fixed<string | null>;
  network: Fixed<string | null>;
  spot: Fixed<string | null>;
}

/** Tables of the platform: written through `platform/security-events` alone. */
export interface SecurityEventsSchema {
  securityEvent: SecurityEventTable;
  checkInTrace: CheckInTraceTable;
}
