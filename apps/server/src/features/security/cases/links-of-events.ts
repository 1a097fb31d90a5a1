import type { LinkKind, SecurityCode } from '@smart-presence/contract';
import type { Link } from './links-of.ts';

/** An event that names other students. */
export interface NamingEvent {
  code: SecurityCode;
  personId: string;
  others: readonly string[];
  sessionId: string | null;
  /** Keyed hash of the network a code was used from. */
  network: string | null;
  at: number;
}

const AT_MOST = 2;
/** Siblings are alike, however often a camera says so: with nothing else, or a phone lent a few times, it is never a case. */
const ALIKE_AT_MOST = 0.5;

/** How much one of them says: the same pictures are the same hand. */
const NAMED: Partial<Record<SecurityCode, { kind: LinkKind; each: number; most: number }>> = {
  pictures_of_another: { kind: 'pictures', each: 1, most: AT_MOST },
  face_enrolled_elsewhere: { kind: 'face', each: 1, most: AT_MOST },
  face_of_another: { kind: 'face', each: 0.4, most: ALIKE_AT_MOST },
  face_resembles_another: { kind: 'face', each: 0.2, most: ALIKE_AT_MOST },
};
export const NAMING_CODES = [...Object.keys(NAMED), 'code_passed_on'] as SecurityCode[];

/** Two who used codes that were passed on, from one network that few used. */
const RELAY_EACH = 1 / 3;
const MOST_ON_NETWORK = 4;

/** What links students by security events: pictures, faces, codes that were passed on. */
export const linksOfEvents = (events: readonly NamingEvent[]): Link[] => {
  const links = new Map<string, Link>();
  const add = (props: { kind: LinkKind; one: string; other: string; each: number; most: number; at: number }): void => {
    const { kind, one, other, each, most, at } = props;
    if (one === other) return;
    const [a, b] = one < other ? [one, other] : [other, one];
    const key = `${kind} ${a} ${b}`;
    const known = links.get(key) ?? { kind, a, b, strength: 0, firstAt: at, lastAt: at, facts: { times: 0 } };
    links.set(key, {
      ...known,
      strength: Math.max(known.strength, Math.min(most, known.strength + each)),
      firstAt: Math.min(known.firstAt, at),
      lastAt: Math.max(known.lastAt, at),
      facts: { times: known.facts.times + 1 },
    });
  };
  for (const { code, personId, others, at } of events) {
    const named = NAMED[code];
    if (named) for (const other of others) add({ ...named, one: personId, other, at });
  }
  for (const together of relayed(events)) {
    together.forEach((one, index) => {
      for (const other of together.slice(index + 1))
        add({
          kind: 'relay',
          one: one.personId,
          other: other.personId,
          each: RELAY_EACH,
          most: AT_MOST,
          at: Math.max(one.at, other.at),
        });
    });
  }
  return [...links.values()];
};

const relayed = (events: readonly NamingEvent[]): NamingEvent[][] => {
  const groups = new Map<string, NamingEvent[]>();
  for (const event of events) {
    if (event.code !== 'code_passed_on' || !event.sessionId || !event.network) continue;
    const key = `${event.sessionId} ${event.network}`;
    groups.set(key, [...(groups.get(key) ?? []), event]);
  }
  return [...groups.values()].filter((group) => group.length <= MOST_ON_NETWORK);
};
