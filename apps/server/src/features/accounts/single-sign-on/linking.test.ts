import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Identity } from '@smart-presence/contract';
import { eachDatabase } from '../../../platform/db/testing.ts';
import { RECENT_MS } from '../permissions.ts';
import { givePassword, openBrowser, signInAs } from '../testing.ts';
import { resident } from './testing-arrivals.ts';
import {
  asAdmin,
  asha,
  browserOf,
  cameIn,
  comeBack,
  isSignedIn,
  providerSettings,
  singleSignOnApp,
} from './testing-single-sign-on.ts';

eachDatabase((open) => {
  const boot = async (t: Parameters<typeof singleSignOnApp>[0], settings = {}) =>
    singleSignOnApp(t, { db: await open(), settings });

  test('an administrator, and whoever has a second factor, is linked by their own hand alone', async (t) => {
    const scene = await boot(t);
    const { app, db } = scene;
    const head = await resident(scene, { role: 'admin', email: 'head@college.example' });
    const careful = await resident(scene, { role: 'faculty', email: 'careful@college.example' });
    await db
      .insertInto('passkey')
      .values({
        id: careful.id,
        personId: careful.id,
        name: 'Key',
        credentialId: 'abc',
        publicKey: new Uint8Array([1]),
        counter: 0,
        transports: '[]',
        isSynced: false,
        createdAt: app.clock.now,
        lastUsedAt: null,
      } as never)
      .execute();
    for (const { email, role } of [head, careful]) {
      const reply = await scene.signIn({ ...asha, sub: `subject of ${role}`, email });
      assert.equal(reply.code, 'single_sign_on_link_first', role);
    }
    const admin = await signInAs(app, head);
    assert.equal((await scene.link(admin, { ...asha, sub: 'head', email: 'private@elsewhere.example' })).status, 200);
    assert.equal(cameIn(await scene.signIn({ ...asha, sub: 'head', email: undefined })).person.id, head.id);
  });

  test('linking asks for a fresh proof, and for the person who began it', async (t) => {
    const scene = await boot(t);
    const { app, provider, issuer } = scene;
    const student = await signInAs(app, await resident(scene));
    const browser = browserOf(app, student);
    const { url } = (await browser.post('/api/me/identities', { providerId: provider.id })).json<{ url: string }>();
    const back = { browser, url, redirectUri: provider.redirectUri };
    await browser.post('/api/sign-out');
    assert.equal((await comeBack({ ...back, query: issuer.signIn(url, asha) })).code, 'single_sign_on_stale');

    const again = await signInAs(app, student.person);
    const other = await signInAs(app, 'faculty');
    const started = await browserOf(app, again).post('/api/me/identities', { providerId: provider.id });
    assert.equal(started.status, 200);
    app.clock.now += RECENT_MS + 1;
    assert.equal((await scene.link(again, asha)).code, 'reauthentication_required');
    const fresh = await signInAs(app, student.person);
    assert.equal((await scene.link(fresh, asha)).status, 200);
    const late = await signInAs(app, other.person);
    assert.equal((await scene.link(late, asha)).code, 'identity_taken');
    assert.equal((await scene.link(fresh, { ...asha, sub: 'a second account there' })).code, 'conflict');
    assert.equal((await scene.link(fresh, asha)).status, 200, 'what is linked already stays so');
  });

  test('unlinking: not the last way in, not somebody else’s; an administrator may, and sessions end', async (t) => {
    const scene = await boot(t, { mode: 'just-in-time' });
    const { app, admin, db } = scene;
    const browser = openBrowser(app);
    const me = cameIn(await scene.signIn(asha, browser));
    const [identity] = (await browser.get('/api/me/identities')).json<Identity[]>();
    assert.equal(identity?.provider.name, providerSettings.name);
    const unlink = async (who: { cookie: string; token: string }) =>
      app.http.inject({
        method: 'DELETE',
        url: `/api/me/identities/${identity?.id}`,
        headers: { cookie: who.cookie, 'x-csrf-token': who.token },
      });
    const mine = { cookie: browser.cookieHeader(), token: me.csrfToken };
    assert.equal((await unlink(mine)).json().error.code, 'no_way_in');
    const stranger = await signInAs(app, 'faculty');
    assert.equal((await unlink({ cookie: stranger.cookie, token: stranger.csrfToken })).statusCode, 404);
    assert.equal(await isSignedIn(browser), true);

    await givePassword(db, me.person.id, app.clock.now);
    app.clock.now += RECENT_MS + 1;
    assert.equal((await unlink(mine)).json().error.code, 'reauthentication_required');
    cameIn(await scene.signIn(asha, browser));
    const fresh = await signInAs(app, admin.person);
    const path = `/api/people/${me.person.id}/identities/${identity?.id}`;
    assert.equal((await asAdmin({ app, admin: fresh }, 'DELETE', path)).status, 200);
    assert.equal(await isSignedIn(browser), false);
    assert.deepEqual(
      (await asAdmin({ app, admin: fresh }, 'GET', `/api/people/${me.person.id}/identities`)).json(),
      [],
    );
  });
});
