import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Me } from '@smart-presence/contract';
import { eachDatabase } from '../../../platform/db/testing.ts';
import { GOOD_PASSWORD, openBrowser, signInAs, somebody, type TestBrowser } from '../testing.ts';
import { ATTEMPT_MS } from './attempt.store.ts';
import { asha, cameIn, comeBack, isSignedIn, PUBLIC_URL, singleSignOnApp } from './testing-single-sign-on.ts';

eachDatabase((open) => {
  test('the way there carries PKCE S256, a state and a nonce, and stores none of them readable', async (t) => {
    const { depart, db } = await singleSignOnApp(t, { db: await open() });
    const { url, browser } = await depart(asha);
    const search = new URL(url).searchParams;
    assert.equal(search.get('response_type'), 'code');
    assert.equal(search.get('code_challenge_method'), 'S256');
    for (const name of ['state', 'nonce', 'code_challenge']) assert.match(search.get(name) ?? '', /^[\w-]{43}$/, name);
    const stored = JSON.stringify(await db.selectFrom('singleSignOnAttempt').selectAll().execute());
    for (const secret of [search.get('state'), search.get('nonce'), browser.cookies.get('sp_sso')])
      assert.equal(stored.includes(secret ?? '?'), false);
    assert.equal(await isSignedIn(browser), false);
  });

  test('an answer counts once, in time, in the browser that asked, at the page of its provider', async (t) => {
    const { app, depart, issuer, db } = await singleSignOnApp(t, { db: await open() });
    await somebody(db, { role: 'student', email: asha.email }, app.clock.now);
    const stale = async (reply: ReturnType<typeof comeBack>) =>
      assert.equal((await reply).code, 'single_sign_on_stale');

    const mine = await depart(asha);
    const theirs = await depart(asha);
    await stale(comeBack({ ...mine, browser: openBrowser(app) }));
    await stale(comeBack({ ...mine, browser: theirs.browser }));
    await stale(comeBack({ ...mine, redirectUri: `${PUBLIC_URL}/sign-in/return/0123456789abcdef` }));
    await stale(comeBack({ ...mine, query: mine.query.replace(/state=[^&]*/, `state=${'x'.repeat(43)}`) }));
    await stale(comeBack({ ...mine, query: `${mine.query}&state=${'x'.repeat(43)}` }));
    await stale(comeBack({ ...mine, query: 'code=1' }));
    const forged = openBrowser(app);
    forged.cookies.set('sp_sso', `${(mine.browser.cookies.get('sp_sso') ?? '').split('.')[0]}.${'A'.repeat(43)}`);
    await stale(comeBack({ ...mine, browser: forged }));
    assert.equal(issuer.asked.includes('/token'), false, 'no code was redeemed for any of them');

    assert.equal((await comeBack(mine)).status, 200, 'what strangers tried spoils nothing');
    await stale(comeBack(mine));
    app.clock.now += ATTEMPT_MS;
    await stale(comeBack(theirs));
    assert.equal(await isSignedIn(theirs.browser), false);
  });

  test('of many answers at once one counts', async (t) => {
    const { app, depart, db } = await singleSignOnApp(t, { db: await open() });
    await somebody(db, { role: 'student', email: asha.email }, app.clock.now);
    const mine = await depart(asha);
    const { token } = (await mine.browser.get('/api/csrf')).json<{ token: string }>();
    const { query, redirectUri } = mine;
    const headers = { cookie: mine.browser.cookieHeader(), 'x-csrf-token': token };
    const send = () =>
      app.http.inject({ method: 'POST', url: '/api/single-sign-on/finish', headers, payload: { query, redirectUri } });
    const replies = await Promise.all(Array.from({ length: 8 }, send));
    assert.deepEqual(replies.map(({ statusCode }) => statusCode).sort(), [200, ...Array(7).fill(409)]);
  });

  test('whoever said no at the provider is told so; a provider that is busy is no refusal', async (t) => {
    const { depart, issuer } = await singleSignOnApp(t, { db: await open() });
    const answer = async (error: string) => {
      const { browser, url, redirectUri } = await depart(asha);
      const state = new URL(url).searchParams.get('state') ?? '';
      const query = new URLSearchParams({ error, state, iss: issuer.issuer }).toString();
      return (await comeBack({ browser, url, redirectUri, query })).code;
    };
    assert.equal(await answer('access_denied'), 'single_sign_on_refused');
    assert.equal(await answer('temporarily_unavailable'), 'single_sign_on_unavailable');
  });

  test('finishing needs the CSRF token, and replaces the session that the browser had', async (t) => {
    const { app, depart, db } = await singleSignOnApp(t, { db: await open() });
    const student = await somebody(db, { role: 'student', email: asha.email }, app.clock.now);
    const mine = await depart(asha);
    const payload = { query: mine.query, redirectUri: mine.redirectUri };
    const url = '/api/single-sign-on/finish';
    const headers = { cookie: mine.browser.cookieHeader() };
    assert.equal((await app.http.inject({ method: 'POST', url, headers, payload })).statusCode, 403);
    const other = await signInAs(app, 'faculty');
    mine.browser.cookies.set('sp_session', other.cookie.split('=')[1] ?? '');
    assert.equal(cameIn(await comeBack(mine)).person.id, student.id);
    const before = await app.http.inject({ url: '/api/me', headers: { cookie: other.cookie } });
    assert.equal(before.statusCode, 401);
  });

  test('a second factor used at the provider settles ours, by the values an administrator named, and no other', async (t) => {
    const settings = { secondFactor: { amr: ['mfa', 'hwk'], acr: ['urn:strong'] } };
    const { signIn, db, admin, depart, issuer, link } = await singleSignOnApp(t, { db: await open(), settings });
    assert.deepEqual((await link(admin, asha)).json(), { me: null });
    const needs = async (more: object, inUserInfo: object = {}) => {
      issuer.misbehave = { userInfo: (claims) => ({ ...claims, ...inUserInfo }) };
      return cameIn(await signIn({ ...asha, ...more })).needs;
    };
    assert.equal(await needs({}), 'second-factor-setup');
    assert.equal(await needs({ amr: ['pwd'] }), 'second-factor-setup');
    assert.equal(await needs({ acr: 'urn:weak' }), 'second-factor-setup');
    assert.equal(await needs({ name: undefined }, { amr: ['mfa'], acr: 'urn:strong' }), 'second-factor-setup');
    assert.equal(await needs({ amr: ['pwd', 'mfa'] }), null);
    assert.equal(await needs({ acr: 'urn:strong' }), null);
    assert.match((await depart(asha)).url, /acr_values=urn%3Astrong/);
    assert.equal((await db.selectFrom('identity').selectAll().execute()).length, 1);
  });

  test('what the provider vouched for stays with the session, and with the one that goes on from it', async (t) => {
    const settings = { secondFactor: { amr: ['mfa'], acr: [] } };
    const { app, signIn, db, admin, link } = await singleSignOnApp(t, { db: await open(), settings });
    assert.deepEqual((await link(admin, asha)).json(), { me: null });
    const answers = async (browser: TestBrowser) => (await browser.get('/api/me/sign-in-sessions')).code ?? 'yes';
    const browser = openBrowser(app);
    assert.equal(cameIn(await signIn({ ...asha, amr: ['mfa'] }, browser)).needs, null);
    assert.equal(await answers(browser), 'yes');
    await db.updateTable('person').set({ isPasswordChangeDue: true }).where('id', '=', admin.person.id).execute();
    assert.equal(cameIn(await signIn({ ...asha, amr: ['mfa'] }, browser)).needs, 'new-password');
    const settled = await browser.post('/api/sign-in/new-password', { password: GOOD_PASSWORD });
    assert.equal(settled.json<Me>().needs, null, settled.text);
    assert.equal(await answers(browser), 'yes');
  });
});
