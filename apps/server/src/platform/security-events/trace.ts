import type { Trx } from '../db/index.ts';

/** How a check-in was made: what `hide` gives of its device, network and place. */
export interface CheckInTrace {
  sessionId: string;
  studentId: string;
  sectionId: string;
  at: number;
  device: string | null;
  network: string | null;
  spot: string | null;
}

/** Keeps how a check-in was made, in its transaction: the first of a student and session stays. It accuses nobody. */
export const keepTrace = async (trx: Trx, trace: CheckInTrace): Promise<void> => {
  await trx
    .insertInto('checkInTrace')
    .values(trace)
    .onConflict((conflict) => conflict.columns(['sessionId', 'studentId']).doNothing())
    .execute();
};
