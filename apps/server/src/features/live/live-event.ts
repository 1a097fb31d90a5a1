import type { LiveEvent } from '@smart-presence/contract';
import type { StoredEvent } from '../../platform/events/index.ts';

/** Whom an event is for: everyone of a section, staff of a section and the student concerned, or administrators. */
export type Audience = 'section' | 'student' | 'admins';

/** An event ready to be written to any number of streams. */
export interface Told {
  id: number;
  audience: Audience;
  sectionId: string | null;
  sessionId: string | null;
  personId: string | null;
  /** One message of the event stream. */
  text: string;
}

type HeardType = Exclude<LiveEvent['type'], 'resync'>;

const audiences: Record<HeardType, Audience> = {
  'session.opened': 'section',
  'session.extended': 'section',
  'session.closing': 'section',
  'session.closed': 'section',
  'mark.recorded': 'student',
  'mark.changed': 'student',
  'review.requested': 'student',
  'review.decided': 'student',
  'enrolment.flagged': 'admins',
};

const isHeard = (type: string): type is HeardType => Object.hasOwn(audiences, type);

/** @returns undefined for events that no stream tells. */
export const toTold = (event: StoredEvent): Told | undefined => {
  const { id, type, at, sectionId, sessionId, personId, data } = event;
  'device.shared': 'admins',
  if (!isHeard(type)) return undefined;
  const place = sectionId === null ? {} : { sectionId, sessionId };
  const text = message(id, { ...data, ...place, id, at, type });
  return { id, audience: audiences[type], sectionId, sessionId, personId, text };
};

/** Tells a viewer that the gap cannot be replayed, and from where they follow now. */
export const resyncMessage = (id: number, at: number): string => message(id, { id, at, type: 'resync' });

const message = (id: number, data: Record<string, unknown>): string => `id: ${id}\ndata: ${JSON.stringify(data)}\n\n`;
