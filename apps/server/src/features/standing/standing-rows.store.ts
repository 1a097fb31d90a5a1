import { chunksOf, type Db, type Trx } from '../../platform/db/index.ts';
import type { StandingNumbers } from './compute-standing.ts';
import type { Level } from './decide-warnings.ts';

/** Whose standing in the section is kept, with whom to warn. Disabled people keep theirs and hear nothing. */
export interface Warnable {
  id: string;
  name: string;
  isDisabled: boolean;
  guardianEmail: string | null;
  isUnder18: boolean;
  isOptedIn: boolean;
}

export const studentsOf = async (
  db: Db,
  { sectionId, studentIds }: { sectionId: string; studentIds?: readonly string[] | undefined },
): Promise<Warnable[]> => {
  let query = db
    .selectFrom('enrolment')
    .innerJoin('person', 'person.id', 'enrolment.studentId')
    .leftJoin('studentProfile as profile', 'profile.personId', 'person.id')
    .leftJoin('guardianChoice as choice', 'choice.studentId', 'person.id')
    .select(['person.id', 'person.name', 'person.isDisabled', 'profile.guardianEmail', 'profile.isUnder18'])
    .select('choice.isOptedIn')
    .where('enrolment.sectionId', '=', sectionId)
    .where('enrolment.droppedAt', 'is', null)
    .orderBy('person.id');
  if (studentIds) query = query.where('person.id', 'in', studentIds);
  const rows = await query.execute();
  return rows.map((row) => ({ ...row, isUnder18: row.isUnder18 ?? false, isOptedIn: row.isOptedIn ?? false }));
};

/** What was told so far: levels by student, and sessions at which absences were told. Two queries. */
export const toldIn = async (
  db: Db,
  sectionId: string,
): Promise<{ levels: Map<string, Level>; absences: Map<string, Set<string>> }> => {
  const rows = await db
    .selectFrom('standing')
    .select(['studentId', 'toldLevel'])
    .where('sectionId', '=', sectionId)
    .where('toldLevel', '>', 0)
    .execute();
  const warnings = await db
    .selectFrom('warning')
    .select(['studentId', 'sessionId'])
    .where('sectionId', '=', sectionId)
    .where('kind', '=', 'absences')
    .execute();
  const absences = new Map<string, Set<string>>();
  for (const { studentId, sessionId } of warnings)
    absences.set(studentId, (absences.get(studentId) ?? new Set()).add(sessionId));
  return { levels: new Map(rows.map(({ studentId, toldLevel }) => [studentId, toldLevel as Level])), absences };
};

export interface NewStanding {
  studentId: string;
  numbers: StandingNumbers;
  minimumPercent: number;
  toldLevel: Level;
}

export const saveStandings = async (
  trx: Trx,
  { sectionId, rows, now }: { sectionId: string; rows: readonly NewStanding[]; now: number },
): Promise<void> => {
  for (const some of chunksOf(rows))
    await trx
      .insertInto('standing')
      .values(
        some.map(({ studentId, numbers, minimumPercent, toldLevel }) => {
          const { held, attended, percent, state, mustAttend } = numbers;
          const kept = { held, attended, percent, state, mustAttend, minimumPercent, toldLevel };
          return { studentId, sectionId, ...kept, computedAt: now };
        }),
      )
      .onConflict((conflict) =>
        conflict.columns(['studentId', 'sectionId']).doUpdateSet((eb) => ({
          held: eb.ref('excluded.held'),
          attended: eb.ref('excluded.attended'),
          percent: eb.ref('excluded.percent'),
          state: eb.ref('excluded.state'),
          mustAttend: eb.ref('excluded.mustAttend'),
          minimumPercent: eb.ref('excluded.minimumPercent'),
          toldLevel: eb.ref('excluded.toldLevel'),
          computedAt: eb.ref('excluded.computedAt'),
        })),
      )
      .execute();
};

/** How far the standings of a section are. */
export const progressOf = (db: Db, sectionId: string): Promise<{ judgedBy: string; eventId: number } | undefined> =>
  db
    .selectFrom('standingSection')
    .select(['judgedBy', 'eventId'])
    .where('sectionId', '=', sectionId)
    .executeTakeFirst();

export const saveProgress = async (
  trx: Trx,
  row: { sectionId: string; judgedBy: string; eventId: number },
): Promise<void> => {
  await trx
    .insertInto('standingSection')
    .values(row)
    .onConflict((conflict) =>
      conflict.column('sectionId').doUpdateSet({ judgedBy: row.judgedBy, eventId: row.eventId }),
    )
    .execute();
};
