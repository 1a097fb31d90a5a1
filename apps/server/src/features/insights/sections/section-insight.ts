import type { SectionInsight } from '@smart-presence/contract';
import type { Db } from '../../../platform/db/index.ts';
import { fail } from '../../../platform/http/index.ts';
import { findSection, type SectionViewer } from '../../academics/index.ts';
import { allPolicies, currentPolicy } from '../../policies/index.ts';
import { talliesOf } from '../tallies/tallies.store.ts';
import { judgeSection, type SectionJudgement } from './judge-section.ts';
import { enrolledIn, marksOver, sessionsOver } from './section-marks.store.ts';

/**
 * How a section went, for those who teach it. As many queries whatever its size.
 * @throws AppError `not_found` for a section this viewer may not see.
 */
export const sectionInsight = async (
  db: Db,
  { sectionId, viewer, now }: { sectionId: string; viewer: SectionViewer; now: number },
): Promise<SectionInsight> => {
  const { id, name, course } = (await findSection(db, viewer, sectionId)) ?? fail('not_found');
  const { data: policy } = await currentPolicy(db, now);
  return {
    section: { id, name, courseCode: course.code, courseName: course.name },
    minimumPercent: policy.minimumPercent,
    ...(await judgementOf(db, sectionId)),
  };
};

/** From tallies and marks: five queries. */
export const judgementOf = async (db: Db, sectionId: string): Promise<SectionJudgement> => {
  const tallies = await talliesOf(db, { sectionIds: [sectionId] });
  const sessions = await sessionsOver(db, sectionId);
  const marks = await marksOver(db, sectionId);
  const enrolled = await enrolledIn(db, sectionId);
  // After the marks: they are of versions that were there before them.
  const worth = new Map((await allPolicies(db)).map(({ version, data }) => [version, data]));
  return judgeSection({ tallies, sessions, marks, enrolled, worth });
};
