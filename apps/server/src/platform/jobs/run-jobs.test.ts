import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { pino } from 'pino';
import { type Db, openDatabase, type Trx, transact } from '../db/index.ts';
import { eachDatabase, testDatabases } from '../db/testing.ts';
import { publish } from '../events/index.ts';
import { fail } from '../http/index.ts';
import { claimJob, enqueueJob } from './job.store.ts';
import { JobRefused, type JobWork, LEASE_MS, MAX_ATTEMPTS, runDueJobs } from './run-jobs.ts';

const NOW = Date.UTC(2026, 7, 3, 9);
const kind = 'import-check' as const;

const ask = (db: Db, now = NOW): Promise<string> =>
  transact(db, (trx) => enqueueJob(trx, { kind, subject: 'people.csv', input: { n: 1 }, actorId: null, now }));

/** What jobs of these tests do: one row each, so that a row done twice or half shows. */
const write = (trx: Trx, key: string) => trx.insertInto('setting').values({ key, value: 'x' }).execute();
const written = async (db: Db) =>
  (await db.selectFrom('setting').select('key').where('key', 'like', 'job%').orderBy('key').execute()).map(
    ({ key }) => key,
  );
const jobIn = (db: Db) => db.selectFrom('job').selectAll().executeTakeFirstOrThrow();

interface ServerOptions {
  stopping?: AbortSignal;
  /** Told every warning. */
  onWarning?: (text: string) => void;
}

const server = (db: Db, work: JobWork, { stopping, onWarning = () => {} }: ServerOptions = {}) => {
  const clock = { now: NOW };
  const house = {
    db,
    clock: () => clock.now,
    log: pino({ level: 'warn' }, { write: onWarning }),
    works: new Map([[kind, work]]),
  };
  return { clock, run: () => runDueJobs({ ...house, ...(stopping && { stopping }) }) };
};

const once: JobWork = ({ db, finish }) =>
  transact(db, async (trx) => {
    await write(trx, `job ${(await written(trx)).length}`);
    await finish(trx, { fine: true });
  });

