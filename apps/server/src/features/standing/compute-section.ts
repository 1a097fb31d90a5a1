import { type Db, oneAtATime, transact } from '../../platform/db/index.ts';
import type { WarnGuardian } from '../notifications/index.ts';
import { computeStanding, type StandingRules } from './compute-standing.ts';
import { type Attended, decideWarnings } from './decide-warnings.ts';
import { marksOfSection, type StudentMark } from './marks.store.ts';
import { type Court, judgedBy, judgedSection, rulesOf } from './section-rules.ts';
import { progressOf, saveProgress, saveStandings, studentsOf, toldIn } from './standing-rows.store.ts';
import { warnStudent } from './warn-student.ts';

export interface SectionWork {
  court: Court;
  sectionId: string;
  /** Whose marks have changed, with the session that changed last; null: everybody's, for no session's sake. */
  changed: ReadonlyMap<string, string> | null;
  /** Everybody's, for the sake of this session: it was closed. */
  closed?: string | undefined;
  /** The newest event that gave cause; absent: none did, the rules have changed. */
  eventId?: number;
  warnGuardian: WarnGuardian | null;
}

export interface SectionResult {
  computed: number;
  warned: number;
}

const NOTHING: SectionResult = { computed: 0, warned: 0 };

/**
 * Computes the standings of a section anew and warns whom it has to. Several servers take turns; whoever comes after the work
 * is done finds nothing to do. Doing it again warns nobody twice.
 */
export const computeSection = (db: Db, work: SectionWork): Promise<SectionResult> =>
  transact(db, async (trx) => {
    const { court, sectionId, changed, closed, eventId } = work;
    await oneAtATime(trx, `standing:${sectionId}`);
    const before = await progressOf(trx, sectionId);
    if (before && eventId !== undefined && before.eventId >= eventId) return NOTHING;
    const section = await judgedSection(trx, sectionId);
    if (!section) return NOTHING;
    const { rules, judgement } = await rulesOf(trx, court, section);
    const judged = judgedBy(court, judgement, section);
    if (eventId === undefined && before?.judgedBy === judged) return NOTHING;
    // Whoever was judged by other rules is to be judged anew, and not only who has a new mark.
    const isAll = closed !== undefined || changed === null || before?.judgedBy !== judged;
    const studentIds = isAll ? undefined : [...changed.keys()];
    const students = await studentsOf(trx, { sectionId, studentIds });
    const marks = Map.groupBy(await marksOfSection(trx, { sectionId, studentIds }), ({ studentId }) => studentId);
    const told = await toldIn(trx, sectionId);
    const rows = [];
    let warned = 0;
    for (const student of students) {
      const own = marks.get(student.id) ?? [];
      const numbers = computeStanding(own, rules);
      const { policy } = rules;
      const decision = decideWarnings({
        state: numbers.state,
        condones: policy.condonationPercent > 0,
        sessions: sessionsOf(own, rules.worth),
        toldLevel: told.levels.get(student.id) ?? 0,
        toldAbsences: told.absences.get(student.id) ?? new Set(),
        rules: policy.warnings,
        occasion: judgement.isOver ? null : (changed?.get(student.id) ?? closed ?? null),
      });
      const { minimumPercent } = policy;
      rows.push({ studentId: student.id, numbers, minimumPercent, toldLevel: decision.toldLevel });
      for (const warning of decision.due) {
        const { warnGuardian } = work;
        const isTold = await warnStudent(trx, {
          warning,
          student,
          section,
          numbers,
          policy,
          warnGuardian,
          now: court.now,
        });
        warned += Number(isTold);
      }
    }
    await saveStandings(trx, { sectionId, rows, now: court.now });
    await saveProgress(trx, { sectionId, judgedBy: judged, eventId: eventId ?? before?.eventId ?? 0 });
    return { computed: rows.length, warned };
  });

/** Sessions that count for the student, oldest first, by what their marks were worth. */
const sessionsOf = (marks: readonly StudentMark[], worth: StandingRules['worth']): Attended[] =>
  marks.flatMap(({ sessionId, code, policyVersion }) => {
    const kind = worth.get(policyVersion)?.marks.find((one) => one.code === code);
    return kind?.counts ? [{ sessionId, isAbsent: kind.attended === 0 }] : [];
  });
