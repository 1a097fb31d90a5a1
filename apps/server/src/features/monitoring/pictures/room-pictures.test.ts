import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import type { RoomView } from '@smart-presence/contract';
import { createKeyring, SealError } from '../../../platform/crypto/index.ts';
import { eachDatabase } from '../../../platform/db/testing.ts';
import { carryOut } from '../../../platform/retention/index.ts';
import { openFile } from '../../../platform/sealed-files/index.ts';
import { DAY_MS } from '../../attendance/index.ts';
import { everyRow } from '../../biometrics/testing.ts';
import { monitoringRetention } from '../forget-old-looks.ts';
import { call, inRoom } from '../testing-monitoring.ts';
import { roomPictureKeys } from './room-pictures.store.ts';

eachDatabase((open) => {
  test('a picture is kept only where the institution says so, sealed; staff of the session open it, and that is written down', () =>
    inRoom(open, async ({ app, db, look, rules, camera, people, sessionId }) => {
      const canary = Buffer.from('CANARY-OF-THE-ROOM');
      const picture = Buffer.concat([camera.gives as Buffer, canary]);
      camera.gives = picture;
      await look();
      assert.equal((await db.selectFrom('roomPicture').select('id').execute()).length, 0, 'not unless it is turned on');
      app.clock.now += 60_000;
      await rules({ pictureDays: 2 });
      await look();
      assert.equal((await everyRow(db)).includes(canary), false);
      const url = `/api/attendance-sessions/${sessionId}/room`;
      const view = async () => (await call<RoomView>(app, people.teacher, { url })).body.looks;
      const [without, kept] = await view();
      assert.equal(without?.picture, null);
      assert.deepEqual(kept?.picture, { erasedAt: app.clock.now + 2 * DAY_MS, openings: [] });

      const openIt = (who: typeof people.teacher, id = kept?.id) =>
        call(app, who, { method: 'POST', url: `/api/room-looks/${id}/picture` });
      assert.equal((await openIt(people.stranger)).code, 'not_found');
      assert.equal((await openIt(people.student)).code, 'forbidden');
      assert.equal((await openIt(people.teacher, without?.id)).code, 'picture_gone');
      const opened = await openIt(people.teacher);
      assert.deepEqual(opened.bytes, picture);
      assert.match(String(opened.headers['content-disposition']), /^attachment; filename="room-[\w-]+\.jpg"$/);
      assert.equal(opened.headers['cache-control'], 'no-store');
      assert.deepEqual(
        (await view())[1]?.picture?.openings.map(({ by }) => by.id),
        [people.teacher.person.id],
        'refused ones opened nothing',
      );
      const entries = await db
        .selectFrom('auditEntry')
        .innerJoin('auditDetail', 'auditDetail.seq', 'auditEntry.seq')
        .select(['auditDetail.actorId', 'auditDetail.subjectId'])
        .where('action', '=', 'room-picture.opened')
        .execute();
      assert.deepEqual(entries, [{ actorId: people.teacher.person.id, subjectId: kept?.id }]);
    }));

  test('it is erased when its days are over, with all others when none are kept any more; figures go later, openings stay', () =>
    inRoom(open, async ({ app, db, look, rules, people, script, group, snapshots }) => {
      script.matched = [group.students[0]?.personId ?? ''];
      const forget = async () => {
        let erased = 0;
        for (const work of monitoringRetention) {
          const days = (await work.days?.(db, app.clock.now)) ?? null;
          const done = await carryOut(db, work, { now: app.clock.now, days });
          if (work.rule === 'room-results') erased += done.erased;
        }
        return erased;
      };
      const pictures = async () => (await db.selectFrom('roomPicture').select('id').execute()).length;
      await rules({ pictureDays: 2, resultDays: 10 });
      await look();
      const { id } = await db.selectFrom('roomPicture').select('id').executeTakeFirstOrThrow();
      await call(app, people.teacher, { method: 'POST', url: `/api/room-looks/${id}/picture` });
      app.clock.now += 2 * DAY_MS - 1;
      await forget();
      assert.equal(await pictures(), 1);
      app.clock.now += 1;
      const gone = await call(app, people.admin, { method: 'POST', url: `/api/room-looks/${id}/picture` });
      assert.ok(['picture_gone', 'sign_in_required'].includes(gone.code ?? ''), 'over, whether or not the job ran');
      await forget();
      assert.deepEqual([await pictures(), (await snapshots()).length], [0, 1]);
      app.clock.now += 8 * DAY_MS;
      assert.equal(await forget(), 1);
      assert.equal((await db.selectFrom('roomSighting').select('studentId').execute()).length, 0);
      assert.equal((await db.selectFrom('roomPictureOpening').select('id').execute()).length, 1);

      await db
        .updateTable('attendanceSession')
        .set({ endsAt: app.clock.now + 3_600_000 })
        .execute();
      await look();
      assert.equal(await pictures(), 1);
      app.clock.now += 1;
      await rules({ pictureDays: null });
      await forget();
      assert.equal(await pictures(), 0, 'turned off: those that were kept go');
    }));

  test('moved, altered or under another key it does not open; a rotation brings its key along', () =>
    inRoom(open, async ({ app, db, look, rules }) => {
      await rules({ pictureDays: 2 });
      await look();
      const row = await db.selectFrom('roomPicture').selectAll().executeTakeFirstOrThrow();
      const { sessionId } = await db.selectFrom('roomSnapshot').select('sessionId').executeTakeFirstOrThrow();
      const from = app.platform.secrets.kek;
      const owner = { purpose: 'room-picture', id: row.id, bound: [sessionId, row.type] };
      assert.ok(openFile(createKeyring({ kek: from }), owner, row).length > 0);
      for (const wrong of [
        { ...owner, purpose: 'request-document' },
        { ...owner, id: sessionId },
        { ...owner, bound: [row.id, row.type] },
        { ...owner, bound: [sessionId, 'image/png'] },
      ])
        assert.throws(() => openFile(createKeyring({ kek: from }), wrong, row), SealError);
      const to = randomBytes(32);
      assert.throws(() => openFile(createKeyring({ kek: to }), owner, row), SealError);
      assert.equal(await roomPictureKeys.countNotUnder(db, to), 1);
      assert.equal(await roomPictureKeys.rewrap(db, { from, to }), 1);
      const fresh = await db.selectFrom('roomPicture').selectAll().executeTakeFirstOrThrow();
      assert.ok(openFile(createKeyring({ kek: to }), owner, fresh).length > 0);
    }));
});
