import { chunksOf, type Trx } from '../db/index.ts';
import { audit } from './append.ts';

export interface Erasure {
  personId: string;
  /** Who has it done; null: the server. */
  actorId: string | null;
  now: number;
}

/**
 * Takes a person out of the log: what entries say about them, and their id where they did something. The entries stay, and
 * one more says which were emptied, so that emptying without a word is found out. Call it last in its transaction.
 */
export const eraseFromAudit = async (trx: Trx, { personId, actorId, now }: Erasure): Promise<void> => {
  const about = await trx.selectFrom('auditDetail').select('seq').where('personId', '=', personId).execute();
  const by = await trx.selectFrom('auditDetail').select('seq').where('actorId', '=', personId).execute();
  if (about.length + by.length === 0) return;
  const seqs = (rows: readonly { seq: number }[]) => rows.map(({ seq }) => seq).sort((a, b) => a - b);
  const [details, actors] = [seqs(about), seqs(by)];
  for (const some of chunksOf(details))
    await trx
      .updateTable('auditDetail')
      .set({ subjectKind: null, subjectId: null, personId: null, data: null, salt: null })
      .where('seq', 'in', some)
      .execute();
  for (const some of chunksOf(actors))
    await trx.updateTable('auditDetail').set({ actorId: null, actorSalt: null }).where('seq', 'in', some).execute();
  const subject = { kind: 'audit-log', id: null } as const;
  await audit(trx, { action: 'audit.details-erased', at: now, actorId, subject, details: { actors, details } });
};
