import type { Told } from './live-event.ts';

/** What a viewer's stream may carry. */
export interface Scope {
  personId: string;
  role: string;
  /** Sections taught or attended; of no meaning for administrators, who hear of all. */
  sections: ReadonlySet<string>;
  /** Only this session, when given. */
  sessionId?: string | undefined;
}

/** Staff hear everything about their sections; students about their sections' sessions and their own marks alone. */
export const mayHear = (scope: Scope, told: Told): boolean => {
  if (scope.sessionId !== undefined && told.sessionId !== scope.sessionId) return false;
  if (scope.role === 'admin') return true;
  if (told.audience === 'admins' || told.sectionId === null) return false;
  if (scope.role === 'student' && told.audience === 'student') return told.personId === scope.personId;
  if (scope.role !== 'student' && scope.role !== 'faculty') return false;
  return scope.sections.has(told.sectionId);
};
