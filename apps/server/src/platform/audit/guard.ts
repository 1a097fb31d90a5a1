import type { Db } from '../db/index.ts';
import { breather } from '../jobs/breathe.ts';
import { GENESIS } from './chain.ts';
import { feedVerifier, newestStatement } from './log.store.ts';
import { type AuditSigner, judgeStatement, type TrustedKeys } from './signer.ts';
import { type AuditProblem, type ChainPosition, createVerifier, type Verifier } from './verify.ts';

export interface GuardOptions {
  db: Db;
  signer: AuditSigner;
  /** Those of the signer, and former ones. */
  keys: TrustedKeys;
  clock: () => number;
}

export interface Broken {
  seq: number;
  problem: AuditProblem;
}

export interface GuardState {
  /** The first entry that does not fit; null: none was found. */
  broken: Broken | null;
  /** Entries up to here were verified by this server, the newest ones among them. */
  verifiedUpTo: number;
  verifiedAt: number | null;
  /** When everything was last verified from the beginning; null: not since this server started. */
  sweptAt: number | null;
}

/** Watches the log from outside the database: what it has seen once cannot be taken back unseen. */
export interface AuditGuard {
  readonly state: GuardState;
  /** Verifies what was added since. @returns what is wrong, if anything is. */
  follow(stopping?: AbortSignal): Promise<Broken | null>;
  /** Verifies the next `most` entries of all, from the beginning; after the last it begins anew. */
  sweep(options: { most?: number; stopping?: AbortSignal | undefined }): Promise<Broken | null>;
  /**
   * Verifies what was added, and signs how far the log goes. Whatever is wrong is never signed.
   * @param everyMs nothing is signed when any server has done so within this long. @returns whether the log is in order.
   */
  checkpoint(options?: { everyMs?: number }): Promise<boolean>;
}

export const openAuditGuard = ({ db, signer, keys, clock }: GuardOptions): AuditGuard => {
  const state: GuardState = { broken: null, verifiedUpTo: 0, verifiedAt: null, sweptAt: null };
  let follower: Verifier | undefined;
  let sweeper: Verifier | undefined;
  let turn: Promise<unknown> = Promise.resolve();

  /** One after the other: a verifier is in one place at a time. */
  const alone = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = turn.then(work, work);
    turn = mine.catch(() => {});
    return mine;
  };
  const found = (broken: Verifier['broken']): Broken | null => {
    if (broken && (!state.broken || broken.seq < state.broken.seq)) state.broken = broken;
    return state.broken;
  };
  const followNow = async (stopping?: AbortSignal): Promise<Broken | null> => {
    follower ??= await verifierFrom({ db, keys }, 'newest');
    await feedVerifier(db, { verifier: follower, breathe: breather(stopping) });
    if (!follower.broken) await sameAsSeen(db, follower);
    state.verifiedUpTo = follower.position.seq;
    state.verifiedAt = clock();
    return found(follower.broken);
  };

  return {
    state,
    follow: (stopping) => alone(() => followNow(stopping)),
    sweep: ({ most, stopping }) =>
      alone(async () => {
        sweeper ??= await verifierFrom({ db, keys }, 'oldest');
        const isAll = await feedVerifier(db, {
          verifier: sweeper,
          breathe: breather(stopping),
          ...(most === undefined ? {} : { most }),
        });
        if (!isAll && !sweeper.broken) return state.broken;
        const verdict = sweeper.end();
        sweeper = undefined;
        if (verdict.ok) state.sweptAt = clock();
        return found(verdict.ok ? undefined : { seq: verdict.seq, problem: verdict.problem });
      }),
    checkpoint: ({ everyMs = 0 } = {}) =>
      alone(async () => {
        if (await followNow()) return false;
        const { seq, hash } = (follower as Verifier).position;
        const last = await newestStatement(db, 'checkpoint');
        const at = clock();
        if (seq === 0 || (last && (last.seq >= seq || at - last.at < everyMs))) return true;
        await db
          .insertInto('auditCheckpoint')
          .values(signer.sign({ kind: 'checkpoint', seq, at, hash }))
          .onConflict((conflict) => conflict.columns(['kind', 'seq']).doNothing())
          .execute();
        return true;
      }),
  };
};

/** What was seen before has to be there still: rows are only taken away from the beginning. */
const sameAsSeen = async (db: Db, follower: Verifier): Promise<void> => {
  const { seq, hash } = follower.position;
  if (seq === 0) return;
  const row = await db.selectFrom('auditEntry').select('hash').where('seq', '=', seq).executeTakeFirst();
  if (!row) follower.fail('cut_off');
  else if (row.hash !== hash) follower.fail('hash');
};

/** Where verifying begins: after the newest signed statement of all, or at the beginning of what was not pruned. */
const verifierFrom = async (
  { db, keys }: { db: Db; keys: TrustedKeys },
  where: 'newest' | 'oldest',
): Promise<Verifier> => {
  const pruned = await newestStatement(db, 'pruned');
  const checkpoint = where === 'newest' ? await newestStatement(db, 'checkpoint') : undefined;
  const start = checkpoint ?? pruned;
  const from: ChainPosition = start ? { seq: start.seq, hash: start.hash } : { seq: 0, hash: GENESIS };
  const verifier = createVerifier(keys, from);
  for (const statement of [pruned, checkpoint]) {
    const wrong = statement && judgeStatement(statement, keys);
    if (wrong) verifier.fail(wrong);
  }
  return verifier;
};
