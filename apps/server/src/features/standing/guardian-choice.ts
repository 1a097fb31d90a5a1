import type { GuardianWarnings } from '@smart-presence/contract';
import type { Db } from '../../platform/db/index.ts';
import { currentPolicy } from '../policies/index.ts';

/** Whether the guardian of a student is warned, as it stands. */
export const guardianWarnings = async (
  db: Db,
  { studentId, now }: { studentId: string; now: number },
): Promise<GuardianWarnings> => {
  const { data } = await currentPolicy(db, now);
  const row = await db
    .selectFrom('studentProfile as profile')
    .leftJoin('guardianChoice as choice', 'choice.studentId', 'profile.personId')
    .select(['profile.guardianEmail', 'profile.isUnder18', 'choice.isOptedIn'])
    .where('profile.personId', '=', studentId)
    .executeTakeFirst();
  if (!data.warnings.toGuardian || !row?.guardianEmail) return { state: 'off', email: null };
  if (row.isUnder18) return { state: 'under-18', email: row.guardianEmail };
  return { state: row.isOptedIn ? 'yes' : 'no', email: row.guardianEmail };
};

export const saveGuardianChoice = async (
  db: Db,
  { studentId, isOptedIn, now }: { studentId: string; isOptedIn: boolean; now: number },
): Promise<void> => {
  const choice = { isOptedIn, changedAt: now };
  await db
    .insertInto('guardianChoice')
    .values({ studentId, ...choice })
    .onConflict((conflict) => conflict.column('studentId').doUpdateSet(choice))
    .execute();
};
