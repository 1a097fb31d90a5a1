import { MOST_REGISTER_SESSIONS, type Register, type RegisterStudent } from '@smart-presence/contract';
import type { Db } from '../../platform/db/index.ts';
import { newestEventId } from '../../platform/events/index.ts';
import { fail } from '../../platform/http/index.ts';
import { findSection, type SectionViewer } from '../academics/index.ts';
import { editWindowMs, stateAt } from '../attendance/index.ts';
import { computeStanding, type StandingRules } from './compute-standing.ts';
import { codesOfSection, type RegisterMark, sessionsOfSection, studentsOfSection } from './register.store.ts';
import { judgedSection, openCourt, rulesOf } from './section-rules.ts';

export interface RegisterRequest {
  sectionId: string;
  viewer: SectionViewer;
  now: number;
}

type Held = Awaited<ReturnType<typeof sessionsOfSection>>[number];

/** Students × sessions of a section; as many queries whatever their number. @throws AppError `not_found`. */
export const sectionRegister = async (db: Db, { sectionId, viewer, now }: RegisterRequest): Promise<Register> => {
  // The event id first: whatever happens after it reaches the page as an event.
  const eventId = await newestEventId(db);
  const section = (await findSection(db, viewer, sectionId)) ?? fail('not_found');
  const judged = (await judgedSection(db, sectionId)) ?? fail('not_found');
  const held = await sessionsOfSection(db, sectionId);
  const students = await studentsOfSection(db, sectionId);
  const marks = Map.groupBy(await codesOfSection(db, sectionId), ({ studentId }) => studentId);
  const court = await openCourt(db, now);
  const { rules } = await rulesOf(db, court, judged);
  const shown = held.slice(-MOST_REGISTER_SESSIONS);
  const sessions = shown.map((row) => {
    const policy = court.worth.get(row.policyVersion);
    const { state } = stateAt(row, { now, editWindowMs: policy ? editWindowMs(policy) : 0 });
    const needsReason = state === 'closed' || state === 'locked';
    return {
      id: row.id,
      openedAt: row.openedAt,
      state,
      isEditable: state !== 'locked' || viewer.role === 'admin',
      needsReason,
    };
  });
  const sheet: Sheet = {
    columns: new Map(shown.map(({ id }, index) => [id, index])),
    held: new Map(held.map((row) => [row.id, row])),
    rules,
  };
  const { id, name, course } = section;
  return {
    section: { id, name, courseCode: course.code, courseName: course.name },
    minimumPercent: rules.policy.minimumPercent,
    sessions,
    students: students.map(({ student, isDropped }) => ({
      student,
      isDropped,
      ...rowOf(marks.get(student.id) ?? [], sheet),
    })),
    eventId,
  };
};

interface Sheet {
  columns: ReadonlyMap<string, number>;
  held: ReadonlyMap<string, Held>;
  rules: StandingRules;
}

const rowOf = (
  marks: readonly RegisterMark[],
  { columns, held, rules }: Sheet,
): Omit<RegisterStudent, 'student' | 'isDropped'> => {
  const codes: (string | null)[] = Array.from({ length: columns.size }, () => null);
  const versions: number[] = Array.from({ length: columns.size }, () => 0);
  for (const { sessionId, code, version } of marks) {
    const at = columns.get(sessionId);
    if (at === undefined) continue;
    codes[at] = code;
    versions[at] = version;
  }
  // As the students themselves see it: by sessions whose end has been written.
  const counted = marks.flatMap(({ sessionId, code }) => {
    const session = held.get(sessionId);
    if (session?.state !== 'closed' && session?.state !== 'locked') return [];
    return [{ code, policyVersion: session.policyVersion, hours: session.hours }];
  });
  const standing = computeStanding(counted, rules);
  const { attended, percent } = standing;
  return { held: standing.held, attended, percent, codes, versions };
};
