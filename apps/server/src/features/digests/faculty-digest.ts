import type { Db } from '../../platform/db/index.ts';
import { judgementOf } from '../insights/index.ts';
import type { DigestFacts } from '../notifications/index.ts';

interface Asked {
  personId: string;
  from: number;
  now: number;
}

/** How a teacher's sections that met went; null when none did and nothing waits. */
export const facultyDigest = async (db: Db, { personId, from, now }: Asked): Promise<DigestFacts | null> => {
  const met = await sectionsThatMet(db, { personId, from, now });
  const reviews = await reviewsOf(db, personId);
  if (met.length === 0 && reviews === 0) return null;
  const sections = [];
  for (const { id, name, courseName } of met) {
    const { sessions, usualPercent, slipping } = await judgementOf(db, id);
    const held = sessions.filter(({ openedAt }) => openedAt >= from);
    const sum = (of: (session: (typeof held)[number]) => number) => held.reduce((total, each) => total + of(each), 0);
    const of = sum((session) => session.of);
    sections.push({
      course: `${courseName} (${name})`,
      sessions: held.length,
      percent: of === 0 ? null : (100 * sum(({ attended }) => attended)) / of,
      usualPercent,
      slipping: slipping.map(({ student, before, recent }) => ({ name: student.name, before, recent })),
    });
  }
  return { role: 'faculty', sections, reviews };
};

const sectionsThatMet = (db: Db, { personId, from, now }: Asked) =>
  db
    .selectFrom('sectionFaculty')
    .innerJoin('section', 'section.id', 'sectionFaculty.sectionId')
    .innerJoin('course', 'course.id', 'section.courseId')
    .select(['section.id', 'section.name', 'course.name as courseName'])
    .where('sectionFaculty.personId', '=', personId)
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('attendanceSession as session')
          .select('session.id')
          .whereRef('session.sectionId', '=', 'section.id')
          .where('session.state', 'in', ['closed', 'locked'])
          .where('session.openedAt', '>=', from)
          .where('session.openedAt', '<', now),
      ),
    )
    .orderBy('course.name')
    .orderBy('section.name')
    .orderBy('section.id')
    .execute();

const reviewsOf = async (db: Db, personId: string): Promise<number> => {
  const { n } = await db
    .selectFrom('review')
    .innerJoin('attendanceSession as session', 'session.id', 'review.sessionId')
    .innerJoin('sectionFaculty', 'sectionFaculty.sectionId', 'session.sectionId')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('review.state', '=', 'open')
    .where('sectionFaculty.personId', '=', personId)
    .executeTakeFirstOrThrow();
  return Number(n);
};
