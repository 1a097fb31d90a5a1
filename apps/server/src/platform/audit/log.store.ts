import type { Db } from '../db/index.ts';
import type { ChainEntry } from './chain.ts';
import type { SignedStatement } from './signer.ts';
import type { EntryDetail, Verifier } from './verify.ts';

/** Read and checked in one go; well under the time others may be kept waiting. */
const PAGE = 100;

export interface LoggedEntry {
  entry: ChainEntry;
  /** null: its row is gone. */
  detail: EntryDetail | null;
}

/** Entries after a number, in order, with what stands beside them. */
export const readLog = async (db: Db, after: number, limit = PAGE): Promise<LoggedEntry[]> => {
  const rows = await db
    .selectFrom('auditEntry as e')
    .leftJoin('auditDetail as d', 'd.seq', 'e.seq')
    .select(['e.seq', 'e.at', 'e.action', 'e.actor', 'e.details', 'e.hash', 'd.seq as hasDetail'])
    .select(['d.actorId', 'd.actorSalt', 'd.subjectKind', 'd.subjectId', 'd.personId', 'd.data', 'd.salt'])
    .where('e.seq', '>', after)
    .orderBy('e.seq')
    .limit(limit)
    .execute();
  return rows.map(({ seq, at, action, actor, details, hash, hasDetail, ...detail }) => ({
    entry: { seq, at, action, actor, details, hash },
    detail: hasDetail === null ? null : detail,
  }));
};

/** Checkpoints about entries after `after`, up to `upTo`, in order. */
export const checkpointsIn = (db: Db, after: number, upTo = Number.MAX_SAFE_INTEGER): Promise<SignedStatement[]> =>
  db
    .selectFrom('auditCheckpoint')
    .select(['kind', 'seq', 'at', 'hash', 'keyId', 'signature'])
    .where('kind', '=', 'checkpoint')
    .where('seq', '>', after)
    .where('seq', '<=', upTo)
    .orderBy('seq')
    .execute();

/** The newest statement of a kind; `pruned`: what the log begins after. */
export const newestStatement = (db: Db, kind: SignedStatement['kind']): Promise<SignedStatement | undefined> =>
  db
    .selectFrom('auditCheckpoint')
    .select(['kind', 'seq', 'at', 'hash', 'keyId', 'signature'])
    .where('kind', '=', kind)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();

export interface Feeding {
  verifier: Verifier;
  /** Called for each page: lets others have the processor. */
  breathe: () => Promise<void>;
  /** Entries to stop after; everything there is when absent. */
  most?: number;
}

/** Shows a verifier what follows its position. @returns whether that was all there is. */
export const feedVerifier = async (db: Db, { verifier, breathe, most }: Feeding): Promise<boolean> => {
  for (let left = most ?? Number.POSITIVE_INFINITY; left > 0 && !verifier.broken; ) {
    const from = verifier.position.seq;
    const page = await readLog(db, from, Math.min(PAGE, left));
    // Statements after entries: of those about the page none is missed.
    const upTo = page.at(-1)?.entry.seq ?? from;
    const statements = await checkpointsIn(db, from, page.length > 0 ? upTo : undefined);
    if (page.length === 0) {
      // Entries may have come in between, with a statement about them.
      if (statements.length > 0 && (await readLog(db, from, 1)).length === 0)
        for (const statement of statements) verifier.statement(statement);
      if (statements.length > 0 && !verifier.broken) continue;
      return true;
    }
    let next = 0;
    for (const { entry, detail } of page) {
      verifier.entry(entry, detail);
      for (let one = statements[next]; one && one.seq <= entry.seq; one = statements[++next]) verifier.statement(one);
    }
    left -= page.length;
    await breathe();
  }
  return false;
};
