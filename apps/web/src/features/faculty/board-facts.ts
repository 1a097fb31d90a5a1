import type { Board, CheckInFlag } from '@smart-presence/contract';

export type RosterEntry = Board['roster'][number];

/** Who has no mark yet and no check-in that waits for a decision, in roster order. */
export function missingFrom({ roster, reviews }: Pick<Board, 'roster' | 'reviews'>): RosterEntry[] {
  const waiting = new Set(reviews.filter(({ state }) => state === 'open').map(({ student }) => student.id));
  return roster.filter(({ mark, student }) => mark === null && !waiting.has(student.id));
}

/** Who counts as attended, who arrived last first. */
export function arrivedOn({ roster }: Pick<Board, 'roster'>, attendedCodes: ReadonlySet<string>): RosterEntry[] {
  return roster
    .filter(({ mark }) => mark !== null && attendedCodes.has(mark.code))
    .sort((a, b) => (b.mark?.at ?? 0) - (a.mark?.at ?? 0));
}

export const openReviews = ({ reviews }: Pick<Board, 'reviews'>): Board['reviews'] =>
  reviews.filter(({ state }) => state === 'open').sort((a, b) => a.requestedAt - b.requestedAt);

/** Under review because the server failed, and for nothing that anybody did. */
export const isOutageAlone = ({ reasons }: Pick<Board['reviews'][number], 'reasons'>): boolean =>
  reasons.every((reason) => reason === 'outage');

/** Why a student's check-in should be looked at, by student. */
export const flagsOf = ({ flags }: Pick<Board, 'flags'>): ReadonlyMap<string, readonly CheckInFlag[]> =>
  new Map(flags.map((entry) => [entry.studentId, entry.flags]));

/** What closing now would do, in numbers: the same rules by which the server closes. */
export function closingFacts(board: Pick<Board, 'roster' | 'reviews'>): {
  absent: number;
  kept: number;
  waiting: number;
} {
  return {
    absent: missingFrom(board).length,
    kept: board.roster.filter(({ mark }) => mark !== null).length,
    waiting: openReviews(board).length,
  };
}
