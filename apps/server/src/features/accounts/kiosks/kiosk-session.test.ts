import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eachDatabase } from '../../../platform/db/testing.ts';
import { openBrowser, pairedKiosk } from '../testing.ts';
import {
  createKioskSession,
  findKioskSession,
  forgetOldKioskSessions,
  KIOSK_ABSOLUTE_MS,
  KIOSK_IDLE_MS,
  liveKioskSessions,
  OVERLAP_MS,
} from './kiosk-session.store.ts';
import { HOME, isPaired, kioskDesk, pair, renew } from './testing-kiosks.ts';

const DAY_MS = 24 * 3_600_000;

eachDatabase((open) => {
  const boot = async (t: Parameters<typeof kioskDesk>[0], env = {}) => kioskDesk(t, { db: await open(), env });

  test('unpairing, removing and pairing anew end the device at once', async (t) => {
    const { app, ask, add, codeFor } = await boot(t);
    for (const end of ['unpair', 'remove', 'pair anew'] as const) {
      const kiosk = await add(end);
      const tablet = openBrowser(app);
      await pair(tablet, (await codeFor(kiosk.id)).code);
      const token = tablet.cookies.get('sp_kiosk') ?? '';
      const id = (await findKioskSession(app.platform.db, token, app.clock.now))?.viewer.signInSessionId ?? '';
      assert.deepEqual([...(await liveKioskSessions(app.platform.db, [id], app.clock.now))], [id]);
      const waiting = await codeFor(kiosk.id);
      assert.equal(await isPaired(app, token), true, 'a code alone changes nothing');
      if (end === 'unpair') await ask('POST', `/api/kiosks/${kiosk.id}/unpair`);
      if (end === 'remove') await ask('DELETE', `/api/kiosks/${kiosk.id}`);
      if (end === 'pair anew') await pair(openBrowser(app), waiting.code);
      assert.equal(await isPaired(app, token), false, end);
      assert.equal((await liveKioskSessions(app.platform.db, [id], app.clock.now)).size, 0, 'its streams end too');
      assert.equal((await pair(openBrowser(app), waiting.code)).code, 'pairing_code_invalid', `${end} ends the code`);
    }
  });

  test('the device takes its next token, and the present one is good until the next was used and a while longer', async (t) => {
    const { app, add, codeFor } = await boot(t);
    const tablet = openBrowser(app);
    await pair(tablet, (await codeFor((await add()).id)).code);
    const first = tablet.cookies.get('sp_kiosk') ?? '';
    assert.equal((await renew(app, tablet)).status, 200);
    const second = tablet.cookies.get('sp_kiosk') ?? '';
    assert.notEqual(second, first);
    // The answer was lost and the tablet lay in a drawer: what it has is still good.
    app.clock.now += 60 * DAY_MS;
    const drawer = openBrowser(app);
    drawer.cookies.set('sp_kiosk', first);
    assert.equal((await renew(app, drawer)).status, 200);
    assert.equal(drawer.cookies.get('sp_kiosk'), second, 'asking twice gives the same token');
    assert.equal((await renew(app, tablet)).status, 200, 'the second is used for the first time');
    app.clock.now += OVERLAP_MS - 1;
    assert.equal(await isPaired(app, first), true, 'requests under way');
    app.clock.now += 1;
    assert.equal(await isPaired(app, first), false);
    assert.equal(await isPaired(app, second), true);
  });

  test('two renewals at the same time lead to one next token', async (t) => {
    const { app, add, codeFor, db } = await boot(t);
    const tablet = openBrowser(app);
    await pair(tablet, (await codeFor((await add()).id)).code);
    const copy = openBrowser(app);
    for (const [name, value] of tablet.cookies) copy.cookies.set(name, value);
    const both = await Promise.all([renew(app, tablet), renew(app, copy)]);
    assert.deepEqual(
      both.map(({ status }) => status),
      [200, 200],
    );
    assert.equal(tablet.cookies.get('sp_kiosk'), copy.cookies.get('sp_kiosk'));
    assert.equal((await db.selectFrom('kioskToken').select('tokenHash').execute()).length, 2);
  });

  test('only hashes of tokens are stored', async (t) => {
    const { app, add, codeFor, db } = await boot(t);
    const tablet = openBrowser(app);
    await pair(tablet, (await codeFor((await add()).id)).code);
    const tables = [
      await db.selectFrom('kioskToken').selectAll().execute(),
      await db.selectFrom('kioskSession').selectAll().execute(),
    ];
    assert.equal(JSON.stringify(tables).includes(tablet.cookies.get('sp_kiosk') ?? 'missing'), false);
  });

  test('a device rests ninety days at most, and lives four hundred', async (t) => {
    const { app } = await boot(t);
    const rested = async (wait: number) => {
      const kiosk = await pairedKiosk(app);
      app.clock.now += wait;
      return (await app.http.inject({ method: 'POST', url: HOME, headers: kiosk.headers })).statusCode;
    };
    assert.equal(await rested(KIOSK_IDLE_MS - 1), 200);
    assert.equal(await rested(KIOSK_IDLE_MS), 401);
    const busy = await pairedKiosk(app);
    const token = busy.cookie.split('=')[1] ?? '';
    const end = app.clock.now + KIOSK_ABSOLUTE_MS;
    for (; app.clock.now < end; app.clock.now += 60 * DAY_MS)
      assert.equal(
        (await app.http.inject({ method: 'POST', url: HOME, headers: busy.headers })).statusCode === 500,
        false,
      );
    assert.equal(await isPaired(app, token), false);
  });

  test('what ended a month ago is forgotten, what lives is not', async (t) => {
    const { app, db } = await boot(t);
    const [old, young] = [await pairedKiosk(app), await pairedKiosk(app)];
    await db
      .updateTable('kioskSession')
      .set({ revokedAt: app.clock.now })
      .where('kioskId', '=', old.person.id)
      .execute();
    app.clock.now += 31 * DAY_MS;
    await forgetOldKioskSessions(db, app.clock.now);
    const left = await db.selectFrom('kioskSession').select('kioskId').execute();
    assert.deepEqual(
      left.map(({ kioskId }) => kioskId),
      [young.person.id],
    );
  });

  test('and a person’s row holds no kiosk session', async (t) => {
    const { app, db } = await boot(t);
    const kiosk = await pairedKiosk(app);
    const { token } = await createKioskSession(db, {
      kioskId: kiosk.person.id,
      now: app.clock.now,
      userAgent: null,
      network: null,
    });
    await db.updateTable('person').set({ role: 'admin' }).where('id', '=', kiosk.person.id).execute();
    assert.equal(await isPaired(app, token), false);
  });
});
