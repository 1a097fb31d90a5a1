import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Me } from '@smart-presence/contract';
import { eachDatabase } from '../../../platform/db/testing.ts';
import { dangerous, RECENT_MS } from '../permissions.ts';
import { endSessionsOf } from '../sign-in-session.store.ts';
import { GOOD_PASSWORD, openBrowser, signInAs, type TestBrowser } from '../testing.ts';
import { type AccountsApp, createAccountsApp } from '../testing-app.ts';
import { knock, servedRoutes } from '../testing-walk.ts';
import {
  addAuthenticator,
  addPasskey,
  answerOf,
  codeAt,
  expectOk,
  here,
  signedInPerson,
  signInWithPasskey,
  signInWithPassword,
} from './testing-factors.ts';

const PROOF = '/api/me/proof';

eachDatabase((open) => {
  const boot = async (t: { after: (work: () => Promise<unknown>) => void }) => {
    const app = await createAccountsApp({ db: await open() });
    t.after(app.close);
    return app;
  };
  const prove = (browser: TestBrowser, body: object = {}) =>
    browser.post(PROOF, { kind: 'password', password: GOOD_PASSWORD, ...body });
  const rest = (app: AccountsApp) => {
    app.clock.now += RECENT_MS + 1;
  };
  const beginPasskey = (browser: TestBrowser) => browser.post('/api/me/second-factors/passkeys/options', {}, here);

  test('every dangerous route asks for a proof ten minutes after signing in, and no other does', async (t) => {
    const app = await boot(t);
    const asked = [];
    for (const route of servedRoutes(app.http)) {
      if (!route.name || route.name === 'live' || route.name === 'signOut') continue;
      const admin = await signInAs(app, 'admin');
      rest(app);
      const { code } = await knock(app.http, route, { headers: admin.headers });
      if (code === 'reauthentication_required') asked.push(route.name);
    }
    const always = Object.entries(dangerous).flatMap(([name, danger]) => (danger === true ? [name] : []));
    assert.ok(always.length >= 9);
    assert.deepEqual(asked.sort(), always.sort());
  });

  test('what a request says can make it dangerous: a name is edited without a question', async (t) => {
    const app = await boot(t);
    const { person } = await signInAs(app, 'faculty');
    const admin = await signInAs(app, 'admin');
    rest(app);
    const send = async (method: 'POST' | 'PATCH', url: string, payload: object) => {
      const reply = await app.http.inject({ method, url, payload, headers: admin.headers });
      return reply.statusCode < 400 ? reply.statusCode : reply.json().error.code;
    };
    const one = `/api/people/${person.id}`;
    assert.equal(await send('PATCH', one, { name: 'New Name' }), 200);
    for (const body of [{ isDisabled: true }, { email: 'other@college.example' }]) {
      assert.equal(await send('PATCH', one, body), 'reauthentication_required', JSON.stringify(body));
    }
    assert.equal(await send('POST', '/api/people', { name: 'A', role: 'student' }), 201);
    assert.equal(await send('POST', '/api/people', { name: 'A', role: 'admin' }), 'reauthentication_required');
    const unknown = '/api/imports/00000000-0000-7000-8000-000000000000';
    assert.equal(await send('POST', `${unknown}/check`, { mapping: {} }), 'conflict', 'a dry run is no danger');
    for (const act of ['apply', 'undo']) {
      assert.equal(await send('POST', `${unknown}/${act}`, {}), 'reauthentication_required', act);
    }
  });

  test('the password proves it for ten minutes; the tokens change, and the old ones end', async (t) => {
    const app = await boot(t);
    const { browser } = await signedInPerson(app, 'faculty');
    rest(app);
    assert.equal((await beginPasskey(browser)).code, 'reauthentication_required');
    const before = browser.cookieHeader();
    const token = (await browser.get('/api/csrf')).json<{ token: string }>().token;
    const wrong = await prove(browser, { password: 'not my password' });
    assert.equal(wrong.code, 'proof_wrong');
    assert.equal(browser.cookieHeader(), before);
    const me = expectOk<Me>(await prove(browser));
    assert.notEqual(browser.cookieHeader(), before);
    assert.notEqual(me.csrfToken, token);
    assert.equal((await app.http.inject({ url: '/api/me', headers: { cookie: before } })).statusCode, 401);
    assert.equal((await beginPasskey(browser)).status, 200);
    app.clock.now += RECENT_MS;
    assert.equal((await beginPasskey(browser)).status, 200, 'to the last millisecond');
    app.clock.now += 1;
    assert.equal((await beginPasskey(browser)).code, 'reauthentication_required');
  });

  test('whoever has a second factor gives as much as at signing in', async (t) => {
    const app = await boot(t);
    const person = await signedInPerson(app, 'faculty');
    const { secret, recoveryCodes } = await addAuthenticator(app, person);
    const { browser } = person;
    rest(app);
    const second = (code: string, kind = 'authenticator') => ({ second: { kind, code } });
    assert.equal((await prove(browser)).code, 'invalid_request');
    assert.equal((await prove(browser, second('000000'))).code, 'proof_wrong');
    const right = codeAt(secret, app.clock.now);
    assert.equal((await prove(browser, { ...second(right), password: 'not my password' })).code, 'proof_wrong');
    assert.equal((await beginPasskey(browser)).code, 'reauthentication_required');
    assert.equal((await prove(browser, second(right))).status, 200, 'a wrong password did not use the code up');
    assert.equal((await beginPasskey(browser)).status, 200);
    assert.equal((await prove(browser, second(right))).code, 'proof_wrong', 'a code is taken once, here too');
    assert.equal((await prove(browser, second(recoveryCodes?.[0] ?? '', 'recovery-code'))).status, 200);
    assert.equal((await prove(browser, second(recoveryCodes?.[0] ?? '', 'recovery-code'))).code, 'proof_wrong');
  });

  test('guesses have to wait', async (t) => {
    const app = await boot(t);
    const { browser } = await signedInPerson(app, 'faculty');
    for (let guess = 0; guess < 4; guess += 1) {
      assert.equal((await prove(browser, { password: `guess ${guess}` })).code, 'proof_wrong');
    }
    assert.equal((await prove(browser)).code, 'too_many_requests');
  });

  test('a passkey proves it alone', async (t) => {
    const app = await boot(t);
    const { browser } = await signedInPerson(app, 'faculty');
    const { passkey } = await addPasskey({ browser });
    rest(app);
    const choices = expectOk<object>(await browser.get(PROOF, here.headers));
    assert.deepEqual(choices, { password: true, passkey: true, authenticator: false, recoveryCode: true });
    const before = browser.cookieHeader();
    const answer = await answerOf(browser, { address: 'me/proof/passkey-options', passkey });
    expectOk<Me>(await browser.post(PROOF, { kind: 'passkey', ...answer }, here));
    assert.notEqual(browser.cookieHeader(), before);
    assert.equal((await beginPasskey(browser)).status, 200);
  });

  test('an answer given in another session of the same person is none', async (t) => {
    const app = await boot(t);
    const { browser } = await signedInPerson(app, 'faculty');
    const { passkey } = await addPasskey({ browser });
    const other = openBrowser(app);
    await signInWithPasskey(other, passkey);
    const answer = await answerOf(browser, { address: 'me/proof/passkey-options', passkey });
    assert.equal((await other.post(PROOF, { kind: 'passkey', ...answer }, here)).code, 'ceremony_expired');
  });

  test('a changed password gives new tokens and no younger proof', async (t) => {
    const app = await boot(t);
    const { browser, email } = await signedInPerson(app, 'faculty');
    rest(app);
    const before = browser.cookieHeader();
    const change = { current: GOOD_PASSWORD, next: 'my bicycle has no bell anymore' };
    assert.equal((await browser.post('/api/me/password', change)).status, 200);
    assert.equal((await app.http.inject({ url: '/api/me', headers: { cookie: before } })).statusCode, 401);
    assert.equal((await beginPasskey(browser)).code, 'reauthentication_required');
    await signInWithPassword({ browser, email }, change.next);
    assert.equal((await beginPasskey(browser)).status, 200);
  });

  test('a session that was ended is not brought back by a proof', async (t) => {
    const app = await boot(t);
    const { browser, id } = await signedInPerson(app, 'faculty');
    await browser.get('/api/csrf');
    await endSessionsOf(app.platform.db, [id], app.clock.now);
    assert.equal((await prove(browser)).status, 401);
  });
});
