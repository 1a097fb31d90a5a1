import ical, { ICalEventStatus } from 'ical-generator';
import type { PersonsClass } from './classes-of-person.ts';

interface Calendar {
  institution: string;
  classes: readonly PersonsClass[];
  /** When the link was made: the same as long as nothing changes, so that equal calendars are equal bytes. */
  stamp: number;
}

/** How often calendars are asked to look again, seconds. */
const LOOK_AGAIN_S = 3600;

/**
 * Classes as iCalendar (RFC 5545). Instants are in UTC: a class is when it is, whatever a calendar knows of zones. Slot and
 * day name a class, so a class that is moved stays the same event; one that is cancelled stays with STATUS:CANCELLED.
 */
export const writeCalendar = ({ institution, classes, stamp }: Calendar): string => {
  const calendar = ical({
    name: institution,
    prodId: { company: 'Smart Presence', product: 'Classes', language: 'EN' },
    ttl: LOOK_AGAIN_S,
  });
  const together = classesTogether(classes);
  for (const one of classes) {
    const { slotId, day, courseName, courseCode, sectionName, room, place, teacher, reason } = one;
    const others = one.isCancelled ? [] : (together.get(keyOf(one)) ?? []).filter((other) => other !== one);
    const lines = [
      `${courseCode}, ${sectionName}`,
      others.length > 0 ? `Together with ${others.map(nameOf).join('; ')}` : null,
      teacher,
      one.isCancelled ? reason : null,
    ];
    calendar.createEvent({
      id: `${slotId}-${day}@smart-presence`,
      stamp: new Date(stamp),
      start: new Date(one.startsAt),
      end: new Date(one.endsAt),
      // Alike but for the section, they would look like one class entered twice.
      summary: others.length > 0 ? `${courseName} (${sectionName})` : courseName,
      description: lines.filter((line) => line !== null).join('\n'),
      location: room === null ? null : [room, place].filter((part) => part !== null).join(', '),
      status: one.isCancelled ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
      sequence: one.isCancelled || one.isMoved || one.isSubstituted ? 1 : 0,
    });
  }
  return calendar.toString();
};

const nameOf = ({ courseCode, sectionName }: PersonsClass): string => `${courseCode}, ${sectionName}`;

const keyOf = ({ startsAt, endsAt, roomId }: PersonsClass): string => `${startsAt} ${endsAt} ${roomId}`;

/** Classes that one person has in one room from beginning to end: they are held as one. */
const classesTogether = (classes: readonly PersonsClass[]): Map<string, PersonsClass[]> =>
  Map.groupBy(
    classes.filter(({ roomId, isCancelled }) => roomId !== null && !isCancelled),
    keyOf,
  );
