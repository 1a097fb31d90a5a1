import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ErrorCode, type Me, SignInNeed } from '@smart-presence/contract';
import { eachDatabase } from '../../../platform/db/testing.ts';
import { permissions } from '../permission-table.ts';
import { isForKiosks, refusals, whileNeeding } from '../permissions.ts';
import { setPasswordHash } from '../person.store.ts';
import { createSignInSession } from '../sign-in-session.store.ts';
import { GOOD_PASSWORD, openBrowser, type SignedIn, signInAs, type TestBrowser } from '../testing.ts';
import { type AccountsApp, createAccountsApp } from '../testing-app.ts';
import { knock, servedRoutes } from '../testing-walk.ts';
import {
  addAuthenticator,
  addPasskey,
  codeAt,
  expectOk,
  remove,
  requireOf,
  signedInPerson,
  signInWithPassword,
} from './testing-factors.ts';

const NEXT_PASSWORD = 'my bicycle has no bell anymore';

eachDatabase((open) => {
  const boot = async (t: { after: (work: () => Promise<unknown>) => void }) => {
    const app = await createAccountsApp({ db: await open() });
    t.after(app.close);
    return app;
  };
  /** Somebody whose sign-in waits for this. */
  const pendingAs = async (app: AccountsApp, needs: SignInNeed): Promise<SignedIn> => {
    const { person } = await signInAs(app, 'admin');
    const { db, clock } = app.platform;
    const session = await createSignInSession(db, { personId: person.id, role: 'admin', now: clock(), needs });
    const cookie = `sp_session=${session.token}`;
    const { csrfToken } = session;
    return { person, cookie, csrfToken, headers: { cookie, 'x-csrf-token': csrfToken } };
  };
  const settle = (browser: TestBrowser, secret: string, now: number) =>
    browser.post('/api/sign-in/second-factor', { kind: 'authenticator', code: codeAt(secret, now) });

  for (const need of SignInNeed.options) {
    test(`while ${need} stands, nothing answers but what settles it`, async (t) => {
      const app = await boot(t);
      const { headers } = await pendingAs(app, need);
      let refused = 0;
      for (const route of servedRoutes(app.http)) {
        if (!route.name || permissions[route.name] === 'anyone') continue;
        if (whileNeeding[need].has(route.name) || isForKiosks(route.name)) continue;
        const { code } = await knock(app.http, route, { headers });
        assert.equal(code, refusals[need] satisfies ErrorCode, `${route.method} ${route.url}`);
        refused += 1;
      }
      assert.ok(refused >= 80, `${refused} routes refused`);
      const me = await app.http.inject({ url: '/api/me', headers });
      assert.equal(me.json<Me>().needs, need);
      const live = await app.http.inject({ url: '/api/live', headers });
      assert.equal(live.statusCode, 403, 'no stream opens');
    });
  }

  test('what settles a need answers to nobody who does not have it', async (t) => {
    const app = await boot(t);
    for (const url of ['/api/sign-in/second-factor', '/api/sign-in/new-password']) {
      const { headers } = await signInAs(app, 'admin');
      const payload = { kind: 'authenticator', code: '123456', password: NEXT_PASSWORD };
      const reply = await app.http.inject({ method: 'POST', url, headers, payload });
      assert.equal(reply.json().error.code, 'nothing_to_settle', url);
    }
  });

  test('an administrator without a second factor sets one up before anything else', async (t) => {
    const app = await boot(t);
    const admin = await signedInPerson(app, 'admin');
    assert.equal(admin.me.needs, 'second-factor-setup');
    assert.equal((await admin.browser.get('/api/people')).code, 'second_factor_setup_required');
    const before = admin.browser.cookieHeader();
    const { me, recoveryCodes } = await addAuthenticator(app, admin);
    assert.equal(me.needs, null);
    assert.equal(recoveryCodes?.length, 10);
    assert.equal((await app.http.inject({ url: '/api/me', headers: { cookie: before } })).statusCode, 401);
    assert.equal((await admin.browser.get('/api/people')).status, 200);
    assert.equal(me.person.hasSecondFactor, true);
  });

  test('the same with a passkey', async (t) => {
    const app = await boot(t);
    const admin = await signedInPerson(app, 'admin');
    const { me } = await addPasskey(admin);
    assert.equal(me.needs, null);
    assert.equal((await admin.browser.get('/api/people')).status, 200);
  });

  test('whoever has the password alone cannot add a factor beside the one the owner has added since', async (t) => {
    const app = await boot(t);
    const owner = await signedInPerson(app, 'admin');
    const thief = openBrowser(app);
    assert.equal((await signInWithPassword({ email: owner.email, browser: thief })).needs, 'second-factor-setup');
    const { secret } = expectOk<{ secret: string }>(await thief.post('/api/me/second-factors/authenticator'));
    const begun = await app.platform.db.selectFrom('authenticator').selectAll().execute();
    await addPasskey(owner);
    assert.equal((await thief.get('/api/me')).status, 401, 'sign-ins that were setting up have ended');
    // Even one that had got through at the same moment.
    await app.platform.db.updateTable('signInSession').set({ revokedAt: null }).execute();
    await app.platform.db.deleteFrom('authenticator').execute();
    await app.platform.db.insertInto('authenticator').values(begun).execute();
    const confirmed = await thief.post('/api/me/second-factors/authenticator/confirmation', {
      code: codeAt(secret, app.clock.now),
    });
    assert.equal(confirmed.code, 'second_factor_required');
  });

  test('policy says who must: other roles go on without, until it is raised', async (t) => {
    const app = await boot(t);
    const teacher = await signedInPerson(app, 'faculty');
    assert.equal(teacher.me.needs, null);
    await requireOf(app.platform.db, { faculty: 'required' });
    assert.equal((await signInWithPassword(teacher)).needs, 'second-factor-setup');
    assert.equal((await signedInPerson(app, 'student')).me.needs, null);
  });

  test('a mailed link does not get round the second factor', async (t) => {
    const app = await boot(t);
    const person = await signedInPerson(app, 'faculty');
    const { secret } = await addAuthenticator(app, person);
    const admin = await signInAs(app, 'admin');
    const invited = await app.http.inject({
      method: 'POST',
      url: `/api/people/${person.id}/invitation`,
      headers: admin.headers,
    });
    const token = new URL(invited.json<{ url: string }>().url).hash.slice(1);
    const browser = openBrowser(app);
    const me = expectOk<Me>(await browser.post('/api/links/accept', { token, password: NEXT_PASSWORD }));
    assert.equal(me.needs, 'second-factor');
    assert.equal((await browser.get('/api/me/second-factors')).code, 'second_factor_required');
    assert.equal((await settle(browser, secret, app.clock.now)).status, 200);
  });

  test('the last second factor stays while the role must have one', async (t) => {
    const app = await boot(t);
    const admin = await signedInPerson(app, 'admin');
    await addAuthenticator(app, admin);
    const url = '/api/me/second-factors/authenticator';
    assert.equal((await remove(app, admin.browser, url)).code, 'last_second_factor');
    await addPasskey(admin);
    assert.equal((await remove(app, admin.browser, url)).status, 200);
    const left = await app.platform.db.selectFrom('recoveryCode').select('codeHash').execute();
    assert.equal(left.length, 10, 'codes stay with the passkey');
    const teacher = await signedInPerson(app, 'faculty');
    await addAuthenticator(app, teacher);
    assert.equal((await remove(app, teacher.browser, url)).status, 200);
    assert.equal((await remove(app, teacher.browser, url)).code, 'not_found');
    assert.equal((await app.platform.db.selectFrom('recoveryCode').select('codeHash').execute()).length, 10);
  });

  test('of two that are removed at once, one stays', async (t) => {
    const app = await boot(t);
    const admin = await signedInPerson(app, 'admin');
    await addAuthenticator(app, admin);
    await addPasskey(admin);
    const { id } = await app.platform.db.selectFrom('passkey').select('id').executeTakeFirstOrThrow();
    const replies = await Promise.all([
      remove(app, admin.browser, '/api/me/second-factors/authenticator'),
      remove(app, admin.browser, `/api/me/second-factors/passkeys/${id}`),
    ]);
    assert.deepEqual(replies.map(({ status }) => status).sort(), [200, 409]);
  });

  test('a new password that was asked for comes after the second factor, and is another one', async (t) => {
    const app = await boot(t);
    const { db } = app.platform;
    const person = await signedInPerson(app, 'faculty');
    const { secret } = await addAuthenticator(app, person);
    await db.updateTable('person').set({ isPasswordChangeDue: true }).where('id', '=', person.id).execute();
    const browser = openBrowser(app);
    assert.equal((await signInWithPassword({ email: person.email, browser })).needs, 'second-factor');
    assert.equal(expectOk<Me>(await settle(browser, secret, app.clock.now)).needs, 'new-password');
    const pending = browser.cookieHeader();
    const choose = (password: string) => browser.post('/api/sign-in/new-password', { password });
    assert.equal((await choose(GOOD_PASSWORD)).code, 'password_same');
    assert.equal((await choose('short')).code, 'password_too_short');
    assert.equal(expectOk<Me>(await choose(NEXT_PASSWORD)).needs, null);
    assert.equal((await app.http.inject({ url: '/api/me', headers: { cookie: pending } })).statusCode, 401);
    assert.equal((await person.browser.get('/api/me')).status, 401, 'other sessions have ended');
    const again = openBrowser(app);
    assert.equal(
      (await signInWithPassword({ email: person.email, browser: again }, NEXT_PASSWORD)).needs,
      'second-factor',
    );
  });

  test('fifteen characters alone, eight beside a second factor, and again fifteen once it is gone', async (t) => {
    const app = await boot(t);
    const SHORT = 'vex quilt';
    const person = await signedInPerson(app, 'faculty');
    const change = (next: string) => person.browser.post('/api/me/password', { current: GOOD_PASSWORD, next });
    assert.equal((await change(SHORT)).code, 'password_too_short');
    await addAuthenticator(app, person);
    assert.equal((await change('vexquil')).code, 'password_too_short');
    assert.equal((await change('password')).code, 'password_too_common');
    assert.equal((await change(SHORT)).status, 200);
    assert.equal((await signInWithPassword({ ...person, browser: openBrowser(app) }, SHORT)).needs, 'second-factor');
    await remove(app, person.browser, '/api/me/second-factors/authenticator');
    const browser = openBrowser(app);
    assert.equal((await signInWithPassword({ email: person.email, browser }, SHORT)).needs, 'new-password');
    assert.equal(
      (await browser.post('/api/sign-in/new-password', { password: 'vex quilt b' })).code,
      'password_too_short',
    );
    assert.equal(
      expectOk<Me>(await browser.post('/api/sign-in/new-password', { password: NEXT_PASSWORD })).needs,
      null,
    );
    assert.equal((await signInWithPassword({ email: person.email, browser }, NEXT_PASSWORD)).needs, null);
  });

  test('whoever chooses a password by a link settles the one that was asked for', async (t) => {
    const app = await boot(t);
    const { db } = app.platform;
    const person = await signedInPerson(app, 'faculty');
    await db.updateTable('person').set({ isPasswordChangeDue: true }).where('id', '=', person.id).execute();
    assert.equal((await signInWithPassword(person)).needs, 'new-password');
    await setPasswordHash(db, { personId: person.id, hash: 'x', now: app.clock.now });
    const row = await db
      .selectFrom('person')
      .select('isPasswordChangeDue')
      .where('id', '=', person.id)
      .executeTakeFirst();
    assert.equal(row?.isPasswordChangeDue, false);
  });
});
