import type { AttendanceSession } from '@smart-presence/contract';
import type { Db } from '../../platform/db/index.ts';
import { fail } from '../../platform/http/index.ts';
import type { SectionViewer } from '../academics/index.ts';
import { stateAt } from './session-clock.ts';
import { publishSession } from './session-events.ts';
import { editWindowMs, inSession, policyOf } from './sessions.store.ts';

export interface ExtendRequest {
  sessionId: string;
  viewer: SectionViewer;
  /** 1 to 60. */
  minutes: number;
  now: number;
}

const MINUTE_MS = 60_000;

/** Moves the end of an open session. @throws AppError `not_found`, `session_not_open`, `session_closed`, `session_locked`. */
export const extendSession = (db: Db, request: ExtendRequest): Promise<AttendanceSession> =>
  inSession(db, request, async (trx, row) => {
    const { sessionId, viewer, minutes, now } = request;
    const { state } = stateAt(row, { now, editWindowMs: editWindowMs(await policyOf(trx, row)) });
    if (state === 'scheduled') fail('session_not_open');
    if (state !== 'open') fail(state === 'locked' ? 'session_locked' : 'session_closed');
    await trx
      .updateTable('attendanceSession')
      .set({ endsAt: row.endsAt + minutes * MINUTE_MS })
      .where('id', '=', sessionId)
      .execute();
    return publishSession(trx, { type: 'session.extended', sessionId, actorId: viewer.personId, now });
  });
