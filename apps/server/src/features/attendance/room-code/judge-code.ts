import { ROOM_CODE_MS } from '@smart-presence/contract';
import type { Db, Trx } from '../../../platform/db/index.ts';
import type { CodeFinding } from '../decide-check-in.ts';
import type { PlaceJudgement } from '../judge-place.ts';
import { shownFrom } from './codes.ts';
import { type RelayHints, relayHints } from './relay-hints.ts';
import { newestUnspent, type RoomCodeUse, saveUse, usesOfOthers } from './room-code.store.ts';

/** What a check-in's room code is, and which use of it that is. */
export interface JudgedCode {
  finding: CodeFinding;
  use: RoomCodeUse | null;
}

/** A code entered before the face is good for this long: models load, a second try, a better lamp. */
export const PRESENTED_MS = 3 * 60_000;

export const noCode: JudgedCode = { finding: 'missing', use: null };

/** The code a student has entered for the check-in by face that follows it. */
export const presentedCode = async (
  db: Db,
  { sessionId, studentId, now }: { sessionId: string; studentId: string; now: number },
): Promise<JudgedCode> => {
  const use = await newestUnspent(db, { sessionId, studentId });
  if (!use) return noCode;
  return { finding: now - use.usedAt <= PRESENTED_MS ? 'valid' : 'stale', use };
};

/** Others who used a code this long before are compared with. */
const AROUND_MS = 2 * 60_000;

interface UsedCode {
  studentId: string;
  session: { id: string };
  code: JudgedCode;
  place: PlaceJudgement;
}

/** What speaks for the code's having been passed on; null without a code. */
export const hintsFor = async (trx: Trx, { studentId, session, code, place }: UsedCode): Promise<RelayHints | null> => {
  const { use } = code;
  if (!use) return null;
  const since = use.usedAt - AROUND_MS;
  const others = await usesOfOthers(trx, { sessionId: session.id, studentId, since });
  const { metres, accuracy } = place;
  const own = { network: use.network, metres, accuracy };
  return relayHints({ age: use.usedAt - shownFrom(use.step), own, others }, ROOM_CODE_MS);
};

/** The code has led to something: the student uses it no second time. */
export const spendUse = async (
  trx: Trx,
  { code, place, now }: { code: JudgedCode; place: PlaceJudgement; now: number },
): Promise<void> => {
  if (!code.use) return;
  const round = (value: number | null) => (value === null ? null : Math.round(value));
  await saveUse(trx, { ...code.use, metres: round(place.metres), accuracy: round(place.accuracy), spentAt: now });
};
