import type { AttendanceSession, PolicyData, SessionState } from '@smart-presence/contract';
import { type Expression, type ExpressionBuilder, type Selectable, type SqlBool, sql } from 'kysely';
import { type Db, oneAtATime, type Schema, type Trx, transact } from '../../platform/db/index.ts';
import { fail } from '../../platform/http/index.ts';
import type { SectionViewer } from '../academics/index.ts';
import { policyByVersion } from '../policies/index.ts';
import { countsOf } from './count-marks.ts';
import { DAY_MS, stateAt } from './session-clock.ts';

/** A session with the names a view shows. */
export type SessionRow = Selectable<Schema['attendanceSession']> & {
  sectionName: string;
  courseCode: string;
  courseName: string;
  openedByName: string;
  termArchivedAt: number | null;
};

const sessionRows = (db: Db) =>
  db
    .selectFrom('attendanceSession')
    .innerJoin('section', 'section.id', 'attendanceSession.sectionId')
    .innerJoin('course', 'course.id', 'section.courseId')
    .innerJoin('term', 'term.id', 'section.termId')
    .innerJoin('person', 'person.id', 'attendanceSession.openedBy')
    .selectAll('attendanceSession')
    .select([
      'section.name as sectionName',
      'course.code as courseCode',
      'course.name as courseName',
      'person.name as openedByName',
      'term.archivedAt as termArchivedAt',
    ]);

export const sessionRow = (db: Db, id: string): Promise<SessionRow | undefined> =>
  sessionRows(db).where('attendanceSession.id', '=', id).executeTakeFirst();

/**
 * Staff see the sessions of sections they teach, or stand in for; admins all; nobody else sees a session this way. As lists, so that a
 * database begins with what is somebody's and not with every session there ever was.
 */
const inStaffScope = (
  eb: ExpressionBuilder<Schema, 'attendanceSession'>,
  viewer: SectionViewer,
): Expression<SqlBool> => {
  if (viewer.role === 'admin') return sql<boolean>`1 = 1`;
  if (viewer.role !== 'faculty') return sql<boolean>`1 = 0`;
  const taught = eb
    .selectFrom('sectionFaculty')
    .select('sectionFaculty.sectionId')
    .where('sectionFaculty.personId', '=', viewer.personId);
  const stoodIn = eb
    .selectFrom('scheduledSession')
    .select('scheduledSession.id')
    .where('scheduledSession.teacherId', '=', viewer.personId);
  return eb.or([eb('attendanceSession.sectionId', 'in', taught), eb('attendanceSession.id', 'in', stoodIn)]);
};

/** @throws AppError `not_found` when there is no such session for this member of staff. */
export const sessionFor = async (db: Db, viewer: SectionViewer, id: string): Promise<SessionRow> => {
  const row = await sessionRows(db)
    .where('attendanceSession.id', '=', id)
    .where((eb) => inStaffScope(eb, viewer))
    .executeTakeFirst();
  return row ?? fail('not_found');
};

/** The session, when the student is on the roster of its section. */
export const sessionForStudent = (
  db: Db,
  { sessionId, studentId }: { sessionId: string; studentId: string },
): Promise<SessionRow | undefined> =>
  sessionRows(db)
    .innerJoin('enrolment', 'enrolment.sectionId', 'attendanceSession.sectionId')
    .where('attendanceSession.id', '=', sessionId)
    .where('enrolment.studentId', '=', studentId)
    .where('enrolment.droppedAt', 'is', null)
    .executeTakeFirst();

/** Makes those who write to one session take turns until commit; always the first thing in their transaction. */
export const takeTurn = (trx: Trx, sessionId: string): Promise<void> =>
  oneAtATime(trx, `attendance_session:${sessionId}`);

export interface SessionWork {
  viewer: SectionViewer;
  sessionId: string;
}

/** One transaction over a session the viewer may see, alone with it. @throws AppError `not_found`. */
export const inSession = <T>(
  db: Db,
  { viewer, sessionId }: SessionWork,
  work: (trx: Trx, row: SessionRow) => Promise<T>,
): Promise<T> =>
  transact(db, async (trx) => {
    await takeTurn(trx, sessionId);
    return work(trx, await sessionFor(trx, viewer, sessionId));
  });

export interface SessionFilter {
  viewer: SectionViewer;
  now: number;
  state?: SessionState | undefined;
  sectionId?: string | undefined;
  /** Opened at or after this instant. */
  from?: number | undefined;
  /** Opened before this instant. */
  before?: number | undefined;
  /** At most this many; 25 when absent. */
  limit?: number;
  offset?: number;
}

