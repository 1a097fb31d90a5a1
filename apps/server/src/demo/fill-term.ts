import { addDays, classesOf, startOfDay } from '../features/academics/index.ts';
import { currentPolicy } from '../features/policies/index.ts';
import { chunksOf, type Db, newId, transact } from '../platform/db/index.ts';
import { seededRandom } from './random.ts';
import { addTerm, type SimulatedTerm, TERM_START, type TermSize, ZONE } from './simulate-term.ts';

export interface FilledTerm extends SimulatedTerm {
  sessions: number;
  marks: number;
  /** Noon of the last day but one: the term still runs. */
  now: number;
}

const MINUTE_MS = 60_000;
/** Shares of marks: most are there, some late, some excused. */
const codeOf = (random: number, diligence: number): string => {
  if (random > diligence) return random > 0.985 ? 'E' : 'A';
  return random < 0.05 ? 'L' : 'P';
};

/**
 * A term as its timetable says, with the sessions that were held and a mark for everybody on their rosters. Written to the
 * tables as they would stand, since living through it takes an hour: for measuring what reads them, never for people.
 */
export const fillTerm = async (db: Db, size: TermSize): Promise<FilledTerm> => {
  const term = await addTerm(db, size);
  const now = startOfDay(ZONE, addDays(term.lastDay, -1)) + 12 * 60 * MINUTE_MS;
  const { version } = await currentPolicy(db, startOfDay(ZONE, TERM_START));
  const random = seededRandom(7);
  const diligence = new Map(term.rosters.flat().map((id) => [id, 0.55 + 0.45 * Math.sqrt(random())]));
  const classes = (await classesOf(db, { from: TERM_START, until: term.lastDay })).filter(({ endsAt }) => endsAt < now);
  const total = { sessions: 0, marks: 0 };
  for (const some of chunksOf(classes))
    await transact(db, async (trx) => {
      for (const { sectionId, startsAt, endsAt } of some) {
        const at = term.sectionIds.indexOf(sectionId);
        const id = newId(startsAt);
        const session = { id, sectionId, openedBy: term.teacherIds[at] as string, state: 'locked' as const };
        const times = { openedAt: startsAt, endsAt, graceMs: 30_000, closedAt: endsAt, editableUntil: endsAt };
        await trx
          .insertInto('attendanceSession')
          .values({ ...session, ...times, policyVersion: version })
          .execute();
        const marks = (term.rosters[at] ?? []).map((studentId) => ({
          id: newId(startsAt),
          sessionId: id,
          studentId,
          version: 1,
          isCurrent: true,
          code: codeOf(random(), diligence.get(studentId) ?? 1),
          method: 'manual' as const,
          at: startsAt,
          recordedAt: startsAt,
          actorId: session.openedBy,
          reason: null,
          isFlagged: false,
          evidence: JSON.stringify({ policyVersion: version }),
        }));
        for (const rows of chunksOf(marks)) await trx.insertInto('mark').values(rows).execute();
        total.sessions += 1;
        total.marks += marks.length;
      }
    });
  return { ...term, ...total, now };
};
