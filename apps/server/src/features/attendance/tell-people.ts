import type { AttendanceSession, Review } from '@smart-presence/contract';
import type { Trx } from '../../platform/db/index.ts';
import { activeStudents } from '../academics/index.ts';
import { notify } from '../notifications/index.ts';
import type { AppendedMark } from './marks.store.ts';
import { isOutageAlone } from './reviews.store.ts';
import type { SessionRow } from './sessions.store.ts';

/** Tells the roster that they can check in. Of no use once the session is over. */
export const tellOpened = async (trx: Trx, session: AttendanceSession, now: number): Promise<void> => {
  const { id: sessionId, section, endsAt, graceSeconds } = session;
  await notify(trx, {
    kind: 'session-opened',
    data: { sessionId, section, endsAt },
    cause: sessionId,
    people: (await activeStudents(trx, section.id)).map(({ id }) => id),
    now,
    expiresAt: endsAt + graceSeconds * 1000,
  });
};

export interface Decided {
  session: SessionRow;
  /** What was written by hand, with the code before. */
  marks: readonly AppendedMark[];
  /** Reviews that were settled by it. */
  reviews: readonly Review[];
  actorId: string;
  reason: string | null;
  now: number;
}

/** Tells students what somebody decided about them: each hears of the review they asked for, else of a mark that is another now. */
export const tellDecided = async (trx: Trx, decided: Decided): Promise<void> => {
  const { session, marks, actorId, reason, now } = decided;
  // Whom an outage brought under review has made no check-in to hear of.
  const reviews = decided.reviews.filter((review) => !isOutageAlone(review));
  const section = sectionOf(session);
  const about = { sessionId: session.id, section };
  for (const { id, student, state, requestedAt } of reviews)
    await notify(trx, {
      kind: 'review-decided',
      data: { ...about, requestedAt, isApproved: state === 'approved' },
      cause: id,
      people: [student.id],
      actorId,
      now,
    });
  const reviewed = new Set(reviews.map(({ student }) => student.id));
  const corrected = marks.filter(
    ({ mark, from }) => from !== null && from !== mark.code && !reviewed.has(mark.studentId),
  );
  // A whole class may be corrected at once: a few statements for each pair of codes.
  for (const same of Map.groupBy(corrected, ({ mark, from }) => JSON.stringify([from, mark.code])).values()) {
    const [{ mark, from }] = same as [AppendedMark];
    await notify(trx, {
      kind: 'mark-corrected',
      data: { ...about, openedAt: session.openedAt, from: from as string, to: mark.code, reason },
      cause: session.id,
      people: same.map((one) => one.mark.studentId),
      actorId,
      now,
      // Corrected again, there is one thing to know: what it is now.
      renews: true,
    });
  }
};

const sectionOf = ({ sectionId, sectionName, courseCode, courseName }: SessionRow) => ({
  id: sectionId,
  name: sectionName,
  courseCode,
  courseName,
});
