import type { MarkChange } from '@smart-presence/contract';
import type { Db } from '../../platform/db/index.ts';
import { fail } from '../../platform/http/index.ts';
import { isActivelyEnrolled, type SectionViewer } from '../academics/index.ts';
import { historyOf } from './marks.store.ts';
import { sessionFor, sessionRow } from './sessions.store.ts';

export interface HistoryRequest {
  sessionId: string;
  studentId: string;
  viewer: SectionViewer;
}

/** Every change of one mark, oldest first. Students see their own. @throws AppError `not_found`. */
export const markHistory = async (db: Db, { sessionId, studentId, viewer }: HistoryRequest): Promise<MarkChange[]> => {
  if (viewer.role === 'student' && viewer.personId !== studentId) fail('not_found');
  const session =
    viewer.role === 'student'
      ? ((await sessionRow(db, sessionId)) ?? fail('not_found'))
      : await sessionFor(db, viewer, sessionId);
  const changes = await historyOf(db, { sessionId, studentId });
  // Nobody has marked them: whether the session exists is for those who are on its roster.
  if (changes.length === 0 && !(await isActivelyEnrolled(db, { sectionId: session.sectionId, studentId })))
    fail('not_found');
  return changes;
};
