import type { Mark, MarkChange, MarkMethod, StudentRef } from '@smart-presence/contract';
import { chunksOf, type Db, type Trx } from '../../platform/db/index.ts';

export interface NewMark {
  id: string;
  sessionId: string;
  studentId: string;
  code: string;
  method: MarkMethod;
  /** When the student was seen, or the mark was set. */
  at: number;
  recordedAt: number;
  /** null: the clock. */
  actorId: string | null;
  reason: string | null;
  isFlagged: boolean;
  /** Scores, distances, reasons; never an image. */
  evidence: Record<string, unknown>;
  /** What the student asked for that led to it. */
  origin?: MarkOrigin | null;
}

export type MarkOrigin = NonNullable<MarkChange['origin']>;

export interface AppendedMark {
  mark: Mark;
  /** The code before; null for a first mark. */
  from: string | null;
}

/**
 * Adds marks of one session; what was current stays as history. Take the session's turn first.
 * @returns one entry per mark given, in order.
 */
export const appendMarks = async (trx: Trx, marks: readonly NewMark[]): Promise<AppendedMark[]> => {
  const [first] = marks;
  if (!first) return [];
  const students = new Set(marks.map((mark) => mark.studentId));
  const current = new Map(
    (await currentMarks(trx, first.sessionId)).filter((m) => students.has(m.studentId)).map((m) => [m.studentId, m]),
  );
  const former = [...current.values()].map((mark) => mark.id);
  for (const ids of chunksOf(former))
    await trx.updateTable('mark').set({ isCurrent: false }).where('id', 'in', ids).execute();
  const rows = marks.map((mark) => ({ ...mark, version: (current.get(mark.studentId)?.version ?? 0) + 1 }));
  for (const some of chunksOf(rows))
    await trx
      .insertInto('mark')
      .values(
        some.map(({ origin, ...row }) => ({
          ...row,
          isCurrent: true,
          evidence: JSON.stringify(row.evidence),
          origin: origin?.kind ?? null,
          originId: origin?.id ?? null,
        })),
      )
      .execute();
  return rows.map((row) => ({ mark: toMark(row), from: current.get(row.studentId)?.code ?? null }));
};

const toMark = ({ id, sessionId, studentId, code, method, at, isFlagged, version }: Mark): Mark => ({
  id,
  sessionId,
  studentId,
  code,
  method,
  at,
  isFlagged,
  version,
});

const markColumns = ['id', 'sessionId', 'studentId', 'code', 'method', 'at', 'isFlagged', 'version'] as const;

/** Current marks of a session, at most one per student. */
export const currentMarks = (db: Db, sessionId: string): Promise<Mark[]> =>
  db.selectFrom('mark').select(markColumns).where('sessionId', '=', sessionId).where('isCurrent', '=', true).execute();

export interface MarkPlace {
  sessionId: string;
  studentId: string;
}

export const currentMark = (db: Db, { sessionId, studentId }: MarkPlace): Promise<Mark | undefined> =>
  db
    .selectFrom('mark')
    .select(markColumns)
    .where('sessionId', '=', sessionId)
    .where('studentId', '=', studentId)
    .where('isCurrent', '=', true)
    .executeTakeFirst();

/** The current mark with what led to it. */
export const markEvidence = async (
  db: Db,
  { sessionId, studentId }: MarkPlace,
): Promise<{ mark: Mark; evidence: Record<string, unknown> } | undefined> => {
  const row = await db
    .selectFrom('mark')
    .select([...markColumns, 'evidence'])
    .where('sessionId', '=', sessionId)
    .where('studentId', '=', studentId)
    .where('isCurrent', '=', true)
    .executeTakeFirst();
  return row && { mark: toMark(row), evidence: JSON.parse(row.evidence) as Record<string, unknown> };
};

/** Evidence of the current marks of a session that are flagged. */
export const flaggedEvidence = async (
  db: Db,
  sessionId: string,
): Promise<{ studentId: string; evidence: Record<string, unknown> }[]> => {
  const rows = await db
    .selectFrom('mark')
    .select(['studentId', 'evidence'])
    .where('sessionId', '=', sessionId)
    .where('isCurrent', '=', true)
    .where('isFlagged', '=', true)
    .execute();
  return rows.map((row) => ({ ...row, evidence: JSON.parse(row.evidence) as Record<string, unknown> }));
};

/** Every change of one mark, oldest first. */
export const historyOf = async (db: Db, { sessionId, studentId }: MarkPlace): Promise<MarkChange[]> => {
  const rows = await db
    .selectFrom('mark')
    .leftJoin('person', 'person.id', 'mark.actorId')
    .select(['mark.id', 'mark.version', 'mark.code', 'mark.method', 'mark.at', 'mark.recordedAt', 'mark.reason'])
    .select(['mark.actorId', 'person.name as actorName', 'mark.origin', 'mark.originId'])
    .where('mark.sessionId', '=', sessionId)
    .where('mark.studentId', '=', studentId)
    .orderBy('mark.version')
    .execute();
  return rows.map(({ actorId, actorName, code, origin, originId, ...row }, index) => ({
    ...row,
    from: rows[index - 1]?.code ?? null,
    to: code,
    actor: actorId === null ? null : { id: actorId, name: actorName ?? '' },
    origin: origin === null || originId === null ? null : { kind: origin, id: originId },
  }));
};

/** Students of a session by id: the active roster and everyone who has a mark or an open review in it. */
export const studentsOfSession = async (
  db: Db,
  { id, sectionId }: { id: string; sectionId: string },
): Promise<StudentRef[]> =>
  db
    .selectFrom('person')
    .leftJoin('studentProfile', 'studentProfile.personId', 'person.id')
    .select(['person.id', 'person.name', 'studentProfile.usn'])
    .where((eb) =>
      eb.or([
        eb(
          'person.id',
          'in',
          eb
            .selectFrom('enrolment')
            .innerJoin('person as enrolled', 'enrolled.id', 'enrolment.studentId')
            .select('enrolment.studentId')
            .where('enrolment.sectionId', '=', sectionId)
            .where('enrolment.droppedAt', 'is', null)
            .where('enrolled.isDisabled', '=', false),
        ),
        eb('person.id', 'in', eb.selectFrom('mark').select('studentId').where('sessionId', '=', id)),
        eb('person.id', 'in', eb.selectFrom('review').select('studentId').where('sessionId', '=', id)),
      ]),
    )
    .execute();
