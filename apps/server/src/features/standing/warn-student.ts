import type { PolicyData } from '@smart-presence/contract';
import { newId, type Trx } from '../../platform/db/index.ts';
import { notify, type WarnGuardian } from '../notifications/index.ts';
import { type StandingNumbers, shownPercent } from './compute-standing.ts';
import type { DueWarning } from './decide-warnings.ts';
import type { JudgedSection } from './section-rules.ts';
import type { Warnable } from './standing-rows.store.ts';
import { standingSentence } from './standing-words.ts';

export interface StudentWarning {
  warning: DueWarning;
  student: Warnable;
  section: JudgedSection;
  numbers: StandingNumbers;
  policy: PolicyData;
  /** null: this installation sends no mail. */
  warnGuardian: WarnGuardian | null;
  now: number;
}

/**
 * Warns a student, and the guardian where the policy and either their age or they themselves say so. The row of the cause is
 * written first: who comes second with the same cause tells nobody.
 * @returns whether anybody was told.
 */
export const warnStudent = async (trx: Trx, told: StudentWarning): Promise<boolean> => {
  const { warning, student, section, now } = told;
  const { kind, sessionId } = warning;
  const guardian = guardianOf(told);
  const written = await trx
    .insertInto('warning')
    .values({
      id: newId(now),
      studentId: student.id,
      sectionId: section.id,
      kind,
      sessionId,
      at: now,
      isToGuardian: guardian !== null,
    })
    .onConflict((conflict) => conflict.columns(['studentId', 'sectionId', 'kind', 'sessionId']).doNothing())
    .returning('id')
    .executeTakeFirst();
  if (!written || student.isDisabled) return false;
  await tell(trx, told);
  if (guardian) await guardian(trx);
  return true;
};

const tell = (trx: Trx, { warning, student, section, numbers, policy, now }: StudentWarning): Promise<void> => {
  const { id, name, courseCode, courseName } = section;
  const about = { id, name, courseCode, courseName };
  const cause = `${id} ${warning.kind} ${warning.sessionId}`;
  const people = [student.id];
  if (warning.kind === 'absences')
    return notify(trx, {
      kind: 'absences-in-a-row',
      data: { section: about, count: warning.count },
      cause,
      people,
      now,
    });
  const { minimumPercent, condonationPercent } = policy;
  return notify(trx, {
    kind: 'attendance-low',
    data: {
      section: about,
      percent: shownPercent(numbers.percent ?? 0),
      minimumPercent,
      isCondonable: condonationPercent > 0 ? numbers.state === 'condonable' : null,
      sentence: standingSentence({ courseName, numbers, policy }),
    },
    cause,
    people,
    now,
  });
};

const guardianOf = (told: StudentWarning): ((trx: Trx) => Promise<void>) | null => {
  const { student, policy, warnGuardian, section, numbers, warning, now } = told;
  const { guardianEmail, isUnder18, isOptedIn, isDisabled } = student;
  const isWanted = policy.warnings.toGuardian && (isUnder18 || isOptedIn) && !isDisabled;
  if (!isWanted || guardianEmail === null || !warnGuardian) return null;
  const { minimumPercent } = policy;
  return (trx) =>
    warnGuardian(trx, {
      recipient: guardianEmail,
      studentId: student.id,
      letter: {
        student: student.name,
        courseName: section.courseName,
        warning:
          warning.kind === 'absences'
            ? { kind: 'absences-in-a-row', count: warning.count }
            : { kind: 'attendance-low', percent: shownPercent(numbers.percent ?? 0), minimumPercent },
        isUnder18,
      },
      now,
    });
};
