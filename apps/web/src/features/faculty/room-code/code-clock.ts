import type { RoomCodes } from '@smart-presence/contract';

export type ShownCode = RoomCodes['codes'][number];

/** Codes in hand, and how far the server's clock is ahead of ours in milliseconds. */
export interface CodesInHand {
  codes: readonly ShownCode[];
  ahead: number;
  endsAt: number;
}

/** More are fetched when this much is left: time for a few tries on a bad connection. */
export const RENEW_LEFT_MS = 25_000;

/** @param sentAt @param receivedAt our clock around the request: the answer was written about half-way between. */
export const codesInHand = (
  { codes, now, endsAt }: RoomCodes,
  { sentAt, receivedAt }: { sentAt: number; receivedAt: number },
): CodesInHand => ({ codes, ahead: now - (sentAt + receivedAt) / 2, endsAt });

/** The code to show at an instant of our clock, with the share of its time that is left; null: none is in hand. */
export function codeAt({ codes, ahead }: CodesInHand, now: number): { code: string; leftMs: number } | null {
  const there = now + ahead;
  const shown = codes.find(({ from, until }) => from <= there && there < until);
  return shown ? { code: shown.code, leftMs: shown.until - there } : null;
}

/** Milliseconds until more codes should be fetched; null: the session ends before those in hand are through. */
export function renewIn({ codes, ahead, endsAt }: CodesInHand, now: number): number | null {
  const last = codes.at(-1)?.until ?? 0;
  if (last >= endsAt) return null;
  return Math.max(0, last - RENEW_LEFT_MS - (now + ahead));
}
