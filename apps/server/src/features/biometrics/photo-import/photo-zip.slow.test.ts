import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { transact } from '../../../platform/db/index.ts';
import { eachDatabase } from '../../../platform/db/testing.ts';
import { everyRow, frameOf, NOW } from '../testing.ts';
import { addStudent, deskOf, rowsLeft, zipOf } from './testing.ts';
import { forgetOldUploads } from './upload.store.ts';

eachDatabase((open) => {
  const withDesk = deskOf(open);

  describe('a ZIP of photos', () => {
    it(
      'is sealed while it waits, never whole in memory, and gone after a day',
      withDesk(async ({ db, clock, send }) => {
        await addStudent(db, '1SP001');
        const picture = await frameOf('ann');
        await send(await zipOf({ '1SP001.jpg': picture }));
        assert.equal((await everyRow(db)).includes(picture.subarray(100, 200)), false);
        clock.now += 25 * 3_600_000;
        assert.equal(await forgetOldUploads(db, clock.now), 1);
        assert.deepEqual(await rowsLeft(db), [0, 0, 0, 0]);
      }),
    );

    it(
      'that is none, or not all there, is refused',
      withDesk(async ({ db, send, runJobs, view, call }) => {
        const { id } = await send(Buffer.from('no archive at all, but long enough to be looked at'));
        await runJobs();
        const failed = await view(id);
        assert.deepEqual([failed.state, failed.failure?.code], ['failed', 'import_unreadable']);
        assert.deepEqual(await rowsLeft(db), [0, 0, 0, 0]);
        const { json } = await call<{ id: string }>('POST', '/api/photo-uploads', {
          fileName: 'x.zip',
          bytes: 5_000_000,
        });
        assert.equal((await call('POST', `/api/photo-uploads/${json.id}/check`)).code, 'import_not_ready');
        assert.equal((await call('POST', '/api/photo-uploads', { fileName: 'x', bytes: 2_000_000_000 })).status, 400);
      }),
    );

    it(
      'never becomes a template without a live consent: the database refuses what waits, too',
      withDesk(async ({ db, check }) => {
        const ann = await addStudent(db, '1SP001');
        await check({ '1SP001.jpg': await frameOf('ann') });
        const row = await db.selectFrom('stagedTemplate').selectAll().executeTakeFirstOrThrow();
        await assert.rejects(
          transact(db, async (trx) => {
            await trx.deleteFrom('stagedTemplate').execute();
            await trx
              .insertInto('stagedTemplate')
              .values({ ...row, liveConsentId: 'none' })
              .execute();
          }),
        );
        await assert.rejects(
          db.updateTable('consent').set({ liveId: null, withdrawnAt: NOW }).where('personId', '=', ann).execute(),
        );
      }),
    );
  });
});
