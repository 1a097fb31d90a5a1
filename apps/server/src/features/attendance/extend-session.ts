import type { AttendanceSession } from '@smart-presence/contract';
import type { Db } from '../../platform/db/index.ts';
import { fail } from '../../platform/http/index.ts';
import type { SectionViewer } from '../academics/index.ts';
import { stateAt } from './session-clock.ts';
import { publishSession } from './session-events.ts';
import { editWindowMs, policyOf } from './sessions.store.ts';
import { inClass } from './together.ts';

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
  inClass(db, request, async (trx, row, others) => {
    const { sessionId, viewer, minutes, now } = request;
    const { state } = stateAt(row, { now, editWindowMs: editWindowMs(await policyOf(trx, row)) });
    if (state === 'scheduled') fail('session_not_open');
    if (state !== 'open') fail(state === 'locked' ? 'session_locked' : 'session_closed');
    const endsAt = row.endsAt + minutes * MINUTE_MS;
    for (const { id } of [...others, row]) {
      await trx
        .updateTable('attendanceSession')
        .set({ endsAt })
        .where('id', '=', id)
        .where('state', '=', 'open')
        .execute();
      if (id !== sessionId)
        await publishSession(trx, { type: 'session.extended', sessionId: id, actorId: viewer.personId, now });
    }
    return publishSession(trx, { type: 'session.extended', sessionId, actorId: viewer.personId, now });
  });
