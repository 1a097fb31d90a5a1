import type { Board, LiveEvent } from '@smart-presence/contract';

/**
 * The board after a live event about its session; `reload` when the event tells of more than it carries.
 * Events may come late or twice: a mark older than the shown one changes nothing.
 */
export function applyEvent(board: Board, event: LiveEvent): Board | 'reload' {
  if (event.type === 'resync') return 'reload';
  if (!('sessionId' in event) || !board.sessions.some(({ id }) => id === event.sessionId)) return board;
  switch (event.type) {
    case 'session.opened':
    case 'session.extended':
    case 'session.closing':
      return withSession(board, event.sessionId, () => event.session);
    case 'session.closed':
      // Absences are written at closing without an event for each.
      return 'reload';
    case 'mark.recorded':
    case 'mark.changed':
      return withMark(board, event);
    case 'review.requested':
    case 'review.decided':
      return withReview(board, event);
    default:
      return board;
  }
}

/** Whether an event may come with flags, which only the board itself tells: students hear the same events. */
export const mayBringFlags = (event: LiveEvent): boolean =>
  event.type === 'review.requested' ||
  ((event.type === 'mark.recorded' || event.type === 'mark.changed') && event.mark.isFlagged);

type MarkEvent = Extract<LiveEvent, { type: 'mark.recorded' | 'mark.changed' }>;

function withMark(board: Board, { sessionId, student, mark, counts }: MarkEvent): Board | 'reload' {
  const entry = board.roster.find((row) => row.student.id === student.id);
  if (!entry || entry.sessionId !== sessionId) return 'reload';
  if (entry.mark && entry.mark.version >= mark.version) return board;
  return {
    ...withSession(board, sessionId, (session) => ({ ...session, counts })),
    roster: board.roster.map((row) => (row === entry ? { ...row, mark } : row)),
  };
}

type ReviewEvent = Extract<LiveEvent, { type: 'review.requested' | 'review.decided' }>;

function withReview(board: Board, { sessionId, review }: ReviewEvent): Board {
  const before = board.reviews.find(({ id }) => id === review.id);
  const reviews = [...board.reviews.filter((one) => one !== before), review];
  const more = Number(review.state === 'open') - Number(before?.state === 'open');
  const counted = withSession(board, sessionId, (session) => ({
    ...session,
    counts: { ...session.counts, review: session.counts.review + more },
  }));
  return { ...counted, reviews };
}

type Session = Board['session'];

/** One of the sessions that are held together has changed; the class counts them all. */
function withSession(board: Board, sessionId: string, change: (session: Session) => Session): Board {
  const sessions = board.sessions.map((session) => (session.id === sessionId ? change(session) : session));
  const main = sessions.find(({ id }) => id === board.session.id) ?? board.session;
  const sum = (field: keyof Session['counts']) => sessions.reduce((total, { counts }) => total + counts[field], 0);
  const counts = { roster: sum('roster'), marked: sum('marked'), attended: sum('attended'), review: sum('review') };
  return { ...board, sessions, session: { ...main, counts } };
}
