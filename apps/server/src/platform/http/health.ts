import { sql } from 'kysely';
import { type Db, pendingMigrations } from '../db/index.ts';
import type { Platform } from '../platform.ts';
import { fail } from './app-error.ts';

export interface CheckResult {
  ok: boolean;
  /** One line that may be shown to anyone: no addresses, no secrets. */
  detail: string;
}
export type Checks = ReadonlyMap<string, () => Promise<CheckResult>>;

const PATIENCE_MS = 3000;
/** However often a balancer or a stranger asks, the checks run at most this often. */
const FRESH_MS = 1000;

/**
 * Serves `/health` (this process answers) and `/ready` (it can do its work: 503 naming each check that failed).
 * @param checks read at every request, so features may add theirs after this.
 */
export const registerHealth = ({ db, router, clock, log }: Platform, checks: Checks): void => {
  const own: Checks = new Map([
    ['database', () => databaseAnswers(db)],
    ['migrations', () => databaseIsCurrent(db)],
  ]);
  let latest: { at: number; results: Promise<Record<string, CheckResult>> } | undefined;
  const results = (): Promise<Record<string, CheckResult>> => {
    const now = clock();
    if (!latest || Math.abs(now - latest.at) >= FRESH_MS) {
      const onError = (name: string, err: unknown) => log.warn({ err, check: name }, 'readiness check failed');
      latest = { at: now, results: runAll([...own, ...checks], onError) };
    }
    return latest.results;
  };
  router.on('health', () => ({ status: 'ok' }) as const);
  router.on('ready', async () => {
    const found = await results();
    const failed = Object.entries(found).filter(([, result]) => !result.ok);
    if (failed.length > 0) {
      fail('unavailable', { details: failed.map(([path, { detail }]) => ({ path, message: detail })) });
    }
    return { ready: true, checks: found };
  });
};

type OnError = (name: string, error: unknown) => void;

const runAll = async (
  checks: readonly [string, () => Promise<CheckResult>][],
  onError: OnError,
): Promise<Record<string, CheckResult>> => {
  const results = await Promise.all(
    checks.map(async ([name, check]) => [name, await runOne({ name, check, onError })] as const),
  );
  return Object.fromEntries(results);
};

interface OneCheck {
  name: string;
  check: () => Promise<CheckResult>;
  onError: OnError;
}

const runOne = async ({ name, check, onError }: OneCheck): Promise<CheckResult> => {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<CheckResult>((settle) => {
    timer = setTimeout(() => settle({ ok: false, detail: 'does not answer' }), PATIENCE_MS);
  });
  try {
    return await Promise.race([check(), tooLate]);
  } catch (error) {
    onError(name, error);
    return { ok: false, detail: 'failed; the log says why' };
  } finally {
    clearTimeout(timer);
  }
};

const databaseAnswers = async (db: Db): Promise<CheckResult> => {
  await sql`select 1`.execute(db);
  return { ok: true, detail: 'answers' };
};

const databaseIsCurrent = async (db: Db): Promise<CheckResult> => {
  const pending = await pendingMigrations(db);
  if (pending.length > 0) return { ok: false, detail: `${pending.length} migrations have not run` };
  return { ok: true, detail: 'up to date' };
};
