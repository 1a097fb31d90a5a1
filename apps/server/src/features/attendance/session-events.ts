import type { AttendanceSession, Mark, PolicyData, Review, StudentRef } from '@smart-presence/contract';
import type { Trx } from '../../platform/db/index.ts';
import { type DomainEvent, publishAll } from '../../platform/events/index.ts';
import { countsOf } from './count-marks.ts';
import { placeOfSession } from './place-of.ts';
import { sessionView } from './sessions.store.ts';

export interface SessionEvent {
  type: 'session.opened' | 'session.extended' | 'session.closing' | 'session.closed';
  sessionId: string;
  actorId: string | null;
  now: number;
}

/** Tells what became of a session, as it is now. Last in its transaction. @returns the session told about. */
export const publishSession = async (trx: Trx, event: SessionEvent): Promise<AttendanceSession> => {
  const { type, sessionId, actorId, now } = event;
  const session = await sessionView(trx, sessionId, now);
  if (!session) throw new Error('a session was announced that does not exist');
  // Kiosks hear by place; the streams keep it to themselves.
  const placeId = (await placeOfSession(trx, { id: sessionId, sectionId: session.section.id }))?.id ?? null;
  const about = { sectionId: session.section.id, sessionId };
  await publishAll(trx, [{ type, at: now, actorId, ...about, data: { session, placeId } }]);
  return session;
};

export interface ToldMark {
  student: StudentRef;
  mark: Mark;
  /** The code before; null: it is the first mark. */
  from: string | null;
  /** Why, as whoever set it said. */
  reason?: string | null;
}

export interface StudentEvents {
  session: { id: string; sectionId: string; state: string; policyVersion: number };
  /** The session's policy: it says which marks count as attended. */
  policy: PolicyData;
  marks: readonly ToldMark[];
  /** Reviews asked for and reviews settled, in the same transaction. */
  reviews: readonly Review[];
  actorId: string | null;
  now: number;
}

/** Tells of marks and reviews, all with the counts they lead to. Last in its transaction. */
export const publishStudents = async (trx: Trx, told: StudentEvents): Promise<void> => {
  const { session, policy, marks, reviews, actorId, now } = told;
  if (marks.length + reviews.length === 0) return;
  const counts = (await countsOf(trx, [session], new Map([[session.policyVersion, policy]]))).get(session.id);
  const about = { at: now, actorId, sectionId: session.sectionId, sessionId: session.id };
  const events: DomainEvent[] = [
    ...marks.map(({ student, mark, from, reason = null }) => ({
      ...about,
      type: from === null ? 'mark.recorded' : 'mark.changed',
      personId: student.id,
      data: { student, mark, counts },
      proof: { from, reason },
    })),
    ...reviews.map((review) => ({
      ...about,
      type: review.state === 'open' ? 'review.requested' : 'review.decided',
      personId: review.student.id,
      data: { review },
    })),
  ];
  await publishAll(trx, events);
};