const matching = (eb: ExpressionBuilder<Schema, 'attendanceSession'>, filter: SessionFilter) => {
  const { viewer, now, state, sectionId, from, before } = filter;
  const parts = [inStaffScope(eb, viewer)];
  if (state !== undefined) parts.push(isNow(eb, state, now));
  if (sectionId !== undefined) parts.push(eb('attendanceSession.sectionId', '=', sectionId));
  if (from !== undefined) parts.push(eb('attendanceSession.openedAt', '>=', from));
  if (before !== undefined) parts.push(eb('attendanceSession.openedAt', '<', before));
  return eb.and(parts);
};

/** `stateAt` in SQL, but that a close nobody has written yet is never old enough to be locked. */
const isNow = (eb: ExpressionBuilder<Schema, 'attendanceSession'>, state: SessionState, now: number) => {
  const is = (...states: SessionState[]) => eb('attendanceSession.state', 'in', states);
  const graceEnd = eb('attendanceSession.endsAt', '+', eb.ref('attendanceSession.graceMs'));
  const ended = eb('attendanceSession.endsAt', '<=', now);
  const over = eb(graceEnd, '<=', now);
  const lockable = eb('attendanceSession.editableUntil', '<=', now);
  if (state === 'open') return eb.and([is('open'), eb.not(ended)]);
  if (state === 'closing') return eb.and([eb.or([is('closing'), eb.and([is('open'), ended])]), eb.not(over)]);
  if (state === 'closed')
    return eb.or([
      eb.and([is('closed'), eb.or([eb.not(lockable), eb('attendanceSession.editableUntil', 'is', null)])]),
      eb.and([is('open', 'closing'), over]),
    ]);
  if (state === 'locked') return eb.or([is('locked'), eb.and([is('closed'), lockable])]);
  return is('scheduled');
};

/** Sessions the member of staff may see, newest first; the same few queries however many there are. */
export const sessionViews = async (db: Db, filter: SessionFilter): Promise<AttendanceSession[]> => {
  const rows = await sessionRows(db)
    .where((eb) => matching(eb, filter))
    .orderBy('attendanceSession.openedAt', 'desc')
    .orderBy('attendanceSession.id', 'desc')
    .limit(filter.limit ?? 25)
    .offset(filter.offset ?? 0)
    .execute();
  return viewsOf(db, rows, filter.now);
};

export const countSessions = async (db: Db, filter: SessionFilter): Promise<number> => {
  const { n } = await db
    .selectFrom('attendanceSession')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where((eb) => matching(eb, filter))
    .executeTakeFirstOrThrow();
  return Number(n);
};

/** One session as it is at `now`, whoever asks; check the scope first. */
export const sessionView = async (db: Db, id: string, now: number): Promise<AttendanceSession | undefined> => {
  const row = await sessionRow(db, id);
  return row ? viewOf(db, row, now) : undefined;
};

export const viewOf = async (db: Db, row: SessionRow, now: number): Promise<AttendanceSession> => {
  const [view] = await viewsOf(db, [row], now);
  return view ?? fail('not_found');
};

/** The policy a session was opened under. */
export const policyOf = async (db: Db, session: { policyVersion: number }): Promise<PolicyData> =>
  (await policyByVersion(db, session.policyVersion)).data;

export const editWindowMs = (policy: PolicyData): number => policy.editWindowDays * DAY_MS;

const viewsOf = async (db: Db, rows: readonly SessionRow[], now: number): Promise<AttendanceSession[]> => {
  const policies = new Map<number, PolicyData>();
  for (const version of new Set(rows.map((row) => row.policyVersion)))
    policies.set(version, await policyOf(db, { policyVersion: version }));
  const counts = await countsOf(db, rows, policies);
  return rows.map((row) => {
    const policy = policies.get(row.policyVersion) as PolicyData;
    const { state, closedAt, editableUntil } = stateAt(row, { now, editWindowMs: editWindowMs(policy) });
    const isOver = state === 'closed' || state === 'locked';
    return {
      id: row.id,
      leadId: row.leadId,
      section: { id: row.sectionId, name: row.sectionName, courseCode: row.courseCode, courseName: row.courseName },
      openedBy: { id: row.openedBy, name: row.openedByName },
      state,
      openedAt: row.openedAt,
      endsAt: row.endsAt,
      graceSeconds: Math.round(row.graceMs / 1000),
      closedAt: isOver ? closedAt : null,
      editableUntil: isOver ? editableUntil : null,
      policyVersion: row.policyVersion,
      counts: counts.get(row.id) ?? { roster: 0, marked: 0, attended: 0, review: 0 },
    };
  });
};
