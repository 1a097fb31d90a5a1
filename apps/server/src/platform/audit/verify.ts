import { actorCommitment, type ChainEntry, detailsCommitment, GENESIS, hashOf } from './chain.ts';
import { judgeStatement, type SignedStatement, type TrustedKeys } from './signer.ts';

/** What stands beside an entry; `null` where it was erased. */
export interface EntryDetail {
  actorId: string | null;
  actorSalt: string | null;
  subjectKind: string | null;
  subjectId: string | null;
  personId: string | null;
  /** JSON. */
  data: string | null;
  salt: string | null;
}

/** What does not fit, as a code that the command line and the pages have words for. */
export type AuditProblem =
  /** A number is missing, comes twice or in another order. */
  | 'sequence'
  /** The entry, or one before it, is not what was written. */
  | 'hash'
  /** Who did it is not what was committed to. */
  | 'actor'
  /** What was done is not what was committed to. */
  | 'details'
  /** What was done is gone, and no entry says that it was erased. */
  | 'missing_details'
  /** A signed statement says another hash. */
  | 'checkpoint'
  /** A statement reaches beyond the last entry: entries are missing at the end. */
  | 'cut_off'
  | 'signature'
  | 'unknown_key'
  /** No statement covers the last entry. */
  | 'unsigned_end'
  /** What was exported is not what its first line says. */
  | 'manifest'
  | 'unreadable';

export type Verdict =
  | { ok: true; entries: number; checkpoints: number; erased: number; seq: number; hash: string; signedUpTo: number }
  /** `seq`: the first entry that does not fit. */
  | { ok: false; seq: number; problem: AuditProblem };

export interface ChainPosition {
  seq: number;
  hash: string;
}

export interface Verifier {
  /** What is wrong so far, the earliest first found; undefined: nothing. Whoever reads on may stop here. */
  readonly broken: { seq: number; problem: AuditProblem } | undefined;
  readonly position: ChainPosition;
  entry(entry: ChainEntry, detail: EntryDetail | null): void;
  statement(statement: SignedStatement): void;
  fail(problem: AuditProblem): void;
  /** @param mustBeSigned whether a statement has to cover the last entry. */
  end(options?: { mustBeSigned?: boolean }): Verdict;
}

export const ERASED = 'audit.details-erased';

const ACTOR = 1;
const DETAILS = 2;

/**
 * Checks a log as it comes, in memory that does not grow with it: entries in order, each statement after the entry it is
 * about, a `pruned` one first. Knows no database, no file and no clock.
 * @param from the last entry that was verified before; what follows has to follow it.
 */
export const createVerifier = (keys: TrustedKeys, from: ChainPosition = { seq: 0, hash: GENESIS }): Verifier => {
  let { seq, hash } = from;
  let broken: Verifier['broken'];
  let signedUpTo = 0;
  const counts = { entries: 0, checkpoints: 0, erased: 0 };
  /** What is gone, and of which nobody has said so yet. */
  const missing = new Map<number, number>();

  const fail = (problem: AuditProblem, at = seq): void => {
    broken ??= { seq: at, problem };
  };
  const settle = (sequence: unknown, part: number): void => {
    const left = (missing.get(Number(sequence)) ?? 0) & ~part;
    if (left === 0) missing.delete(Number(sequence));
    else missing.set(Number(sequence), left);
  };
  /** @returns which parts are gone, or what is wrong. */
  const judgeDetail = (entry: ChainEntry, detail: EntryDetail): number | AuditProblem => {
    const { actorId, actorSalt, salt, data, ...about } = detail;
    let gone = 0;
    if (actorSalt === null && actorId === null) gone |= ACTOR;
    else if (actorSalt === null || actorCommitment(actorSalt, actorId) !== entry.actor) return 'actor';
    const isEmpty = [data, ...Object.values(about)].every((value) => value === null);
    if (salt === null && isEmpty) return gone | DETAILS;
    const content = salt === null || data === null ? undefined : parsed(data);
    if (content === undefined || salt === null) return 'details';
    const { subjectKind, subjectId, personId } = about;
    const committed = detailsCommitment(salt, { subjectKind, subjectId, personId, data: content });
    if (committed !== entry.details) return 'details';
    if (entry.action === ERASED) {
      const { actors, details } = content as { actors?: unknown; details?: unknown };
      for (const one of listOf(actors)) settle(one, ACTOR);
      for (const one of listOf(details)) settle(one, DETAILS);
    }
    return gone;
  };
  const judgeEntry = (entry: ChainEntry, detail: EntryDetail | null): AuditProblem | undefined => {
    if (hashOf(entry, hash) !== entry.hash) return 'hash';
    hash = entry.hash;
    counts.entries += 1;
    if (!detail) return 'missing_details';
    const gone = judgeDetail(entry, detail);
    if (typeof gone !== 'number') return gone;
    if (gone !== 0) {
      counts.erased += 1;
      missing.set(entry.seq, gone);
    }
    return undefined;
  };
  const begin = (statement: SignedStatement): void => {
    if (seq === 0) ({ seq, hash } = statement);
    else fail('sequence', seq + 1);
  };
  const judgeCheckpoint = (statement: SignedStatement): void => {
    if (statement.seq > seq) fail('cut_off', seq + 1);
    else if (statement.seq < seq || statement.hash !== hash) fail('checkpoint', statement.seq);
    else {
      counts.checkpoints += 1;
      signedUpTo = seq;
    }
  };

  return {
    get broken() {
      return broken;
    },
    get position() {
      return { seq, hash };
    },
    fail,
    entry: (entry, detail) => {
      if (broken) return;
      if (entry.seq !== seq + 1) {
        fail('sequence', seq + 1);
        return;
      }
      seq += 1;
      const problem = judgeEntry(entry, detail);
      if (problem) fail(problem);
    },
    statement: (statement) => {
      if (broken) return;
      const wrong = judgeStatement(statement, keys);
      if (wrong) fail(wrong, statement.seq);
      else if (statement.kind === 'pruned') begin(statement);
      else judgeCheckpoint(statement);
    },
    end: ({ mustBeSigned = false } = {}) => {
      const [first] = [...missing.keys()].sort((a, b) => a - b);
      if (first !== undefined && (!broken || first < broken.seq)) broken = { seq: first, problem: 'missing_details' };
      if (mustBeSigned && counts.entries > 0 && signedUpTo !== seq) fail('unsigned_end', signedUpTo + 1);
      return broken ? { ok: false, ...broken } : { ok: true, ...counts, seq, hash, signedUpTo };
    },
  };
};

const parsed = (json: string): unknown => {
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return undefined;
  }
};

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
