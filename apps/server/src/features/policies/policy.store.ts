import { defaultPolicy, type Policy, PolicyData } from '@smart-presence/contract';
import { type Db, newId, oneAtATime, type Trx, transact } from '../../platform/db/index.ts';
import { fail } from '../../platform/http/index.ts';
import { personRefs } from '../accounts/index.ts';

/** Versions never change once written, so what was read once per process stays true on every server. */
const known = new WeakMap<object, Map<number, Policy>>();

/**
 * The policy in force at an instant: the version that took effect last, the first one before any has. Always there:
 * the first use writes version 1 with the default. Takes one small query once the version has been read before.
 */
export const currentPolicy = async (db: Db, now: number): Promise<Policy> => {
  const version = (await versionAt(db, now)) ?? (await firstVersion(db));
  return version === undefined ? transact(db, (trx) => writeDefault(trx, now)) : policyByVersion(db, version);
};

/** The policy a session was opened under. @throws AppError `not_found` for a version that was never written. */
export const policyByVersion = async (db: Db, version: number): Promise<Policy> => {
  // A transaction may still be undone: what it sees is not remembered.
  const remembered = db.isTransaction ? undefined : cacheOf(db);
  const cached = remembered?.get(version);
  if (cached) return cached;
  const row = await db.selectFrom('policy').selectAll().where('version', '=', version).executeTakeFirst();
  const [policy] = await withAuthors(db, row ? [row] : []);
  if (!policy) return fail('not_found');
  remembered?.set(version, policy);
  return policy;
};

export const allPolicies = async (db: Db): Promise<Policy[]> =>
  withAuthors(db, await db.selectFrom('policy').selectAll().orderBy('version', 'desc').execute());

/** Versions that will take effect: of those for one instant the newest, which is the one that will hold. */
export const plannedPolicies = async (db: Db, now: number): Promise<Policy[]> => {
  const rows = await db
    .selectFrom('policy')
    .selectAll()
    .where('effectiveFrom', '>', now)
    .orderBy('effectiveFrom')
    .orderBy('version')
    .execute();
  return withAuthors(db, [...new Map(rows.map((row) => [row.effectiveFrom, row])).values()]);
};

export interface NewPolicy {
  data: PolicyData;
  note: string | null;
  /** Id of the author; null: the default, which nobody wrote. */
  createdBy: string | null;
  now: number;
  /** When it takes effect; now when absent. */
  effectiveFrom?: number;
}

/** Appends a version. Servers take turns. */
export const appendPolicy = async (
  trx: Trx,
  { data, note, createdBy, now, effectiveFrom = now }: NewPolicy,
): Promise<Policy> => {
  await oneAtATime(trx, 'policy');
  const last = await trx.selectFrom('policy').select('version').orderBy('version', 'desc').limit(1).executeTakeFirst();
  const row = {
    id: newId(now),
    version: (last?.version ?? 0) + 1,
    effectiveFrom,
    createdBy,
    note,
    data: JSON.stringify(data),
  };
  await trx.insertInto('policy').values(row).execute();
  const [policy] = await withAuthors(trx, [row]);
  return policy as Policy;
};

const writeDefault = async (trx: Trx, now: number): Promise<Policy> => {
  await oneAtATime(trx, 'policy');
  const written = await firstVersion(trx);
  if (written !== undefined) return policyByVersion(trx, written);
  return appendPolicy(trx, { data: defaultPolicy, note: null, createdBy: null, now });
};

const versionAt = async (db: Db, now: number): Promise<number | undefined> =>
  (
    await db
      .selectFrom('policy')
      .select('version')
      .where('effectiveFrom', '<=', now)
      .orderBy('effectiveFrom', 'desc')
      .orderBy('version', 'desc')
      .limit(1)
      .executeTakeFirst()
  )?.version;

const firstVersion = async (db: Db): Promise<number | undefined> =>
  (await db.selectFrom('policy').select('version').orderBy('version').limit(1).executeTakeFirst())?.version;

const cacheOf = (db: Db): Map<number, Policy> => {
  const cache = known.get(db) ?? new Map<number, Policy>();
  known.set(db, cache);
  return cache;
};

interface PolicyRow {
  id: string;
  version: number;
  effectiveFrom: number;
  createdBy: string | null;
  note: string | null;
  data: string;
}

/** Rows as the API shows them: the author by name. One query for all names. */
const withAuthors = async (db: Db, rows: readonly PolicyRow[]): Promise<Policy[]> => {
  const ids = rows.map((row) => row.createdBy).filter((id) => id !== null);
  const names = ids.length > 0 ? await personRefs(db, ids) : new Map<string, { name: string }>();
  return rows.map((row) => ({
    ...row,
    createdBy: row.createdBy && (names.get(row.createdBy)?.name ?? null),
    data: PolicyData.parse(JSON.parse(row.data)),
  }));
};