eachDatabase((open, engine) => {
  describe('jobs', () => {
    it('are done once, oldest first, and say so with what came of it', async () => {
      const db = await open();
      const inputs: unknown[] = [];
      await transact(db, async (trx) => {
        for (const n of [1, 2])
          await enqueueJob(trx, { kind, subject: 'x', input: { n }, actorId: null, now: NOW + n });
      });
      const { run } = server(db, async (context) => {
        inputs.push(context.input);
        await once(context);
      });
      assert.equal(await run(), 2);
      assert.equal(await run(), 0);
      assert.deepEqual(inputs, [{ n: 1 }, { n: 2 }]);
      assert.deepEqual(await written(db), ['job 0', 'job 1']);
      const { state, result, attempts, leaseToken } = await jobIn(db);
      assert.deepEqual([state, result, attempts, leaseToken], ['done', '{"fine":true}', 1, null]);
    });

    it('are done once by two servers that look at the same time', async (t) => {
      const databases = testDatabases(engine);
      t.after(databases.close);
      const url = await databases.create();
      const one = await openDatabase(url);
      // Two handles of one process on one SQLite file would wait for each other: its writers are processes.
      const two = engine === 'postgres' ? await openDatabase(url) : one;
      t.after(() => Promise.all([...new Set([one, two])].map((db) => db.destroy())));
      for (let n = 0; n < 8; n += 1) await ask(one);
      const done: string[] = [];
      const work =
        (name: string): JobWork =>
        async ({ db, finish }) => {
          await new Promise((resolve) => setImmediate(resolve));
          await transact(db, (trx) => finish(trx, name));
          done.push(name);
        };
      await Promise.all([server(one, work('one')).run(), server(two, work('two')).run()]);
      assert.equal(done.length, 8);
    });

    it('of a server that died are taken over when its lease is over, not before', async () => {
      const db = await open();
      await ask(db);
      assert.ok(await claimJob(db, { kinds: [kind], now: NOW, leaseMs: LEASE_MS }));
      const { run, clock } = server(db, once);
      clock.now = NOW + LEASE_MS - 1;
      assert.equal(await run(), 0);
      clock.now = NOW + LEASE_MS;
      assert.equal(await run(), 1);
      const { state, attempts } = await jobIn(db);
      assert.deepEqual([state, attempts, await written(db)], ['done', 2, ['job 0']]);
    });

    it('a server that was believed dead commits nothing when it comes back', async () => {
      const db = await open();
      await ask(db);
      const other = server(db, once);
      other.clock.now = NOW + LEASE_MS;
      const late = server(db, async ({ db: handle, finish }) => {
        // While this one sleeps, its lease runs out and another server does the job.
        await other.run();
        await transact(handle, async (trx) => {
          await write(trx, 'job late');
          await finish(trx, 'late');
        });
      });
      await late.run();
      assert.deepEqual(await written(db), ['job 0']);
      assert.equal((await jobIn(db)).result, '{"fine":true}');
    });

    it('that stop every server are given up', async () => {
      const db = await open();
      await ask(db);
      let now = NOW;
      for (let at = 0; at < MAX_ATTEMPTS; at += 1) {
        assert.ok(await claimJob(db, { kinds: [kind], now, leaseMs: LEASE_MS }));
        now += LEASE_MS;
      }
      const { run, clock } = server(db, once);
      clock.now = now;
      await run();
      const { state, failure } = await jobIn(db);
      assert.deepEqual([state, failure, await written(db)], ['failed', 'job_interrupted', []]);
    });

    it('that fail leave nothing behind, and say why', async () => {
      for (const [error, failure, result] of [
        [new JobRefused('import_has_errors', { rows: 3 }), 'import_has_errors', '{"rows":3}'],
        [new Error('a secret detail'), 'internal', null],
      ] as const) {
        const db = await open();
        await ask(db);
        const work: JobWork = ({ db: handle }) =>
          transact(handle, async (trx) => {
            await write(trx, 'job half');
            throw error;
          });
        await server(db, work).run();
        const job = await jobIn(db);
        assert.deepEqual([job.state, job.failure, job.result, await written(db)], ['failed', failure, result, []]);
      }
      const db = await open();
      await ask(db);
      await server(db, () => fail('not_undoable')).run();
      assert.equal((await jobIn(db)).failure, 'not_undoable');
    });

    it('go back when the server drains, with nothing half done, and begin anew', async () => {
      const db = await open();
      await ask(db);
      const stopping = new AbortController();
      const draining = server(
        db,
        ({ db: handle, breathe, finish }) =>
          transact(handle, async (trx) => {
            await write(trx, 'job half');
            stopping.abort();
            for (let at = performance.now(); ; ) {
              await breathe();
              if (performance.now() - at > 5000) break;
            }
            await finish(trx);
          }),
        { stopping: stopping.signal },
      );
      await draining.run();
      assert.deepEqual([(await jobIn(db)).state, await written(db)], ['queued', []]);
      await server(db, once).run();
      assert.deepEqual([(await jobIn(db)).state, await written(db)], ['done', ['job 0']]);
    });

    it('that met somebody else’s row try again', async () => {
      const db = await open();
      await ask(db);
      await transact(db, (trx) => write(trx, 'job taken'));
      let tries = 0;
      await server(db, async ({ db: handle, finish }) => {
        tries += 1;
        await transact(handle, async (trx) => {
          await write(trx, tries === 1 ? 'job taken' : 'job free');
          await finish(trx);
        });
      }).run();
      assert.deepEqual([(await jobIn(db)).state, await written(db)], ['done', ['job free', 'job taken']]);
    });

    it('do not get in the way of their own progress', async () => {
      const db = await open();
      await ask(db);
      const warnings: string[] = [];
      const work: JobWork = async ({ db: handle, progress, finish }) => {
        await transact(handle, async (trx) => {
          await publish(trx, { type: 'test', at: NOW, actorId: null, data: {} });
          progress(1, 2);
          // Long enough for the progress to hold what it takes before it waits for the turn.
          await new Promise((resolve) => setTimeout(resolve, 100));
          await finish(trx);
        });
      };
      await server(db, work, { onWarning: (text) => warnings.push(text) }).run();
      const { state, attempts } = await jobIn(db);
      assert.deepEqual([state, attempts, warnings], ['done', 1, []]);
    });

    it('tell whoever started them how far they are', async () => {
      const db = await open();
      const now = NOW;
      await db
        .insertInto('person')
        .values({
          id: 'p',
          name: 'P',
          email: null,
          role: 'admin',
          passwordHash: null,
          createdAt: 1,
          updatedAt: 1,
          lastSignInAt: null,
        })
        .execute();
      await transact(db, (trx) => enqueueJob(trx, { kind, subject: 'x', input: {}, actorId: 'p', now }));
      await server(db, async ({ progress }) => {
        progress(3, 10);
        progress(4, 10);
        await new Promise((resolve) => setImmediate(resolve));
      }).run();
      const events = await db
        .selectFrom('domainEvent')
        .selectAll()
        .where('type', '=', 'job.changed')
        .orderBy('id')
        .execute();
      assert.deepEqual(
        events.map(({ personId, data }) => {
          const { state, done, total } = (JSON.parse(data) as { job: Record<string, unknown> }).job;
          return [personId, state, done, total].join(' ');
        }),
        ['p queued 0 0', 'p running 0 0', 'p running 3 10', 'p done 10 10'],
      );
    });
  });
});
