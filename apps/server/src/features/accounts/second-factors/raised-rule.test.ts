import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Me } from '@smart-presence/contract';
import { eachDatabase } from '../../../platform/db/testing.ts';
import { RECENT_MS } from '../permissions.ts';
import { createSignInSession, findLiveSession, liveSignInSessions } from '../sign-in-session.store.ts';
import { GOOD_PASSWORD, type TestBrowser } from '../testing.ts';
import { type AccountsApp, createAccountsApp } from '../testing-app.ts';
import { addAuthenticator, addPasskey, expectOk, requireOf, signedInPerson } from './testing-factors.ts';

eachDatabase((open) => {
  const boot = async (t: { after: (work: () => Promise<unknown>) => void }) => {
    const app = await createAccountsApp({ db: await open() });
    t.after(app.close);
    return app;
  };
  const sessionOf = async ({ platform, clock }: AccountsApp, { cookies }: TestBrowser) =>
    findLiveSession(platform.db, cookies.get('sp_session') ?? '', clock.now);

  test('a rule that is raised reaches sessions that are open: the next request asks, and settling goes on', async (t) => {
    const app = await boot(t);
    const { db } = app.platform;
    const { browser, me } = await signedInPerson(app, 'faculty');
    assert.equal(me.needs, null);
    const before = (await sessionOf(app, browser))?.viewer.signInSessionId ?? '';
    assert.equal((await browser.get('/api/me/sign-in-sessions')).status, 200);
    await requireOf(db, { faculty: 'required' });
    assert.equal((await browser.get('/api/me/sign-in-sessions')).code, 'second_factor_setup_required');
    assert.equal(expectOk<Me>(await browser.get('/api/me')).needs, 'second-factor-setup');
    assert.equal((await liveSignInSessions(db, [before], app.clock.now)).size, 0, 'its live streams are cut');
    const added = await addAuthenticator(app, { browser });
    assert.equal(added.me.needs, null);
    assert.equal((await browser.get('/api/me/sign-in-sessions')).status, 200);
    const after = (await sessionOf(app, browser))?.viewer.signInSessionId ?? '';
    assert.notEqual(after, before, 'no session is promoted');
    assert.equal((await liveSignInSessions(db, [after], app.clock.now)).size, 1);
  });

  test('a session left open adds no factor without a fresh proof', async (t) => {
    const app = await boot(t);
    const { browser } = await signedInPerson(app, 'faculty');
    await requireOf(app.platform.db, { faculty: 'required' });
    app.clock.now += RECENT_MS + 1;
    for (const url of ['/api/me/second-factors/authenticator', '/api/me/second-factors/passkeys/options'])
      assert.equal((await browser.post(url)).code, 'reauthentication_required', url);
    const proved = expectOk<Me>(await browser.post('/api/me/proof', { kind: 'password', password: GOOD_PASSWORD }));
    assert.equal(proved.needs, 'second-factor-setup', 'a proof settles nothing');
    assert.equal((await addAuthenticator(app, { browser })).me.needs, null);
  });

  test('it asks nothing of who has a second factor, here or at the provider, nor of other roles', async (t) => {
    const app = await boot(t);
    const { db } = app.platform;
    const withApp = await signedInPerson(app, 'faculty');
    await addAuthenticator(app, withApp);
    const withKey = await signedInPerson(app, 'faculty');
    await addPasskey(withKey);
    const student = await signedInPerson(app, 'student');
    const other = await signedInPerson(app, 'faculty');
    const outside = await createSignInSession(db, {
      ...{ personId: other.id, role: 'faculty', now: app.clock.now },
      ...{ method: 'single-sign-on', hasOutsideFactor: true },
    });
    await requireOf(db, { faculty: 'required' });
    for (const { browser } of [withApp, withKey, student])
      assert.equal((await browser.get('/api/me/sign-in-sessions')).status, 200);
    assert.equal((await findLiveSession(db, outside.token, app.clock.now))?.viewer.needs, null);
    assert.equal((await liveSignInSessions(db, [outside.id], app.clock.now)).size, 1);
    assert.equal((await sessionOf(app, other.browser))?.viewer.needs, 'second-factor-setup');
  });

  test('an authenticator that was never confirmed is no second factor', async (t) => {
    const app = await boot(t);
    const { browser } = await signedInPerson(app, 'faculty');
    expectOk(await browser.post('/api/me/second-factors/authenticator'));
    await requireOf(app.platform.db, { faculty: 'required' });
    assert.equal((await sessionOf(app, browser))?.viewer.needs, 'second-factor-setup');
  });
});
