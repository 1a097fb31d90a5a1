import assert from 'node:assert/strict';
import { copyFile, rm } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { sql } from 'kysely';
import { type Db, openDatabase, transactLarge, urlFor } from './index.ts';
import { eachDatabase } from './testing.ts';

const ROWS = 300;
/** More than whoever commits brings back from the log by themselves. */
const fill = async (trx: Db): Promise<void> => {
  const value = 'x'.repeat(20_000);
  const rows = Array.from({ length: ROWS }, (_, at) => ({ key: `k${at}`, value }));
  await trx.insertInto('setting').values(rows).execute();
};
const count = async (db: Db): Promise<number> => (await db.selectFrom('setting').select('key').execute()).length;
const pragma = async (db: Db, name: string): Promise<number> => {
  const { rows } = await sql.raw<Record<string, number>>(`pragma ${name}`).execute(db);
  return Object.values(rows[0] ?? {})[0] as number;
};

eachDatabase((open, engine) => {
  describe('a large transaction', () => {
    it('commits all of it or nothing', async () => {
      const db = await open();
      const before = await count(db);
      await assert.rejects(
        transactLarge(db, async (trx) => {
          await fill(trx);
          throw new Error('no');
        }),
        { message: 'no' },
      );
      assert.equal(await count(db), before);
      const said = await transactLarge(db, async (trx) => {
        await fill(trx);
        return 'done';
      });
      assert.deepEqual([said, await count(db)], ['done', before + ROWS]);
    });

    if (engine !== 'sqlite') return;
    it('leaves the connection as it was, and the log in the file', async () => {
      const db = await open();
      const names = ['cache_size', 'wal_autocheckpoint'];
      const settings = () => Promise.all(names.map((name) => pragma(db, name)));
      const before = await settings();
      const within = await transactLarge(db, async (trx) => {
        await fill(trx);
        return Promise.all(names.map((name) => pragma(trx, name)));
      });
      assert.deepEqual(within, [-4096, 0]);
      assert.deepEqual(await settings(), before);
      const file = urlFor(db)?.slice('sqlite:'.length) ?? '';
      await copyFile(file, `${file}.copy`);
      const copy = await openDatabase(`sqlite:${file}.copy`);
      assert.equal(await count(copy), await count(db), 'without the log');
      await copy.destroy();
      for (const end of ['', '-wal', '-shm']) await rm(`${file}.copy${end}`, { force: true });
      await assert.rejects(transactLarge(db, () => Promise.reject(new Error('no'))));
      assert.deepEqual(await settings(), before, 'also after a failure');
    });
  });
});
