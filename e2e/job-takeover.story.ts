import assert from 'node:assert/strict';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import type { Import } from '@smart-presence/contract';
import { type Db, openDatabase } from '@smart-presence/server/platform/db/index.ts';
import { testDatabases } from '@smart-presence/server/platform/db/testing.ts';
import type { ApiClient } from './support/api.ts';
import { setUpCollege } from './support/college.ts';
import { type RunningServer, startServer } from './support/server.ts';

const fileOf = (people: number): string =>
  [
    'name,email,usn,department',
    ...Array.from({ length: people }, (_, at) => `Student ${at},s${at}@college.example,1SP${at},CS`),
  ].join('\n');
const WAIT_MS = 120_000;

const becomes = async (admin: ApiClient, id: string, state: Import['state']): Promise<Import> => {
  for (const end = Date.now() + WAIT_MS; ; await wait(50)) {
    const one = await admin.call('getImport', { params: { id } });
    if (one.state === state) return one;
    if (Date.now() > end || one.state === 'failed')
      throw new Error(`the import is ${one.state}, not ${state}: ${JSON.stringify(one.failure)}`);
  }
};

/** Resolves once a figure has grown past a limit: nothing that is not committed can be read, but it takes room already. */
const growsPast = async (limit: number, figure: () => Promise<number>): Promise<void> => {
  for (const end = Date.now() + WAIT_MS; (await figure()) < limit; await wait(5))
    if (Date.now() > end) throw new Error('the import did not begin');
};

/** Bytes, as a table takes room in PostgreSQL before anything of it is committed. */
const sizeOfPeople = async (db: Db): Promise<number> => {
  const row = await db
    .selectFrom('institution')
    .select((eb) => eb.fn<number>('pg_relation_size', [eb.val('person')]).as('bytes'))
    .executeTakeFirstOrThrow();
  return row.bytes;
};

const countPeople = async (db: Db): Promise<number> =>
  (await db.selectFrom('person').select('id').where('name', 'like', 'Student %').execute()).length;

interface Scene {
  /** Enough to be in the middle of for a while. */
  people: number;
  /** Bytes after which it is in the middle. */
  middle: number;
  one: RunningServer;
  /** The database, seen from outside. */
  db: Db;
  /** How much the import has written, in bytes. */
  written: () => Promise<number>;
  /** Kills the first server. @returns the one that is there then. */
  takeOver: () => Promise<RunningServer>;
}

const play = async (t: TestContext, { people, middle, one, db, written, takeOver }: Scene): Promise<void> => {
  const { admin } = await setUpCollege(one, []);
  const { id } = await admin.call('startImport', {
    body: { kind: 'people', fileName: 'people.csv' },
    files: [Buffer.from(fileOf(people))],
  });
  await becomes(admin, id, 'checked');
  const before = await written();
  await admin.call('applyImport', { params: { id } });
  await growsPast(before + middle, written);
  const second = await takeOver();
  const job = () =>
    db
      .selectFrom('job')
      .select(['state', 'attempts', 'leaseUntil'])
      .where('kind', '=', 'import-apply')
      .executeTakeFirstOrThrow();
  const left = await job();
  assert.deepEqual([left.state, left.attempts], ['running', 1], 'it died while it worked');
  assert.equal(await countPeople(db), 0, 'nothing of it is left');

  admin.moveTo(second.url);
  assert.equal((await admin.call('getImport', { params: { id } })).state, 'applying', 'for all that others know');
  // Half a minute, without waiting for it.
  await db
    .updateTable('job')
    .set({ leaseUntil: 1 })
    .where('kind', '=', 'import-apply')
    .where('state', '=', 'running')
    .execute();
  const done = await becomes(admin, id, 'applied');
  assert.equal(done.report?.counts[0]?.create, people);
  assert.deepEqual([await countPeople(db), (await job()).attempts], [people, 2], 'all of it, once');
  const changes = await db.selectFrom('importChange').select('seq').execute();
  assert.equal(changes.length, people);
  t.diagnostic(`${people} people, taken over`);
};

test('SQLite: an import whose server is killed is applied once by the next', async (t) => {
  const dataDir = await mkdtemp(join(tmpdir(), 'smart-presence-takeover-'));
  t.after(() => rm(dataDir, { recursive: true, force: true }));
  const one = await startServer({ dataDir });
  t.after(() => one.crash());
  const path = join(dataDir, 'smart-presence.sqlite');
  const db = await openDatabase(`sqlite:${path}`);
  t.after(() => db.destroy());
  let second: RunningServer | undefined;
  t.after(() => second?.stop());
  await play(t, {
    // Rows leave memory by the megabyte.
    people: 12_000,
    middle: 1_000_000,
    one,
    db,
    written: async () => (await stat(`${path}-wal`)).size,
    takeOver: async () => {
      await one.crash();
      second = await startServer({ dataDir });
      return second;
    },
  });
});

test('PostgreSQL: an import whose server is killed is taken over by another that runs beside it', async (t) => {
  const databases = testDatabases('postgres');
  t.after(databases.close);
  const url = await databases.create();
  const db = await openDatabase(url);
  t.after(() => db.destroy());
  const dataDir = await mkdtemp(join(tmpdir(), 'smart-presence-takeover-'));
  t.after(() => rm(dataDir, { recursive: true, force: true }));
  const start = () => startServer({ env: { DATABASE_URL: url }, dataDir });
  const one = await start();
  t.after(() => one.crash());
  let second: RunningServer | undefined;
  t.after(() => second?.stop());
  await play(t, {
    people: 4000,
    middle: 200_000,
    one,
    db,
    written: () => sizeOfPeople(db),
    takeOver: async () => {
      // It stands still in the middle until the other runs beside it: else either might have taken the job.
      process.kill(one.pid, 'SIGSTOP');
      second = await start();
      await one.crash();
      return second;
    },
  });
});
