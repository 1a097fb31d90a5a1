import { type ActorKind, type SecurityCode, securityEvents } from '@smart-presence/contract';
import { type Db, newId } from '../db/index.ts';

type Fact = string | number | boolean | null;

/** A sign of an attack. What happens to honest people is none: see the catalogue in the contract. */
export interface SecurityEvent {
  code: SecurityCode;
  /** Who did it, as far as anybody knows. Networks and devices by `hide`. */
  actor: { kind: ActorKind; id: string };
  /** Whose account or check-in it is about. */
  personId?: string | null;
  sectionId?: string | null;
  sessionId?: string | null;
  /** Reasons, numbers, ids and what `hide` gives: never a picture, a template, a score of a face or an address. */
  evidence?: Readonly<Record<string, Fact | readonly string[]>>;
  at: number;
}

/** Equal events that were put together. */
export interface CountedEvent {
  event: SecurityEvent;
  times: number;
  lastAt: number;
}

/** Evidence is read by people: what does not fit is no evidence. */
const MOST_CHARS = 2000;

const evidenceOf = ({ evidence = {} }: SecurityEvent): string => {
  const text = JSON.stringify(evidence);
  return text.length <= MOST_CHARS ? text : JSON.stringify({ isTooLong: true });
};

export const writeEvents = async (db: Db, events: readonly CountedEvent[]): Promise<void> => {
  if (events.length === 0) return;
  const rows = events.map(({ event, times, lastAt }) => ({
    id: newId(lastAt),
    code: event.code,
    kind: securityEvents[event.code].kind,
    points: securityEvents[event.code].points,
    times,
    at: event.at,
    lastAt,
    actorKind: event.actor.kind,
    actor: event.actor.id,
    personId: event.personId ?? null,
    sectionId: event.sectionId ?? null,
    sessionId: event.sessionId ?? null,
    evidence: evidenceOf(event),
    isJudged: false,
  }));
  await db.insertInto('securityEvent').values(rows).execute();
};
