import { type AttendanceSession, type Board, CheckInFlag, type StudentRef } from '@smart-presence/contract';
import type { Db } from '../../platform/db/index.ts';
import { newestEventId } from '../../platform/events/index.ts';
import { activeStudents, type SectionViewer } from '../academics/index.ts';
import { studentRefs } from '../accounts/index.ts';
import { hasTemplate } from '../biometrics/index.ts';
import { currentMarks, flaggedEvidence } from './marks.store.ts';
import { judgedReviewsOf } from './reviews.store.ts';
import { policyOf, type SessionRow, sessionFor, viewOf } from './sessions.store.ts';
import { othersOf } from './together.ts';

export interface BoardRequest {
  sessionId: string;
  viewer: SectionViewer;
  now: number;
}

/** Roster, marks and reviews of a session, in the same few queries whatever the size of the class. */
export const getBoard = async (db: Db, { sessionId, viewer, now }: BoardRequest): Promise<Board> => {
  const row = await sessionFor(db, viewer, sessionId);
  // Read before the data, so that whoever follows from here misses nothing.
  const eventId = await newestEventId(db);
  const parts = [await partOf(db, row, now)];
  for (const other of await othersOf(db, sessionId)) parts.push(await partOf(db, other, now));
  const roster = new Map<string, Board['roster'][number]>();
  for (const entry of parts.flatMap((part) => part.roster)) {
    // On two rosters: seen once, wherever that was.
    const known = roster.get(entry.student.id);
    if (!known || (known.mark === null && entry.mark !== null)) roster.set(entry.student.id, entry);
  }
  const sessions = parts.map(({ session }) => session);
  return {
    session: { ...(sessions[0] as AttendanceSession), counts: together(sessions) },
    sessions,
    roster: [...roster.values()],
    reviews: parts.flatMap(({ reviews }) => reviews),
    flags: parts.flatMap(({ flags }) => flags),
    roomCode: (await policyOf(db, row)).roomCode.mode,
    eventId,
  };
};

const together = (sessions: readonly AttendanceSession[]): AttendanceSession['counts'] => {
  const sum = (field: keyof AttendanceSession['counts']) =>
    sessions.reduce((total, { counts }) => total + counts[field], 0);
  return { roster: sum('roster'), marked: sum('marked'), attended: sum('attended'), review: sum('review') };
};

type Part = Pick<Board, 'session' | 'roster' | 'reviews' | 'flags'>;

/** One section's part of the class. */
const partOf = async (db: Db, row: SessionRow, now: number): Promise<Part> => {
  const sessionId = row.id;
  const session = await viewOf(db, row, now);
  const marks = new Map((await currentMarks(db, sessionId)).map((mark) => [mark.studentId, mark]));
  const judged = await judgedReviewsOf(db, sessionId);
  const reviews = judged.map(({ review }) => review);
  const concerned = [...marks.keys(), ...reviews.filter((r) => r.state === 'open').map((r) => r.student.id)];
  // As written, not as the clock would have it: until then the absences are missing.
  const isOver = row.state === 'closed' || row.state === 'locked';
  // Once it is over the roster is who was on it then, not who is now.
  const active = isOver && concerned.length > 0 ? [] : await activeStudents(db, row.sectionId);
  const students = await withOthers(db, active, concerned);
  const faces = await hasTemplate(
    db,
    students.map((student) => student.id),
  );
  return {
    session,
    roster: students.map((student) => ({
      student,
      mark: marks.get(student.id) ?? null,
      hasFace: faces.has(student.id),
      sessionId,
    })),
    reviews,
    flags: await flagsIn(db, { sessionId, judged }),
  };
};

type Judged = Awaited<ReturnType<typeof judgedReviewsOf>>;

/** Why marks and open reviews should be looked at. */
const flagsIn = async (
  db: Db,
  { sessionId, judged }: { sessionId: string; judged: Judged },
): Promise<Board['flags']> => {
  const waiting = judged
    .filter(({ review }) => review.state === 'open')
    .map(({ review, evidence }) => ({ studentId: review.student.id, evidence }));
  return [...(await flaggedEvidence(db, sessionId)), ...waiting]
    .map(({ studentId, evidence }) => ({ studentId, flags: CheckInFlag.array().catch([]).parse(evidence.flags) }))
    .filter(({ flags }) => flags.length > 0);
};

/** The roster, then those who left it after they were marked; by USN, then name. */
const withOthers = async (db: Db, active: readonly StudentRef[], ids: readonly string[]): Promise<StudentRef[]> => {
  const known = new Set(active.map((student) => student.id));
  const others = [...new Set(ids)].filter((id) => !known.has(id));
  if (others.length === 0) return [...active];
  const refs = [...(await studentRefs(db, others)).values()];
  return [...active, ...refs.sort(byUsn)];
};

const byUsn = (a: StudentRef, b: StudentRef): number => key(a).localeCompare(key(b));
/** Those without a USN come last. */
const key = ({ usn, name }: StudentRef): string => (usn === null ? `\uffff${name}` : `${usn.toUpperCase()} ${name}`);
