import { fail } from '../../platform/http/index.ts';
import type { SectionViewer } from '../academics/index.ts';
import type { SessionTimes } from './session-clock.ts';
import { stateAt } from './session-clock.ts';

export interface Edit {
  viewer: SectionViewer;
  now: number;
  editWindowMs: number;
}

/** A session and whether its term is archived. */
type Editable = SessionTimes & { termArchivedAt: number | null };

/**
 * Whether marks may be changed by hand now: from opening until the edit window ends, and by an admin after that.
 * @returns whether the session is over, so that changes need a reason.
 * @throws AppError `session_not_open`, `session_locked`, `term_archived`.
 */
export const assertEditable = (session: Editable, { viewer, now, editWindowMs }: Edit): { isOver: boolean } => {
  const { state } = stateAt(session, { now, editWindowMs });
  if (state === 'scheduled') fail('session_not_open');
  if (session.termArchivedAt !== null) fail('term_archived');
  if (state === 'locked' && viewer.role !== 'admin') fail('session_locked');
  return { isOver: state === 'closed' || state === 'locked' };
};
