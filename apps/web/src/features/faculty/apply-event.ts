import type { Board, LiveEvent } from '@smart-presence/contract';

/**
 * The board after a live event about its session; `reload` when the event tells of more than it carries.
 * Events may come late or twice: a mark older than the shown one changes nothing.
 */
export function applyEvent(board: Board, event: LiveEvent): Board | 'reload' {
  if (event.type === 'resync') return 'reload';
  if (!('sessionId' in event) || event.sessionId !== board.session.id) return board;
  switch (event.type) {
    case 'session.opened':
    case 'session.extended':
    case 'session.closing':
      return { ...board, session: event.session };
    case 'session.closed':
      // Absences are written at closing without an event for each.
      return 'reload';
    case 'mark.recorded':
    case 'mark.changed':
      return withMark(board, event);
    case 'review.requested':
    case 'review.decided':
      return withReview(board, event.review);
    default:
      return board;
  }
}

/** Whether an event may come with flags, which only the board itself tells: students hear the same events. */
export const mayBringFlags = (event: LiveEvent): boolean =>
  event.type === 'review.requested' ||
  ((event.type === 'mark.recorded' || event.type === 'mark.changed') && event.mark.isFlagged);

type MarkEvent = Extract<LiveEvent, { type: 'mark.recorded' | 'mark.changed' }>;

function withMark(board: Board, { student, mark, counts }: MarkEvent): Board | 'reload' {
  const entry = board.roster.find((row) => row.student.id === student.id);
  if (!entry) return 'reload';
  if (entry.mark && entry.mark.version >= mark.version) return board;
  return {
    ...board,
    session: { ...board.session, counts },
    roster: board.roster.map((row) => (row === entry ? { ...row, mark } : row)),
  };
}

function withReview(board: Board, review: Board['reviews'][number]): Board {
  const others = board.reviews.filter(({ id }) => id !== review.id);
  const reviews = [...others, review];
  const open = reviews.filter(({ state }) => state === 'open').length;
  const { session } = board;
  return { ...board, reviews, session: { ...session, counts: { ...session.counts, review: open } } };
}
