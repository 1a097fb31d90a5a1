import type { LiveEvent } from '@smart-presence/contract';
import type { StoredEvent } from '../../platform/events/index.ts';

/**
 * Whom an event is for: everyone of a section and the kiosks of its place, its staff alone, its staff and the student concerned,
 * administrators, administrators and the kiosk it is about, or the people it names and nobody else; of
 * a request, the student who asks and whoever may answer, or administrators and the person it is about (`self`).
 */
export type Audience = 'section' | 'staff' | 'student' | 'admins' | 'kiosk' | 'people' | 'request' | 'self';

/** An event ready to be written to any number of streams. */
export interface Told {
  id: number;
  audience: Audience;
  sectionId: string | null;
  sessionId: string | null;
  personId: string | null;
  /** Whom it names. */
  people: ReadonlySet<string>;
  /** Where the session takes place, when it takes place somewhere. */
  placeId: string | null;
  /** One message of the event stream. */
  text: string;
  /** The same for screens at doors: that it happened, not what. */
  brief: string;
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
  'registrations.changed': 'admins',
  'room.looked': 'staff',
  'monitoring.changed': 'section',
  'camera.changed': 'admins',
  'kiosk.changed': 'kiosk',
  'device.shared': 'admins',
  'notifications.changed': 'people',
  'request.changed': 'request',
  'feedback.flagged': 'request',
  'job.changed': 'self',
  'alert.changed': 'admins',
  'security.changed': 'admins',
};

const isHeard = (type: string): type is HeardType => Object.hasOwn(audiences, type);

/** @returns undefined for events that no stream tells. */
export const toTold = (event: StoredEvent): Told | undefined => {
  const { id, type, at, sectionId, sessionId, personId } = event;
  // Who else is told is nobody's business.
  const { placeId, people, ...data } = event.data;
  if (!isHeard(type)) return undefined;
  const place = sectionId === null ? {} : { sectionId, sessionId };
  const text = message(id, { ...data, ...place, id, at, type });
  return {
    id,
    audience: audiences[type],
    sectionId,
    sessionId,
    personId,
    people: new Set(Array.isArray(people) ? (people as string[]) : []),
    placeId: typeof placeId === 'string' ? placeId : null,
    text,
    brief: message(id, { id, at, type }),
  };
};

/** Tells a viewer that the gap cannot be replayed, and from where they follow now. */
export const resyncMessage = (id: number, at: number): string => message(id, { id, at, type: 'resync' });

const message = (id: number, data: Record<string, unknown>): string => `id: ${id}\ndata: ${JSON.stringify(data)}\n\n`;
