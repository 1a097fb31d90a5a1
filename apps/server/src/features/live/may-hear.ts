import type { Told } from './live-event.ts';

/** What a viewer's stream may carry. */
export interface Scope {
  personId: string;
  role: string;
  /** Sections taught or attended; of no meaning for administrators, who hear of all. */
  sections: ReadonlySet<string>;
  /** Where a kiosk stands. */
  placeId?: string | undefined;
  /** Only this session, when given. */
  sessionId?: string | undefined;
}

/** Staff hear everything about their sections; students about their sections' sessions and their own marks alone. */
export const mayHear = (scope: Scope, told: Told): boolean => {
  if (told.audience === 'people') return told.people.has(scope.personId);
  if (scope.sessionId !== undefined && told.sessionId !== scope.sessionId) return false;
  if (scope.role === 'admin') return true;
  if (scope.role === 'kiosk') return kioskMayHear(scope, told);
  if (told.audience === 'self') return told.personId === scope.personId;
  // Leave from every class belongs to no section: its student hears of it all the same.
  if (told.audience === 'request' && scope.role === 'student') return told.personId === scope.personId;
  if (told.audience === 'admins' || told.audience === 'kiosk' || told.sectionId === null) return false;
  if (scope.role === 'student' && told.audience === 'student') return told.personId === scope.personId;
  if (told.audience === 'staff' && scope.role !== 'faculty') return false;
  if (scope.role !== 'student' && scope.role !== 'faculty') return false;
  return scope.sections.has(told.sectionId);
};

/** A kiosk hears of the sessions at its place, never of people, and of itself. */
const kioskMayHear = ({ personId, placeId }: Scope, told: Told): boolean => {
  if (told.audience === 'kiosk') return told.personId === personId;
  return told.audience === 'section' && placeId !== undefined && told.placeId === placeId;
};

/** The words of an event for this viewer. */
export const wordsFor = (scope: Scope, told: Told): string => (scope.role === 'kiosk' ? told.brief : told.text);
