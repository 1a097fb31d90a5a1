import type { RoomCodeReply } from '@smart-presence/contract';
import { type Db, transact } from '../../../platform/db/index.ts';
import { fail, type Viewer } from '../../../platform/http/index.ts';
import { wordsOf } from '../check-in-words.ts';
import { admits } from '../session-clock.ts';
import { policyOf, sessionForStudent, sessionRow, takeTurn } from '../sessions.store.ts';
import { shownFrom } from './codes.ts';
import { PRESENTED_MS } from './judge-code.ts';
import { hiddenNetwork, type RoomCodeKeys } from './keys.ts';
import { assertMayGuess } from './limit-guesses.ts';
import { saveUse, useOf } from './room-code.store.ts';
import { takeCode } from './take-code.ts';

export interface Presenting {
  db: Db;
  keys: RoomCodeKeys;
  sessionId: string;
  code: string;
  viewer: Viewer;
  address: string;
  now: number;
}

/**
 * A student enters the room code, and their face follows within three minutes. Sent again, the same code is the same
 * entry, until it has led to something.
 * @throws AppError `not_found`, `room_code_off`, `too_many_requests`.
 */
export const presentRoomCode = async ({ db, keys, ...given }: Presenting): Promise<RoomCodeReply> => {
  const { sessionId, code, viewer, address, now } = given;
  const who = { sessionId, studentId: viewer.personId };
  const asked = (await sessionForStudent(db, who)) ?? fail('not_found');
  if ((await policyOf(db, asked)).roomCode.mode === 'off') fail('room_code_off');
  await assertMayGuess(db, who, now);
  return transact(db, async (trx) => {
    await takeTurn(trx, sessionId);
    const session = (await sessionRow(trx, sessionId)) ?? fail('not_found');
    if (!admits(session, { begunAt: now, arrivedAt: now })) return answer('session_closed');
    const { finding, step } = await takeCode(trx, { keys, code, now, ...who });
    if (finding !== 'valid') return answer(`room_code_${finding}`);
    if (shownFrom(step) >= session.endsAt) return answer('session_closed');
    const entered = await useOf(trx, { ...who, step });
    const network = hiddenNetwork(keys, { sessionId, address });
    const use = { ...who, step, usedAt: now, network, metres: null, accuracy: null, spentAt: null };
    if (!entered) await saveUse(trx, use);
    return answer('room_code_taken', (entered?.usedAt ?? now) + PRESENTED_MS);
  });
};

const answer = (code: RoomCodeReply['code'], until: number | null = null): RoomCodeReply => ({
  code,
  ...wordsOf(code),
  until,
});
