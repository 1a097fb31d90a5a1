import type { FeedbackComment, OwnFeedback } from '@smart-presence/contract';
import type { Db, Trx } from '../../platform/db/index.ts';

export interface SectionNames {
  sectionId: string;
  sectionName: string;
  courseCode: string;
  courseName: string;
}

export const sectionOf = ({ sectionId, sectionName, courseCode, courseName }: SectionNames) => ({
  id: sectionId,
  name: sectionName,
  courseCode,
  courseName,
});

const feedbackRows = (db: Db) =>
  db
    .selectFrom('feedback')
    .innerJoin('attendanceSession as session', 'session.id', 'feedback.sessionId')
    .innerJoin('section', 'section.id', 'feedback.sectionId')
    .innerJoin('course', 'course.id', 'section.courseId')
    .leftJoin('person as replier', 'replier.id', 'feedback.repliedBy')
    .selectAll('feedback')
    .select(['session.openedAt', 'section.name as sectionName', 'course.code as courseCode'])
    .select(['course.name as courseName', 'replier.name as replierName']);

type Row = Awaited<ReturnType<ReturnType<typeof feedbackRows>['execute']>>[number];

const replyOf = ({ reply, repliedBy, repliedAt, replierName }: Row): OwnFeedback['reply'] =>
  reply === null || repliedBy === null || repliedAt === null
    ? null
    : { text: reply, by: { id: repliedBy, name: replierName ?? '' }, at: repliedAt };

/** What a student gave, newest first. */
export const feedbackOf = async (db: Db, studentId: string): Promise<OwnFeedback[]> => {
  const rows = await feedbackRows(db)
    .where('feedback.studentId', '=', studentId)
    .orderBy('feedback.givenAt', 'desc')
    .execute();
  return rows.map((row) => {
    const { id, sessionId, openedAt, rating, comment, isNamed, givenAt } = row;
    return { id, sessionId, openedAt, section: sectionOf(row), rating, comment, isNamed, givenAt, reply: replyOf(row) };
  });
};

/** Comments of a section in an order that tells nothing of when they came. */
export const commentsOf = async (db: Db, sectionId: string): Promise<FeedbackComment[]> => {
  const rows = await feedbackRows(db)
    .innerJoin('person as student', 'student.id', 'feedback.studentId')
    .leftJoin('studentProfile', 'studentProfile.personId', 'feedback.studentId')
    .select(['student.name as studentName', 'studentProfile.usn'])
    .where('feedback.sectionId', '=', sectionId)
    .where('feedback.comment', 'is not', null)
    .execute();
  return rows
    .map((row) => ({
      id: row.id,
      rating: row.rating,
      comment: row.comment ?? '',
      student: row.isNamed ? { id: row.studentId, name: row.studentName, usn: row.usn } : null,
      session: row.isNamed ? { id: row.sessionId, openedAt: row.openedAt } : null,
      reply: replyOf(row),
    }))
    .toSorted((a, b) => a.rating - b.rating || (a.comment < b.comment ? -1 : 1));
};

export const ratingsIn = (db: Db, sectionIds: readonly string[]) =>
  db
    .selectFrom('feedback')
    .select(['sectionId', 'sessionId', 'rating', 'isNamed', 'givenAt'])
    .where('sectionId', 'in', sectionIds)
    .execute();

export interface NewFeedback {
  id: string;
  sessionId: string;
  sectionId: string;
  studentId: string;
  rating: number;
  comment: string | null;
  isNamed: boolean;
  givenAt: number;
}

/** @returns false when this student has rated this session before. */
export const insertFeedback = async (trx: Trx, row: NewFeedback): Promise<boolean> => {
  const written = await trx
    .insertInto('feedback')
    .values({ ...row, reply: null, repliedBy: null, repliedAt: null })
    .onConflict((conflict) => conflict.columns(['sessionId', 'studentId']).doNothing())
    .returning('id')
    .executeTakeFirst();
  return written !== undefined;
};
