import type { PolicyData } from '@smart-presence/contract';
import type { Db } from '../../platform/db/index.ts';
import { addDays, classesOf, startOfDay, timeZone } from '../academics/index.ts';
import { allPolicies, currentPolicy } from '../policies/index.ts';
import type { StandingRules } from './compute-standing.ts';

/** A section with what its students are judged by. */
export interface JudgedSection {
  id: string;
  name: string;
  courseCode: string;
  courseName: string;
  prescribedHours: number | null;
  startDay: string;
  endDay: string;
  revision: number | null;
}

/** What everybody is judged by at an instant, read once for any number of sections. */
export interface Court {
  zone: string;
  /** Every version there is. */
  worth: ReadonlyMap<number, PolicyData>;
  /** The version in force at an instant. */
  versionAt: (instant: number) => number;
  now: number;
}

/** A few small queries. Read it after the marks: they are of versions that were there before them. */
export const openCourt = async (db: Db, now: number): Promise<Court> => {
  // Makes sure that there is a version at all.
  await currentPolicy(db, now);
  const newestFirst = (await allPolicies(db)).sort(
    (a, b) => b.effectiveFrom - a.effectiveFrom || b.version - a.version,
  );
  const first = newestFirst.reduce((least, { version }) => Math.min(least, version), Number.POSITIVE_INFINITY);
  return {
    zone: await timeZone(db),
    worth: new Map(newestFirst.map(({ version, data }) => [version, data])),
    versionAt: (instant) => newestFirst.find(({ effectiveFrom }) => effectiveFrom <= instant)?.version ?? first,
    now,
  };
};

export interface Judgement {
  /** Of the policy that is asked for. */
  version: number;
  isOver: boolean;
}

/** A term that is over stays judged by the policy of its last instant, whatever is in force later. */
export const judgementOf = ({ zone, versionAt, now }: Court, { endDay }: { endDay: string }): Judgement => {
  const end = startOfDay(zone, addDays(endDay, 1));
  return { version: versionAt(Math.min(now, end - 1)), isOver: now >= end };
};

/**
 * What a standing was judged by, in one word: when it changes, so may standings without any new mark. Classes to come and hours
 * are part of it where the policy goes by them.
 */
export const judgedBy = ({ worth }: Court, { version, isOver }: Judgement, section: Judged): string => {
  const denominator = worth.get(version)?.denominator;
  const words = [
    String(version),
    isOver ? 'over' : '',
    denominator === 'scheduled' && !isOver ? `timetable ${section.revision ?? 0}` : '',
    denominator === 'prescribed' ? `hours ${section.prescribedHours ?? ''}` : '',
  ];
  return words.filter(Boolean).join(' ');
};

interface Judged {
  prescribedHours: number | null;
  /** Of the timetable. */
  revision: number | null;
}

/** The rules of a section, and the version they come from. The timetable is asked only where the policy goes by it. */
export const rulesOf = async (
  db: Db,
  court: Court,
  section: JudgedSection,
): Promise<{ rules: StandingRules; judgement: Judgement }> => {
  const judgement = judgementOf(court, section);
  const policy = court.worth.get(judgement.version);
  if (!policy) throw new Error('there is no policy');
  const { isOver } = judgement;
  const toCome = policy.denominator === 'scheduled' && !isOver ? await classesToCome(db, section.id, court.now) : 0;
  const { prescribedHours } = section;
  return { rules: { policy, worth: court.worth, outlook: { toCome, prescribedHours, isOver } }, judgement };
};

/** Classes that count once they are held: one whose session still runs is to come, too. */
const classesToCome = async (db: Db, sectionId: string, now: number): Promise<number> => {
  const over = await db
    .selectFrom('scheduledSession as class')
    .innerJoin('attendanceSession as session', 'session.id', 'class.id')
    .select(['class.slotId', 'class.day'])
    .where('class.sectionId', '=', sectionId)
    .where('class.endsAt', '>', now)
    .where('session.state', 'in', ['closed', 'locked'])
    .execute();
  const held = new Set(over.map(({ slotId, day }) => `${slotId} ${day}`));
  const classes = await classesOf(db, { sectionId });
  return classes.filter(
    ({ isCancelled, endsAt, slotId, day }) => !isCancelled && endsAt > now && !held.has(`${slotId} ${day}`),
  ).length;
};

const sections = (db: Db) =>
  db
    .selectFrom('section')
    .innerJoin('course', 'course.id', 'section.courseId')
    .innerJoin('term', 'term.id', 'section.termId')
    .select(['section.id', 'section.name', 'course.code as courseCode', 'course.name as courseName'])
    .leftJoin('timetableRevision', 'timetableRevision.sectionId', 'section.id')
    .select(['course.prescribedHours', 'term.startDay', 'term.endDay', 'timetableRevision.revision']);

export const judgedSection = (db: Db, id: string): Promise<JudgedSection | undefined> =>
  sections(db).where('section.id', '=', id).executeTakeFirst();

/** Every section of a term. */
export const sectionsOfTerm = (db: Db, termId: string): Promise<JudgedSection[]> =>
  sections(db).where('section.termId', '=', termId).execute();

/** Sections in which the student is actively enrolled, archived terms apart, by course and name. */
export const sectionsOfStudent = (db: Db, studentId: string): Promise<JudgedSection[]> =>
  sections(db)
    .innerJoin('enrolment', 'enrolment.sectionId', 'section.id')
    .where('enrolment.studentId', '=', studentId)
    .where('enrolment.droppedAt', 'is', null)
    .where('term.archivedAt', 'is', null)
    .orderBy('course.code')
    .orderBy('section.name')
    .execute();
