import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultAccessPolicy, type Me, type SecondFactors } from '@smart-presence/contract';
import { eachDatabase } from '../../../platform/db/testing.ts';
import { keepAccessPolicy } from '../access-policy.store.ts';
import { openBrowser, type TestBrowser } from '../testing.ts';
import { createAccountsApp } from '../testing-app.ts';
import { updatePerson } from '../update-person.ts';
import {
  addPasskey,
  answerOf,
  expectOk,
  here,
  remove,
  signedInPerson,
  signInWithPasskey,
  signInWithPassword,
} from './testing-factors.ts';
import { type Twist, testPasskey } from './testing-passkey.ts';

const MINUTE_MS = 60_000;

eachDatabase((open) => {
  const boot = async (t: { after: (work: () => Promise<unknown>) => void }, env = {}) => {
    const app = await createAccountsApp({ db: await open(), env });
    t.after(app.close);
    return app;
  };
  const withPasskey = async (app: Awaited<ReturnType<typeof boot>>) => {
    const person = await signedInPerson(app, 'faculty');
    const { passkey, recoveryCodes } = await addPasskey(person);
    return { ...person, passkey, recoveryCodes };
  };
  const factors = async (browser: TestBrowser) =>
    expectOk<SecondFactors>(await browser.get('/api/me/second-factors', here.headers));

  test('a passkey signs in alone: neither e-mail nor password nor a second factor', async (t) => {
    const app = await boot(t);
    const { id, passkey, recoveryCodes } = await withPasskey(app);
    assert.equal(recoveryCodes?.length, 10);
    const browser = openBrowser(app);
    const me = expectOk<Me>(await signInWithPasskey(browser, passkey));
    assert.equal(me.person.id, id);
    assert.equal(me.needs, null);
    assert.equal(me.person.hasSecondFactor, true);
    assert.equal((await factors(browser)).passkeys[0]?.lastUsedAt, app.clock.now);
    const methods = await app.platform.db.selectFrom('signInSession').select('method').execute();
    assert.deepEqual(methods.map(({ method }) => method).sort(), ['passkey', 'password']);
  });

  test('who signs in with a passkey may wish to stay signed in, too', async (t) => {
    const app = await boot(t);
    const { passkey } = await withPasskey(app);
    const week = { idleMinutes: 30, absoluteHours: 12, rememberDays: 7 };
    await keepAccessPolicy(
      app.platform.db,
      { ...defaultAccessPolicy, sessions: { staff: week, student: week } },
      { changedBy: null, changedAt: null },
    );
    const expiresAt = async (remember: boolean) =>
      expectOk<Me>(await signInWithPasskey(openBrowser(app), passkey, {}, { remember })).expiresAt - app.clock.now;
    assert.equal(await expiresAt(true), 7 * 24 * 3_600_000);
    assert.equal(await expiresAt(false), 12 * 3_600_000);
  });

  test('several, with names; others do not see or touch them', async (t) => {
    const app = await boot(t);
    const { browser } = await withPasskey(app);
    await addPasskey({ browser });
    const [first, second] = (await factors(browser)).passkeys;
    assert.ok(first && second);
    const stranger = (await withPasskey(app)).browser;
    const url = `/api/me/second-factors/passkeys/${first.id}`;
    assert.equal((await stranger.post(url, { name: 'Mine' }, { method: 'PATCH' })).code, 'not_found');
    assert.equal((await remove(app, stranger, url)).code, 'not_found');
    assert.equal((await browser.post(url, { name: 'Phone' }, { method: 'PATCH' })).status, 200);
    assert.equal((await remove(app, browser, `/api/me/second-factors/passkeys/${second.id}`)).status, 200);
    assert.deepEqual(
      (await factors(browser)).passkeys.map(({ name }) => name),
      ['Phone'],
    );
  });

  test('the same passkey is kept once', async (t) => {
    const app = await boot(t);
    const { passkey } = await withPasskey(app);
    const other = await signedInPerson(app, 'faculty');
    await assert.rejects(addPasskey(other, passkey), /passkey_failed/);
  });

  const wrong: [string, Twist][] = [
    ['another origin', { origin: 'http://localhost:8080' }],
    ['a page that looks alike', { origin: 'https://localhost.evil.example' }],
    ['another relying party', { rpId: 'evil.example' }],
    ['another challenge', { challenge: 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' }],
    ['nobody verified by the device', { unverified: true }],
    ['a signature over something else', { forged: true }],
    ['a name of somebody else', { userHandle: Buffer.from('somebody else').toString('base64url') }],
  ];
  for (const [name, twist] of wrong) {
    test(`not with ${name}`, async (t) => {
      const app = await boot(t);
      const { passkey } = await withPasskey(app);
      const browser = openBrowser(app);
      assert.equal((await signInWithPasskey(browser, passkey, twist)).code, 'passkey_failed');
      assert.equal((await browser.get('/api/me')).status, 401);
      assert.equal((await signInWithPasskey(browser, passkey)).status, 200, 'and it goes on working');
    });
  }
  for (const [name, twist] of wrong.filter(([, { forged, userHandle }]) => !forged && !userHandle)) {
    test(`none is kept with ${name}`, async (t) => {
      const app = await boot(t);
      const { browser } = await signedInPerson(app, 'faculty');
      const asked = expectOk<{ ceremonyId: string; options: never }>(
        await browser.post('/api/me/second-factors/passkeys/options', {}, here),
      );
      const response = testPasskey().create(asked.options, twist);
      const body = { ceremonyId: asked.ceremonyId, name: 'Laptop', response };
      assert.equal((await browser.post('/api/me/second-factors/passkeys', body, here)).code, 'passkey_failed');
      assert.equal((await factors(browser)).passkeys.length, 0);
    });
  }

  test('a passkey nobody has, a disabled person’s and a strange one: one answer', async (t) => {
    const app = await boot(t);
    const { id, passkey } = await withPasskey(app);
    await updatePerson(app.platform.db, id, { isDisabled: true }, app.clock.now);
    const bodies = [];
    const userHandle = Buffer.from(id).toString('base64url');
    for (const each of [passkey, testPasskey()]) {
      const reply = await signInWithPasskey(openBrowser(app), each, { userHandle });
      const { code, message, advice } = reply.json<{ error: Record<string, string> }>().error;
      bodies.push({ status: reply.status, code, message, advice });
    }
    assert.deepEqual(bodies[0], bodies[1]);
    assert.equal(bodies[0]?.code, 'passkey_failed');
  });

  test('an answer works once, for five minutes, from where it was asked, for what it was asked', async (t) => {
    const app = await boot(t);
    const { passkey, email } = await withPasskey(app);
    const post = (browser: TestBrowser, body: object) => browser.post('/api/sign-in/passkey', body, here);
    const ask = (browser: TestBrowser) => answerOf(browser, { address: 'sign-in/passkey/options', passkey });

    const browser = openBrowser(app);
    const answer = await ask(browser);
    const elsewhere = openBrowser(app);
    assert.equal((await post(elsewhere, answer)).code, 'ceremony_expired', 'another browser');
    assert.equal((await post(browser, answer)).status, 200);
    await browser.post('/api/sign-out');
    assert.equal((await post(browser, answer)).code, 'ceremony_expired', 'a second time');

    const late = await ask(browser);
    app.clock.now += 5 * MINUTE_MS;
    assert.equal((await post(browser, late)).code, 'ceremony_expired', 'too late');

    const earlier = await ask(browser);
    await ask(browser);
    assert.equal((await post(browser, earlier)).code, 'ceremony_expired', 'a newer one was asked for');

    const failed = await answerOf(browser, { address: 'sign-in/passkey/options', passkey, twist: { forged: true } });
    assert.equal((await post(browser, failed)).code, 'passkey_failed');
    const again = { ...(await ask(browser)), ceremonyId: failed.ceremonyId };
    assert.equal((await post(browser, again)).code, 'ceremony_expired', 'one that failed is used up');

    const pending = openBrowser(app);
    assert.equal((await signInWithPassword({ email, browser: pending })).needs, 'second-factor');
    const second = { address: 'sign-in/second-factor/passkey-options', passkey } as const;
    const forSecond = await answerOf(pending, second);
    assert.equal((await post(pending, forSecond)).code, 'ceremony_expired', 'asked as a second factor');
    const settled = await pending.post('/api/sign-in/second-factor', { kind: 'passkey', ...forSecond }, here);
    assert.equal(expectOk<Me>(settled).needs, null);
    const proof = await answerOf(pending, { address: 'me/proof/passkey-options', passkey });
    assert.equal((await post(pending, proof)).code, 'ceremony_expired', 'asked as a proof');
    assert.equal((await pending.post('/api/me/proof', { kind: 'passkey', ...proof }, here)).status, 200);
    assert.equal((await pending.post('/api/me/proof', { kind: 'passkey', ...proof }, here)).code, 'ceremony_expired');
  });

  test('what was asked for a new passkey is no proof, in the same session', async (t) => {
    const app = await boot(t);
    const { browser, passkey } = await withPasskey(app);
    const { ceremonyId, options } = expectOk<{ ceremonyId: string; options: { challenge: string } }>(
      await browser.post('/api/me/second-factors/passkeys/options', {}, here),
    );
    const asked = { rpId: 'localhost', challenge: options.challenge, timeout: 0, allowCredentials: [] };
    const response = passkey.get({ ...asked, userVerification: 'required' });
    const proof = { kind: 'passkey', ceremonyId, response };
    assert.equal((await browser.post('/api/me/proof', proof, here)).code, 'ceremony_expired');
  });

  test('of the same answer at once one is taken', async (t) => {
    const app = await boot(t);
    const { passkey } = await withPasskey(app);
    const browser = openBrowser(app);
    const answer = await answerOf(browser, { address: 'sign-in/passkey/options', passkey });
    const { token } = (await browser.get('/api/csrf')).json<{ token: string }>();
    const send = () =>
      app.http.inject({
        method: 'POST',
        url: '/api/sign-in/passkey',
        payload: answer,
        headers: { ...here.headers, cookie: browser.cookieHeader(), 'x-csrf-token': token },
      });
    const replies = await Promise.all([send(), send(), send()]);
    assert.deepEqual(replies.map(({ statusCode }) => statusCode).sort(), [200, 409, 409]);
  });

  test('somebody else’s passkey is no second factor and no proof', async (t) => {
    const app = await boot(t);
    const { email, browser: own } = await withPasskey(app);
    const thief = await withPasskey(app);
    const pending = openBrowser(app);
    await signInWithPassword({ email, browser: pending });
    const answer = await answerOf(pending, {
      address: 'sign-in/second-factor/passkey-options',
      passkey: thief.passkey,
    });
    const settled = await pending.post('/api/sign-in/second-factor', { kind: 'passkey', ...answer }, here);
    assert.equal(settled.code, 'passkey_failed');
    const proof = await answerOf(own, { address: 'me/proof/passkey-options', passkey: thief.passkey });
    assert.equal((await own.post('/api/me/proof', { kind: 'passkey', ...proof }, here)).code, 'passkey_failed');
  });

  test('a copy of a key is found out by its counter; one that does not count is not', async (t) => {
    const app = await boot(t);
    const { passkey } = await withPasskey(app);
    const copy = passkey.copy();
    assert.equal((await signInWithPasskey(openBrowser(app), passkey)).status, 200);
    assert.equal((await signInWithPasskey(openBrowser(app), copy)).code, 'passkey_failed');
    const { browser } = await signedInPerson(app, 'faculty');
    const still = testPasskey();
    const asked = expectOk<{ ceremonyId: string; options: never }>(
      await browser.post('/api/me/second-factors/passkeys/options', {}, here),
    );
    const response = still.create(asked.options, { counter: 0 });
    const body = { ceremonyId: asked.ceremonyId, name: 'Synced', response };
    expectOk(await browser.post('/api/me/second-factors/passkeys', body, here));
    for (let use = 0; use < 2; use += 1) {
      assert.equal((await signInWithPasskey(openBrowser(app), still, { counter: 0 })).status, 200);
    }
  });

  test('what is asked at sign-in tells nothing about anybody', async (t) => {
    const app = await boot(t);
    await withPasskey(app);
    const browser = openBrowser(app);
    const ask = async () =>
      expectOk<{ options: { allowCredentials: unknown[]; challenge: string } }>(
        await browser.post('/api/sign-in/passkey/options', { email: 'faculty1@college.example' }, here),
      ).options;
    const { challenge, ...options } = await ask();
    assert.deepEqual(options, {
      rpId: 'localhost',
      timeout: 300_000,
      allowCredentials: [],
      userVerification: 'required',
    });
    assert.ok(Buffer.from(challenge, 'base64url').length >= 32);
    assert.notEqual((await ask()).challenge, challenge);
    assert.equal((await app.platform.db.selectFrom('ceremony').select('id').execute()).length, 1, 'one per browser');
  });

  test('passkeys belong to PUBLIC_URL, whatever host a request names, and need a name and https', async (t) => {
    const options = async (env: Record<string, string>, host: string) => {
      const browser = openBrowser(await boot(t, env));
      const reply = await browser.post('/api/sign-in/passkey/options', {}, { headers: { host } });
      return reply.code ?? reply.json<{ options: { rpId: string } }>().options.rpId;
    };
    const known = { PUBLIC_URL: 'https://attendance.example.edu' };
    assert.equal(await options(known, 'localhost'), 'attendance.example.edu');
    assert.equal(await options(known, 'evil.example'), 'attendance.example.edu');
    assert.equal(await options({}, 'evil.example'), 'passkey_unavailable');
    assert.equal(await options({}, '127.0.0.1:3000'), 'passkey_unavailable');
    assert.equal(await options({}, 'localhost:3000'), 'localhost');
    assert.equal(await options({ PUBLIC_URL: 'https://192.0.2.7' }, 'localhost'), 'passkey_unavailable');
    assert.equal(await options({ PUBLIC_URL: 'http://attendance.example.edu' }, 'localhost'), 'passkey_unavailable');
  });
});
