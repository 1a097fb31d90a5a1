import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, getTestContext } from 'node:test';
import { Client } from 'pg';
import { migrate } from './migrate.ts';
import { type Db, type Engine, openDatabase } from './open.ts';
import { startTestPostgres } from './testing-postgres.ts';

/** Hands out databases of one kind, each a copy of one migrated template: a copy costs far less than a migration. */
interface Supply {
  /** A fresh, migrated database and the way to be rid of it. */
  create(): Promise<{ url: string; drop(): Promise<void> }>;
}

/**
 * Runs one suite on every database engine named in `TEST_DATABASES` (comma-separated; `sqlite` when unset).
 * `open` gives a fresh, migrated and empty database at every call. It is closed and removed for you, some time after
 * the test that opened it (opened in a hook: after the suite).
 *
 * ```ts
 * eachDatabase((open) => {
 *   test('a person keeps their name', async () => {
 *     const db = await open();
 *   });
 * });
 * ```
 */
export function eachDatabase(suite: (open: () => Promise<Db>, name: Engine) => void): void {
  for (const name of chosenEngines()) {
    describe(`on ${name}`, () => {
      const databases = testDatabases(name);
      after(databases.close);
      suite(databases.open, name);
    });
  }
}

/**
 * The same databases for a test that needs the address as well, to open it twice or from another process:
 * `create` gives the URL of a fresh one. Whoever calls this calls `close` at the end.
 */
export function testDatabases(name: Engine) {
  const inUse = new Set<Tidy>();
  const expired = new Set<Tidy>();

  /** A test's own `after` hooks may still need the database: it goes when the next one is asked for. */
  const expireWithTest = (tidy: Tidy) => {
    inUse.add(tidy);
    const context = getTestContext();
    if (context && 'after' in context) context.after(() => void expired.add(tidy));
  };
  const tidyUp = async (them: Set<Tidy>) => {
    for (const tidy of [...them]) {
      inUse.delete(tidy);
      expired.delete(tidy);
      await tidy();
    }
  };

  const create = async () => {
    await tidyUp(expired);
    const { url, drop } = await (await supplyOf(name)).create();
    expireWithTest(drop);
    return url;
  };
  const open = async () => {
    await tidyUp(expired);
    const { url, drop } = await (await supplyOf(name)).create();
    const db = await openDatabase(url);
    expireWithTest(async () => {
      await db.destroy();
      await drop();
    });
    return db;
  };
  return { create, open, close: () => tidyUp(inUse) };
}

type Tidy = () => Promise<unknown>;

/** @throws Error when `TEST_DATABASES` is empty or names something else: no suite may pass by running nowhere. */
export function chosenEngines(setting = process.env.TEST_DATABASES ?? 'sqlite'): Engine[] {
  const names = setting.split(',').map((name) => name.trim());
  for (const name of names) {
    if (name !== 'sqlite' && name !== 'postgres') {
      throw new Error(`TEST_DATABASES names "${name}"; it takes sqlite, postgres or both with a comma.`);
    }
  }
  return [...new Set(names)] as Engine[];
}

const supplies: Partial<Record<Engine, Promise<Supply>>> = {};

/** One template per engine and process, made when first asked for. */
function supplyOf(name: Engine): Promise<Supply> {
  supplies[name] ??= name === 'sqlite' ? sqliteSupply() : postgresSupply();
  return supplies[name];
}

async function sqliteSupply(): Promise<Supply> {
  const folder = await mkdtemp(join(process.env.TEST_DATABASE_DIR ?? tmpdir(), 'smart-presence-sqlite-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const template = join(folder, 'template.sqlite');
  await migrateOnce(`sqlite:${template}`);
  let count = 0;
  return {
    async create() {
      count += 1;
      const path = join(folder, `${count}.sqlite`);
      await copyFile(template, path);
      const drop = async () => {
        for (const suffix of ['', '-wal', '-shm']) await rm(path + suffix, { force: true });
      };
      return { url: `sqlite:${path}`, drop };
    },
  };
}

async function postgresSupply(): Promise<Supply> {
  const server = await startTestPostgres();
  // Several processes may share the server: names say whose a database is.
  const prefix = `test_${randomBytes(6).toString('hex')}`;
  const template = `${prefix}_template`;
  await administer(server.url, `CREATE DATABASE ${template}`);
  await migrateOnce(addressOf(server.url, template));
  let count = 0;
  const copy = async () => {
    count += 1;
    const name = `${prefix}_${count}`;
    await administer(server.url, `CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY FILE_COPY`);
    const drop = () => administer(server.url, `DROP DATABASE ${name} WITH (FORCE)`);
    return { url: addressOf(server.url, name), drop };
  };
  // A copy takes longer than most tests: the next one is made while a test runs.
  let next = copy();
  next.catch(() => {});
  process.once('beforeExit', async () => {
    // Only a server that is not ours would keep them.
    await (await next).drop();
    await administer(server.url, `DROP DATABASE ${template} WITH (FORCE)`);
  });
  return {
    create() {
      const ready = next;
      next = ready.then(copy, copy);
      next.catch(() => {});
      return ready;
    },
  };
}

async function migrateOnce(url: string): Promise<void> {
  const db = await openDatabase(url);
  try {
    await migrate(db);
  } finally {
    await db.destroy();
  }
}

async function administer(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

function addressOf(server: string, database: string): string {
  const url = new URL(server);
  url.pathname = `/${database}`;
  return url.href;
}
