import type { KioskRecordOutcome } from '@smart-presence/contract';
import type { Db, Trx } from '../../../../platform/db/index.ts';

export interface KeptRecord {
  pairingId: string;
  sequence: number;
  hash: string;
  capsuleId: string | null;
  sessionId: string | null;
  studentId: string | null;
  capturedAt: number;
  receivedAt: number;
  outcome: KioskRecordOutcome;
}

export const keepRecord = async (trx: Trx, record: KeptRecord): Promise<void> => {
  await trx.insertInto('kioskRecord').values(record).execute();
};

/** How this very record was judged when it first came; undefined when another one has its place. */
export const keptOutcome = async (
  db: Db,
  { pairingId, sequence, hash }: Pick<KeptRecord, 'pairingId' | 'sequence' | 'hash'>,
): Promise<KioskRecordOutcome | undefined> => {
  const row = await db
    .selectFrom('kioskRecord')
    .select('outcome')
    .where('pairingId', '=', pairingId)
    .where('sequence', '=', sequence)
    .where('hash', '=', hash)
    .executeTakeFirst();
  return row?.outcome as KioskRecordOutcome | undefined;
};
