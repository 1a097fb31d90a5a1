import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { openDatabase } from '../db/index.ts';
import { eachDatabase, testDatabases } from '../db/testing.ts';
import { carryOut, oldReplies } from '../retention/index.ts';
import { AppError } from './app-error.ts';
import { KEEP_REPLIES_MS, onceOnly } from './idempotency.ts';

const now = Date.UTC(2026, 7, 10);

eachDatabase((open, engine) => {
  describe('idempotent requests', () => {
    const counting = () => {
      let runs = 0;
      return {
        get runs() {
          return runs;
        },
        run: async () => {
          runs += 1;
          await pause(20);
          return { status: 201, reply: { run: runs } };
        },
      };
    };

    it('run once, in parallel and later', async () => {
      const db = await open();
      const work = counting();
      const request = { scope: 'a', content: ['body', Buffer.from('file')], now, run: work.run };
      const answers = await Promise.all(Array.from({ length: 50 }, () => onceOnly(db, request)));
      answers.push(await onceOnly(db, request));
      assert.equal(work.runs, 1);
      assert.deepEqual(
        new Set(answers.map((answer) => JSON.stringify(answer))),
        new Set(['{"status":201,"reply":{"run":1}}']),
      );
    });

    it('refuse the same key for something else', async () => {
      const db = await open();
      await onceOnly(db, { scope: 'a', content: ['one'], now, run: counting().run });
      await assert.rejects(
        onceOnly(db, { scope: 'a', content: ['two'], now, run: counting().run }),
        (error) => error instanceof AppError && error.code === 'idempotency_conflict',
      );
    });

    it('leave nothing behind when they fail, so that they can be tried again', async () => {
      const db = await open();
      const failing = onceOnly(db, { scope: 'a', content: ['x'], now, run: () => Promise.reject(new Error('no')) });
      await assert.rejects(failing, /no/);
      const work = counting();
      await onceOnly(db, { scope: 'a', content: ['x'], now, run: work.run });
      assert.equal(work.runs, 1);
    });

    it('take over from a server that died', async () => {
      const databases = testDatabases(engine);
      const url = await databases.create();
      const [died, next] = [await openDatabase(url), await openDatabase(url)];
      const neverEnds = { scope: 'a', content: ['x'], now: now - 61_000, run: () => new Promise<never>(() => {}) };
      void onceOnly(died, neverEnds);
      while (!(await next.selectFrom('idempotency').select('key').executeTakeFirst())) await pause(5);
      const work = counting();
      assert.deepEqual(await onceOnly(next, { scope: 'a', content: ['x'], now, run: work.run }), {
        status: 201,
        reply: { run: 1 },
      });
      await Promise.all([died.destroy(), next.destroy()]);
      await databases.close();
    });

    it('run once across servers', async () => {
      const databases = testDatabases(engine);
      const url = await databases.create();
      const servers = [await openDatabase(url), await openDatabase(url)];
      const work = counting();
      const request = { scope: 'a', content: ['x'], now, run: work.run };
      const answers = await Promise.all(
        servers.flatMap((server) => Array.from({ length: 10 }, () => onceOnly(server, request))),
      );
      await Promise.all(servers.map((server) => server.destroy()));
      await databases.close();
      assert.equal(work.runs, 1);
      assert.equal(new Set(answers.map((answer) => JSON.stringify(answer))).size, 1);
    });

    it('are forgotten after a day', async () => {
      const db = await open();
      await onceOnly(db, { scope: 'a', content: ['x'], now, run: counting().run });
      await carryOut(db, oldReplies, { now: now + KEEP_REPLIES_MS - 1 });
      assert.equal((await db.selectFrom('idempotency').select('key').execute()).length, 1);
      await carryOut(db, oldReplies, { now: now + KEEP_REPLIES_MS + 1 });
      assert.equal((await db.selectFrom('idempotency').select('key').execute()).length, 0);
    });
  });
});
