import type { RequestKind, StudentRequest } from '@smart-presence/contract';
import { type Expression, type ExpressionBuilder, type Selectable, type SqlBool, sql } from 'kysely';
import { type Db, oneAtATime, type Schema, type Trx } from '../../platform/db/index.ts';
import { fail } from '../../platform/http/index.ts';
import { marksFrom } from '../attendance/index.ts';
import { type RequestFacts, staffActions, studentActions } from './judge-request.ts';
import { answersOf, documentsOf } from './parts.store.ts';

export type RequestRow = Selectable<Schema['studentRequest']>;

export interface RequestViewer {
  personId: string;
  role: string;
}

type InRequests = ExpressionBuilder<Schema, 'studentRequest'>;

/** Students see their own, teachers those about sections they teach, administrators all. */
const visibleTo = (eb: InRequests, viewer: RequestViewer): Expression<SqlBool> => {
  if (viewer.role === 'admin') return sql<boolean>`1 = 1`;
  if (viewer.role === 'student') return eb('studentRequest.studentId', '=', viewer.personId);
  if (viewer.role !== 'faculty') return sql<boolean>`1 = 0`;
  return eb.exists(
    eb
      .selectFrom('sectionFaculty')
      .select('sectionFaculty.sectionId')
      .whereRef('sectionFaculty.sectionId', '=', 'studentRequest.sectionId')
      .where('sectionFaculty.personId', '=', viewer.personId),
  );
};

/** The request, with its turn taken until commit. @throws AppError `not_found` when this viewer has none such. */
export const takeRequest = async (
  trx: Trx,
  { id, viewer }: { id: string; viewer: RequestViewer },
): Promise<RequestRow> => {
  await oneAtATime(trx, `student_request:${id}`);
  const row = await trx
    .selectFrom('studentRequest')
    .selectAll()
    .where('id', '=', id)
    .where((eb) => visibleTo(eb, viewer))
    .executeTakeFirst();
  return row ?? fail('not_found');
};

/** Whether the viewer may see this request; the same rule as for lists. */
export const maySee = async (db: Db, id: string, viewer: RequestViewer): Promise<boolean> => {
  const row = await db
    .selectFrom('studentRequest')
    .select('id')
    .where('id', '=', id)
    .where((eb) => visibleTo(eb, viewer))
    .executeTakeFirst();
  return row !== undefined;
};

const requestRows = (db: Db, viewer: RequestViewer) =>
  db
    .selectFrom('studentRequest')
    .innerJoin('person as student', 'student.id', 'studentRequest.studentId')
    .leftJoin('studentProfile', 'studentProfile.personId', 'studentRequest.studentId')
    .leftJoin('section', 'section.id', 'studentRequest.sectionId')
    .leftJoin('course', 'course.id', 'section.courseId')
    .leftJoin('attendanceSession as session', 'session.id', 'studentRequest.sessionId')
    .leftJoin('mark', 'mark.id', 'studentRequest.markId')
    .selectAll('studentRequest')
    .select([
      'student.name as studentName',
      'studentProfile.usn',
      'section.name as sectionName',
      'course.code as courseCode',
      'course.name as courseName',
      'session.openedAt',
      'session.state as sessionState',
      'session.editableUntil',
      'mark.code as from',
    ])
    .where((eb) => visibleTo(eb as unknown as InRequests, viewer));

type Joined = Awaited<ReturnType<ReturnType<typeof requestRows>['executeTakeFirstOrThrow']>>;

export interface RequestFilter {
  viewer: RequestViewer;
  now: number;
  show?: 'waiting' | 'answered' | undefined;
  kind?: RequestKind | undefined;
  limit: number;
  offset: number;
}

const WAITING = ['open', 'second-reading'] as const;
const ANSWERED = ['answered', 'final', 'withdrawn'] as const;

