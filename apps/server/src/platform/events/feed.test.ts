import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openDatabase, transact } from '../db/index.ts';
import { eachDatabase, testDatabases } from '../db/testing.ts';
import { newestEventId, openEventFeed, publish, readEvents } from './index.ts';

const event = (n: number) => ({ type: 'test', at: n, actorId: null, data: { n } });
const fails = (error: unknown) => {
  throw error;
};

/** Resolves once `list` has `length` entries. */
const until = async (list: readonly unknown[], length: number): Promise<void> => {
  while (list.length < length) await new Promise((resolve) => setTimeout(resolve, 5));
};

eachDatabase((_open, engine) => {
  describe('event feed', () => {
    it('hands over what was committed, in order, and nothing that was undone', async () => {
      const databases = testDatabases(engine);
      const db = await openDatabase(await databases.create());
      const feed = await openEventFeed(db, fails);
      const seen: number[] = [];
      feed.subscribe(({ data }) => seen.push(data.n as number));
      await transact(db, async (trx) => {
        await publish(trx, event(1));
        await publish(trx, event(2));
      });
      await assert.rejects(
        transact(db, async (trx) => {
          await publish(trx, event(99));
          throw new Error('undone');
        }),
      );
      await Promise.all(
        Array.from({ length: 20 }, (_, index) => transact(db, (trx) => publish(trx, event(3 + index)))),
      );
      await until(seen, 22);
      assert.deepEqual(seen.slice(0, 2), [1, 2]);
      assert.deepEqual(
        [...seen].sort((a, b) => a - b),
        Array.from({ length: 22 }, (_, index) => index + 1),
      );
      const stored = await readEvents(db, 0, 100);
      assert.deepEqual(
        stored.map(({ data }) => data.n),
        seen,
        'the order told is the order stored',
      );
      assert.equal(feed.position, await newestEventId(db));
      await feed.close();
      await db.destroy();
      await databases.close();
    });

    it('reaches another server on the same database', async () => {
      const databases = testDatabases(engine);
      const url = await databases.create();
      const [one, two] = [await openDatabase(url), await openDatabase(url)];
      const feed = await openEventFeed(two, fails);
      const seen: number[] = [];
      feed.subscribe(({ data }) => seen.push(data.n as number));
      await transact(one, (trx) => publish(trx, event(7)));
      await until(seen, 1);
      assert.deepEqual(seen, [7]);
      await feed.close();
      await Promise.all([one.destroy(), two.destroy()]);
      await databases.close();
    });

    it('starts at the present: the past is read, not told', async () => {
      const databases = testDatabases(engine);
      const db = await openDatabase(await databases.create());
      await transact(db, (trx) => publish(trx, event(1)));
      const feed = await openEventFeed(db, fails);
      const seen: number[] = [];
      feed.subscribe(({ data }) => seen.push(data.n as number));
      await transact(db, (trx) => publish(trx, event(2)));
      await until(seen, 1);
      assert.deepEqual(seen, [2]);
      await feed.close();
      await db.destroy();
      await databases.close();
    });
  });
});
