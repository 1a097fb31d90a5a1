import { type Db, transact } from '../db/index.ts';
import { breather } from '../jobs/breathe.ts';
import { audit } from './append.ts';
import { GENESIS } from './chain.ts';
import { feedVerifier, newestStatement } from './log.store.ts';
import type { AuditSigner, TrustedKeys } from './signer.ts';
import { createVerifier } from './verify.ts';

export interface Pruning {
  signer: AuditSigner;
  keys: TrustedKeys;
  /** Entries older than this go. */
  before: number;
  now: number;
  stopping?: AbortSignal | undefined;
}

/** How many entries are past their retention; the newest always stays. */
export const countOldEntries = async (db: Db, before: number): Promise<number> => {
  const { n } = await db
    .selectFrom('auditEntry')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('at', '<', before)
    .where('seq', '<', (eb) => eb.selectFrom('auditEntry').select((on) => on.fn.max('seq').as('seq')))
    .executeTakeFirstOrThrow();
  return Number(n);
};

/** Removed in one transaction. */
const MOST = 1000;

/**
 * Removes entries past their retention, oldest first, and leaves a signed statement of the last one removed: what remains
 * verifies from there. Only what verifies is removed, so that pruning hides nothing; the newest entry always stays.
 * @returns how many were removed.
 */
export const pruneLog = async (db: Db, pruning: Pruning): Promise<number> => {
  const breathe = breather(pruning.stopping);
  let removed = 0;
  for (;;) {
    const some = await pruneSome(db, pruning);
    removed += some;
    if (some < MOST) return removed;
    await breathe();
  }
};

const pruneSome = async (db: Db, { signer, keys, before, now }: Pruning): Promise<number> => {
  const start = (await newestStatement(db, 'pruned')) ?? { seq: 0, hash: GENESIS };
  const kept = await db
    .selectFrom('auditEntry')
    .select('seq')
    .where('seq', '>', start.seq)
    .where((eb) => eb.or([eb('at', '>=', before), eb('seq', '>', start.seq + MOST)]))
    .orderBy('seq')
    .limit(1)
    .executeTakeFirst();
  // Nothing is younger: then all but the newest go.
  const newest = await db.selectFrom('auditEntry').select('seq').orderBy('seq', 'desc').limit(1).executeTakeFirst();
  const last = (kept?.seq ?? newest?.seq ?? 0) - 1;
  const count = last - start.seq;
  if (count <= 0) return 0;
  const verifier = createVerifier(keys, start);
  await feedVerifier(db, { verifier, breathe: breather(), most: count });
  const { seq, hash } = verifier.position;
  if (verifier.broken || seq !== last) return 0;
  await transact(db, async (trx) => {
    await trx
      .insertInto('auditCheckpoint')
      .values(signer.sign({ kind: 'pruned', seq, at: now, hash }))
      .execute();
    await trx.deleteFrom('auditEntry').where('seq', '<=', seq).execute();
    await trx.deleteFrom('auditDetail').where('seq', '<=', seq).execute();
    await trx
      .deleteFrom('auditCheckpoint')
      .where((eb) => eb.or([eb('seq', '<', seq), eb.and([eb('seq', '=', seq), eb('kind', '=', 'checkpoint')])]))
      .execute();
    const subject = { kind: 'audit-log', id: null } as const;
    const details = { from: start.seq + 1, upTo: seq };
    await audit(trx, { action: 'audit.pruned', at: now, actorId: null, subject, details });
  });
  return count;
};