const matching = (eb: InRequests, { show, kind }: Pick<RequestFilter, 'show' | 'kind'>): Expression<SqlBool> =>
  eb.and([
    ...(show === undefined ? [] : [eb('studentRequest.state', 'in', show === 'waiting' ? WAITING : ANSWERED)]),
    ...(kind === undefined ? [] : [eb('studentRequest.kind', '=', kind)]),
  ]);

/** Waiting ones with the first due first; all others the newest first. The same few queries however many there are. */
export const listRequests = async (db: Db, filter: RequestFilter): Promise<StudentRequest[]> => {
  const { viewer, show, now } = filter;
  const rows = await requestRows(db, viewer)
    .where((eb) => matching(eb as unknown as InRequests, filter))
    .$if(show === 'waiting', (query) => query.orderBy('studentRequest.answerBy'))
    .$if(show === 'answered', (query) => query.orderBy('studentRequest.settledAt', 'desc'))
    .orderBy('studentRequest.askedAt', 'desc')
    .orderBy('studentRequest.id', 'desc')
    .limit(filter.limit)
    .offset(filter.offset)
    .execute();
  return viewsOf(db, rows, { viewer, now });
};

export const countRequests = async (db: Db, filter: RequestFilter): Promise<number> => {
  const { n } = await db
    .selectFrom('studentRequest')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where((eb) => visibleTo(eb, filter.viewer))
    .where((eb) => matching(eb, filter))
    .executeTakeFirstOrThrow();
  return Number(n);
};

/** @throws AppError `not_found`. */
export const requestView = async (
  db: Db,
  { id, viewer, now }: { id: string; viewer: RequestViewer; now: number },
): Promise<StudentRequest> => {
  const rows = await requestRows(db, viewer).where('studentRequest.id', '=', id).execute();
  const [view] = await viewsOf(db, rows, { viewer, now });
  return view ?? fail('not_found');
};

const viewsOf = async (
  db: Db,
  rows: readonly Joined[],
  { viewer, now }: { viewer: RequestViewer; now: number },
): Promise<StudentRequest[]> => {
  const ids = rows.map(({ id }) => id);
  const answers = await answersOf(db, ids);
  const documents = await documentsOf(db, ids);
  const marks = await marksFrom(db, ids);
  return rows.map((row) => {
    const given = answers.get(row.id) ?? [];
    const facts: RequestFacts = { ...row, firstReader: given[0]?.by.id ?? null };
    return {
      id: row.id,
      kind: row.kind,
      student: { id: row.studentId, name: row.studentName, usn: row.usn },
      section: sectionOf(row),
      state: row.state,
      verdict: row.verdict,
      statement: row.statement,
      askedAt: row.askedAt,
      answerBy: row.answerBy,
      secondReadingBy: row.secondReadingBy,
      second: row.secondAskedAt === null ? null : { at: row.secondAskedAt, statement: row.secondStatement ?? '' },
      leave: leaveOf(row),
      appeal: appealOf(row, now),
      documents: documents.get(row.id) ?? [],
      answers: given,
      marks: marks.get(row.id) ?? 0,
      can: viewer.role === 'student' ? studentActions(facts, now) : staffActions(facts, viewer, now),
    };
  });
};

const sectionOf = ({ sectionId, sectionName, courseCode, courseName }: Joined): StudentRequest['section'] =>
  sectionId === null
    ? null
    : { id: sectionId, name: sectionName ?? '', courseCode: courseCode ?? '', courseName: courseName ?? '' };

const leaveOf = ({ leaveKind, firstDay, lastDay }: Joined): StudentRequest['leave'] =>
  leaveKind === null || firstDay === null || lastDay === null ? null : { kind: leaveKind, firstDay, lastDay };

const appealOf = (row: Joined, now: number): StudentRequest['appeal'] => {
  const { sessionId, from, wanted, openedAt, sessionState, editableUntil } = row;
  if (sessionId === null || from === null || wanted === null || openedAt === null) return null;
  const isLocked = sessionState === 'locked' || (editableUntil !== null && editableUntil <= now);
  return { session: { id: sessionId, openedAt, isLocked }, from, wanted };
};
