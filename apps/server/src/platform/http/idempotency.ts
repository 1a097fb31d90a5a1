import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { type Db, isUniqueViolation } from '../db/index.ts';
import { fail } from './app-error.ts';

export interface StoredReply {
  status: number;
  reply: unknown;
}

export interface IdempotentRequest {
  /** Route, person and the caller's key: equal for the same request sent again. */
  scope: string;
  /** Everything the request says, so that a reused key for something else is refused. */
  content: readonly (string | Buffer)[];
  now: number;
  run: () => Promise<StoredReply>;
}

/** A request older than this that never answered died with its server; the next one takes over. */
const ABANDONED_MS = 60_000;
const LOOK_AGAIN_MS = 50;
const PATIENCE_MS = 30_000;
/** Answers are kept this long; then the key may be used again. */
export const KEEP_REPLIES_MS = 24 * 3_600_000;

const underWay = new WeakMap<object, Map<string, Promise<StoredReply>>>();

/**
 * Runs a request once per key and gives every repetition the first one's answer, also in parallel and on other
 * servers. A request that fails leaves nothing behind and may be tried again.
 * @throws AppError `idempotency_conflict` when the key was used for other content.
 */
export const onceOnly = async (db: Db, request: IdempotentRequest): Promise<StoredReply> => {
  const key = digest([request.scope]);
  const requestHash = digest(request.content);
  const here = inProcess(db);
  const running = here.get(`${key}${requestHash}`);
  if (running) return running;
  const mine = claimAndRun(db, { key, requestHash, request }).finally(() => here.delete(`${key}${requestHash}`));
  here.set(`${key}${requestHash}`, mine);
  return mine;
};

const inProcess = (db: Db): Map<string, Promise<StoredReply>> => {
  const known = underWay.get(db) ?? new Map<string, Promise<StoredReply>>();
  underWay.set(db, known);
  return known;
};

const digest = (parts: readonly (string | Buffer)[]): string => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(String(part.length)).update(':').update(part);
  return hash.digest('hex');
};

interface Claim {
  key: string;
  requestHash: string;
  request: IdempotentRequest;
}

const claimAndRun = async (db: Db, claim: Claim): Promise<StoredReply> => {
  const { key, request } = claim;
  const earlier = await claimKey(db, claim);
  if (earlier) return earlier;
  try {
    const result = await request.run();
    await db
      .updateTable('idempotency')
      .set({ status: result.status, reply: JSON.stringify(result.reply) })
      .where('key', '=', key)
      .execute();
    return result;
  } catch (error) {
    await db.deleteFrom('idempotency').where('key', '=', key).where('status', 'is', null).execute();
    throw error;
  }
};

/** @returns the earlier answer, or undefined when the key is ours now. */
const claimKey = async (db: Db, { key, requestHash, request }: Claim): Promise<StoredReply | undefined> => {
  for (let waited = 0; waited <= PATIENCE_MS; waited += LOOK_AGAIN_MS) {
    const row = await db.selectFrom('idempotency').selectAll().where('key', '=', key).executeTakeFirst();
    if (!row) {
      if (await insertClaim(db, { key, requestHash, createdAt: request.now })) return undefined;
    } else if (row.requestHash !== requestHash) fail('idempotency_conflict');
    else if (row.status !== null) return { status: row.status, reply: JSON.parse(row.reply ?? 'null') };
    else if (row.createdAt < request.now - ABANDONED_MS) {
      await db.deleteFrom('idempotency').where('key', '=', key).where('createdAt', '=', row.createdAt).execute();
      continue;
    }
    await pause(LOOK_AGAIN_MS);
  }
  return fail('unavailable', { retryAfter: 5 });
};

const insertClaim = async (db: Db, row: { key: string; requestHash: string; createdAt: number }): Promise<boolean> => {
  try {
    await db
      .insertInto('idempotency')
      .values({ ...row, status: null, reply: null })
      .execute();
    return true;
  } catch (error) {
    if (isUniqueViolation(error)) return false;
    throw error;
  }
};
