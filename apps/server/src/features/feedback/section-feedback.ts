import type { FeedbackRow, SectionFeedback } from '@smart-presence/contract';
import type { Db } from '../../platform/db/index.ts';
import { fail } from '../../platform/http/index.ts';
import { type AttendedSession, attendedIn } from './attended.store.ts';
import { commentsOf, ratingsIn, type SectionNames, sectionOf } from './feedback.store.ts';
import { summarise } from './summarise.ts';

export interface FeedbackViewer {
  personId: string;
  role: string;
}

/** Sections whose feedback this viewer may read: teachers those they teach, administrators all. */
export const readableSections = (db: Db, { personId, role }: FeedbackViewer) => {
  const sections = db.selectFrom('section').innerJoin('course', 'course.id', 'section.courseId');
  if (role === 'admin') return sections;
  return sections.where((eb) =>
    eb.exists(
      eb
        .selectFrom('sectionFaculty')
        .select('sectionFaculty.sectionId')
        .whereRef('sectionFaculty.sectionId', '=', 'section.id')
        .where('sectionFaculty.personId', '=', role === 'faculty' ? personId : ''),
    ),
  );
};

/**
 * What students say of a section, as far as it may be shown.
 * @throws AppError `not_found` for a section this viewer may not read.
 */
export const sectionFeedback = async (
  db: Db,
  { sectionId, viewer }: { sectionId: string; viewer: FeedbackViewer },
): Promise<SectionFeedback> => {
  const section = await readableSections(db, viewer)
    .select(['section.id as sectionId', 'section.name as sectionName', 'course.code as courseCode'])
    .select('course.name as courseName')
    .where('section.id', '=', sectionId)
    .executeTakeFirst();
  if (!section) return fail('not_found');
  const ratings = await ratingsIn(db, [sectionId]);
  const { total, bySession } = summarise(ratings);
  const given = Map.groupBy(ratings, (each) => each.sessionId);
  const sessions = (await attendedIn(db, sectionId)).filter((each) => each.attended > 0 || given.has(each.id));
  const count = (of: (session: AttendedSession) => number) => sessions.reduce((sum, each) => sum + of(each), 0);
  return {
    section: sectionOf(section),
    attended: count(({ attended }) => attended),
    given: ratings.length,
    ratings: total,
    sessions: sessions.map((each) => ({
      ...each,
      given: given.get(each.id)?.length ?? 0,
      ratings: bySession.get(each.id) ?? null,
    })),
    // A comment without a name is shown with the ratings: where they are too few, so are those who can have written it.
    comments: (await commentsOf(db, sectionId)).filter(({ student }) => student !== null || total !== null),
  };
};

interface Listing {
  viewer: FeedbackViewer;
  limit: number;
  offset: number;
}

/** Sections that have feedback, those with the newest first. Three queries, however many there are. */
export const listFeedback = async (
  db: Db,
  { viewer, limit, offset }: Listing,
): Promise<{ items: FeedbackRow[]; total: number }> => {
  const withFeedback = () => readableSections(db, viewer).innerJoin('feedback', 'feedback.sectionId', 'section.id');
  const { n } = await withFeedback()
    .select((eb) => eb.fn.count<number>('section.id').distinct().as('n'))
    .executeTakeFirstOrThrow();
  const rows: (SectionNames & { lastAt: number })[] = await withFeedback()
    .select(['section.id as sectionId', 'section.name as sectionName', 'course.code as courseCode'])
    .select('course.name as courseName')
    .select((eb) => eb.fn.max('feedback.givenAt').as('lastAt'))
    .groupBy(['section.id', 'section.name', 'course.code', 'course.name'])
    .orderBy('lastAt', 'desc')
    .orderBy('section.id')
    .limit(limit)
    .offset(offset)
    .execute();
  const ids = rows.map(({ sectionId }) => sectionId);
  const ratings = Map.groupBy(ids.length > 0 ? await ratingsIn(db, ids) : [], ({ sectionId }) => sectionId);
  const items = rows.map((row) => {
    const own = ratings.get(row.sectionId) ?? [];
    return { section: sectionOf(row), given: own.length, ratings: summarise(own).total, lastAt: Number(row.lastAt) };
  });
  return { items, total: Number(n) };
};
