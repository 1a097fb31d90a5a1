import { ROOM_CODE_MS, type RoomCodes } from '@smart-presence/contract';
import type { Db } from '../../../platform/db/index.ts';
import { fail } from '../../../platform/http/index.ts';
import type { SectionViewer } from '../../academics/index.ts';
import { stateAt } from '../session-clock.ts';
import { editWindowMs, policyOf, sessionFor } from '../sessions.store.ts';
import { codeAt, shownFrom, stepAt } from './codes.ts';
import type { RoomCodeKeys } from './keys.ts';
import { makeSecret, secretOf } from './room-code.store.ts';

/** The code on show and this many after it: thirty to forty seconds without a connection. */
const AHEAD = 3;

export interface Showing {
  db: Db;
  keys: RoomCodeKeys;
  sessionId: string;
  viewer: SectionViewer;
  now: number;
}

/**
 * The codes to project, to the staff of the section alone. Asking again later is how more are had; none is for a time
 * after the session's end.
 * @throws AppError `not_found`, `room_code_off`, `session_not_open`, `session_closed`.
 */
export const showRoomCode = async ({ db, keys, sessionId, viewer, now }: Showing): Promise<RoomCodes> => {
  const session = await sessionFor(db, viewer, sessionId);
  const policy = await policyOf(db, session);
  if (policy.roomCode.mode === 'off') fail('room_code_off');
  const { state } = stateAt(session, { now, editWindowMs: editWindowMs(policy) });
  if (state === 'scheduled') fail('session_not_open');
  if (state !== 'open') fail('session_closed');
  const secret = (await secretOf(db, keys, sessionId)) ?? (await firstSecret({ db, keys, sessionId, now }));
  const current = stepAt(now);
  const steps = Array.from({ length: 1 + AHEAD }, (_, index) => current + index);
  return {
    codes: steps
      .filter((step) => shownFrom(step) < session.endsAt)
      .map((step) => ({ code: codeAt(secret, step), from: shownFrom(step), until: shownFrom(step) + ROOM_CODE_MS })),
    now,
    endsAt: session.endsAt,
  };
};

const firstSecret = async (props: Omit<Showing, 'viewer'>): Promise<Buffer> => {
  await makeSecret(props.db, props);
  return (await secretOf(props.db, props.keys, props.sessionId)) ?? fail('not_found');
};
