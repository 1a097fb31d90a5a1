import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Me } from '@smart-presence/contract';
import { Secret } from 'otpauth';
import { eachDatabase } from '../../../platform/db/testing.ts';
import { openBrowser } from '../testing.ts';
import { createAccountsApp } from '../testing-app.ts';
import { authenticatorStore } from './authenticator.store.ts';
import { authenticatorUri, newSecret, stepOfCode } from './authenticator-code.ts';
import { recoveryCodes } from './recovery-codes.ts';
import { findCode } from './settle-second-factor.ts';
import { addAuthenticator, codeAt, expectOk, signedInPerson, signInWithPassword } from './testing-factors.ts';

const SETTLE = '/api/sign-in/second-factor';
const MINUTE_MS = 60_000;

test('codes are those of RFC 6238, appendix B', () => {
  const secret = Secret.fromUTF8('12345678901234567890').base32;
  // The last six digits of the appendix's eight.
  for (const [seconds, code] of [
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
  ] as const) {
    assert.equal(stepOfCode({ secret, code, now: seconds * 1000 }), Math.floor(seconds / 30));
  }
});

test('a clock may be one step off, not two', () => {
  const secret = newSecret();
  const now = Date.UTC(2026, 7, 3, 9);
  for (const [steps, isTaken] of [
    [-2, false],
    [-1, true],
    [0, true],
    [1, true],
    [2, false],
  ] as const) {
    assert.equal(stepOfCode({ secret, code: codeAt(secret, now, steps), now }) !== null, isTaken, `${steps}`);
  }
});

test('what the QR code says is read by every app: no name breaks it', () => {
  const secret = newSecret();
  const uri = authenticatorUri({ secret, issuer: 'St. Mary: & Sons?', label: 'a+b@college.example' });
  const url = new URL(uri);
  assert.equal(`${url.protocol}//${url.host}`, 'otpauth://totp');
  assert.equal(url.searchParams.get('secret'), secret);
  assert.equal(url.searchParams.get('issuer'), 'St. Mary  & Sons?');
  assert.equal(Buffer.from(Secret.fromBase32(secret).bytes).length, 20);
});

eachDatabase((open) => {
  const boot = async (t: { after: (work: () => Promise<unknown>) => void }) => {
    const app = await createAccountsApp({ db: await open() });
    t.after(app.close);
    return app;
  };
  const withAuthenticator = async (app: Awaited<ReturnType<typeof boot>>) => {
    const person = await signedInPerson(app, 'faculty');
    assert.equal(person.me.needs, null);
    const { secret, recoveryCodes } = await addAuthenticator(app, person);
    return { ...person, secret, recoveryCodes: recoveryCodes ?? [] };
  };
  const settle = (browser: ReturnType<typeof openBrowser>, code: string, kind = 'authenticator') =>
    browser.post(SETTLE, { kind, code });

  test('after the server has lost its secret the answer says what to do', async (t) => {
    const app = await boot(t);
    const { me, secret } = await withAuthenticator(app);
    const other = authenticatorStore(Buffer.alloc(32, 7));
    const asked = { personId: me.person.id, code: codeAt(secret, app.clock.now), now: app.clock.now };
    await assert.rejects(other.stepOf(app.platform.db, asked), { code: 'authenticator_unreadable' });
  });

  test('whoever has one is asked for a code at the next sign-in, and works after it', async (t) => {
    const app = await boot(t);
    const { email, secret } = await withAuthenticator(app);
    const browser = openBrowser(app);
    const me = await signInWithPassword({ email, browser });
    assert.equal(me.needs, 'second-factor');
    assert.ok(me.expiresAt <= app.clock.now + 15 * MINUTE_MS);
    assert.equal((await browser.get('/api/today')).code, 'second_factor_required');
    assert.deepEqual(expectOk(await browser.get(SETTLE)), { passkey: false, authenticator: true, recoveryCode: true });
    const pending = browser.cookieHeader();
    assert.equal((await settle(browser, '000000')).code, 'second_factor_wrong');
    const settled = expectOk<Me>(await settle(browser, codeAt(secret, app.clock.now)));
    assert.equal(settled.needs, null);
    assert.equal((await app.http.inject({ url: '/api/me', headers: { cookie: pending } })).statusCode, 401);
    assert.equal((await browser.get('/api/me/second-factors')).status, 200);
    assert.equal((await settle(browser, codeAt(secret, app.clock.now, 1))).code, 'nothing_to_settle');
  });

  test('a code is taken once, and none older than the latest', async (t) => {
    const app = await boot(t);
    const { email, secret } = await withAuthenticator(app);
    const attempts: [number, string | undefined][] = [
      // The set-up took the step before.
      [-1, 'second_factor_wrong'],
      [1, undefined],
      [1, 'second_factor_wrong'],
      [0, 'second_factor_wrong'],
    ];
    for (const [steps, code] of attempts) {
      const browser = openBrowser(app);
      await signInWithPassword({ email, browser });
      assert.equal((await settle(browser, codeAt(secret, app.clock.now, steps))).code, code, `step ${steps}`);
    }
  });

  test('of the same code at once one is taken', async (t) => {
    const app = await boot(t);
    const { email, secret, recoveryCodes } = await withAuthenticator(app);
    for (const [kind, code] of [
      ['authenticator', codeAt(secret, app.clock.now)],
      ['recovery-code', recoveryCodes[0] ?? ''],
    ] as const) {
      const browsers = [openBrowser(app), openBrowser(app), openBrowser(app)];
      for (const browser of browsers) await signInWithPassword({ email, browser });
      const replies = await Promise.all(browsers.map((browser) => settle(browser, code, kind)));
      const [taken, ...others] = replies.map(({ status }) => status).sort();
      assert.equal(taken, 200, kind);
      // The last may find that two before it were wrong, and be told to wait.
      for (const status of others) assert.ok(status === 422 || status === 429, `${kind}: ${status}`);
    }
  });

  test('a code that two have looked at is used up by one', async (t) => {
    const app = await boot(t);
    const { id: personId, secret, recoveryCodes: written } = await withAuthenticator(app);
    const { db, secrets } = app.platform;
    const stores = { authenticators: authenticatorStore(secrets.signing), codes: recoveryCodes(secrets.signing) };
    const answers = [
      { kind: 'recovery-code', code: written[0] ?? '' },
      { kind: 'authenticator', code: codeAt(secret, app.clock.now) },
    ] as const;
    for (const answer of answers) {
      const check = { personId, answer, now: app.clock.now };
      const takes = [await findCode(db, stores, check), await findCode(db, stores, check)];
      const taken = await Promise.all(takes.map((take) => take?.()));
      assert.deepEqual(taken.sort(), [false, true], answer.kind);
    }
  });

  test('recovery codes: ten, each once, however they are typed; making new ones ends the old', async (t) => {
    const app = await boot(t);
    const { email, browser, recoveryCodes } = await withAuthenticator(app);
    assert.equal(new Set(recoveryCodes).size, 10);
    const [first = '', second = ''] = recoveryCodes;
    const use = async (code: string) => {
      const other = openBrowser(app);
      await signInWithPassword({ email, browser: other });
      return (await settle(other, code, 'recovery-code')).code;
    };
    assert.equal(await use(` ${first.toLowerCase().replaceAll('-', ' ')} `), undefined);
    assert.equal(await use(first), 'second_factor_wrong');
    const left = async () =>
      expectOk<{ recoveryCodesLeft: number }>(await browser.get('/api/me/second-factors')).recoveryCodesLeft;
    assert.equal(await left(), 9);
    const renewed = expectOk<{ recoveryCodes: string[] }>(await browser.post('/api/me/second-factors/recovery-codes'));
    assert.equal(await left(), 10);
    assert.equal(await use(second), 'second_factor_wrong');
    assert.equal(await use(renewed.recoveryCodes[0] ?? ''), undefined);
    const rows = JSON.stringify(await app.platform.db.selectFrom('recoveryCode').selectAll().execute());
    for (const code of renewed.recoveryCodes) assert.ok(!rows.includes(code.replaceAll('-', '')), 'stored as it is');
  });

  test('guesses have to wait, right ones like wrong ones; a known device does not wait for strangers', async (t) => {
    const app = await boot(t);
    const { email, browser: own, secret } = await withAuthenticator(app);
    const thief = openBrowser(app);
    await signInWithPassword({ email, browser: thief });
    let looked = 0;
    for (let guess = 0; guess < 200; guess += 1) {
      const kind = guess % 2 ? 'authenticator' : 'recovery-code';
      const { code } = await settle(thief, String(guess).padStart(6, '0'), kind);
      if (code === 'second_factor_wrong') looked += 1;
    }
    assert.equal(looked, 4);
    const right = await settle(thief, codeAt(secret, app.clock.now));
    assert.equal(right.code, 'too_many_requests');
    await own.post('/api/sign-out');
    await signInWithPassword({ email, browser: own });
    assert.equal((await settle(own, codeAt(secret, app.clock.now))).status, 200);
  });

  test('of guesses from many networks few are looked at', async (t) => {
    const app = await boot(t);
    const { email } = await withAuthenticator(app);
    const thief = openBrowser(app);
    await signInWithPassword({ email, browser: thief });
    let looked = 0;
    for (let guess = 0; guess < 120; guess += 1) {
      const ip = `198.51.${guess % 60}.1`;
      const { code } = await thief.post(SETTLE, { kind: 'authenticator', code: '123456' }, { ip });
      if (code === 'second_factor_wrong') looked += 1;
    }
    assert.ok(looked >= 8 && looked <= 13, `${looked} of 120 guesses were looked at`);
  });

  test('the same work and answer for who has no authenticator', async (t) => {
    const app = await boot(t);
    const { email, recoveryCodes, browser } = await withAuthenticator(app);
    const { db } = app.platform;
    assert.ok(recoveryCodes.length > 0);
    await db.updateTable('authenticator').set({ confirmedAt: null }).execute();
    await db
      .insertInto('passkey')
      .values({
        id: '01890000-0000-7000-8000-000000000001',
        personId: (await browser.get('/api/me')).json<Me>().person.id,
        credentialId: 'x',
        publicKey: Buffer.from('x'),
        counter: 0,
        transports: '[]',
        name: 'x',
        isSynced: false,
        createdAt: 0,
        lastUsedAt: null,
      })
      .execute();
    const other = openBrowser(app);
    await signInWithPassword({ email, browser: other });
    assert.equal((await settle(other, '123456')).code, 'second_factor_wrong');
  });

  test('a secret is sealed, bound to its person, and counts only after a code, from the session that began it', async (t) => {
    const app = await boot(t);
    const { db } = app.platform;
    const one = await signedInPerson(app, 'faculty');
    const { secret } = expectOk<{ secret: string }>(await one.browser.post('/api/me/second-factors/authenticator'));
    const stored = await db.selectFrom('authenticator').select('secret').executeTakeFirstOrThrow();
    assert.ok(!Buffer.from(stored.secret).includes(secret));
    const confirm = (browser: ReturnType<typeof openBrowser>, code: string) =>
      browser.post('/api/me/second-factors/authenticator/confirmation', { code });
    const elsewhere = openBrowser(app);
    assert.equal((await signInWithPassword({ email: one.email, browser: elsewhere })).needs, null, 'not confirmed yet');
    assert.equal((await confirm(elsewhere, codeAt(secret, app.clock.now))).code, 'ceremony_expired');
    assert.equal((await confirm(one.browser, '000000')).code, 'second_factor_wrong');
    app.clock.now += 16 * MINUTE_MS;
    assert.equal((await confirm(one.browser, codeAt(secret, app.clock.now))).code, 'ceremony_expired');

    const two = await withAuthenticator(app);
    const three = await withAuthenticator(app);
    await db.deleteFrom('authenticator').where('personId', '=', three.id).execute();
    await db
      .updateTable('authenticator')
      .set({ personId: three.id } as never)
      .where('personId', '=', two.id)
      .execute();
    const thief = openBrowser(app);
    await signInWithPassword({ email: three.email, browser: thief });
    const moved = await settle(thief, codeAt(two.secret, app.clock.now));
    assert.equal(moved.code, 'authenticator_unreadable', 'a moved row does not open');
  });

  test('a new authenticator replaces the old one', async (t) => {
    const app = await boot(t);
    const person = await withAuthenticator(app);
    const { secret, recoveryCodes } = await addAuthenticator(app, person);
    assert.equal(recoveryCodes, null, 'recovery codes stay');
    const browser = openBrowser(app);
    await signInWithPassword({ email: person.email, browser });
    assert.equal((await settle(browser, codeAt(person.secret, app.clock.now))).code, 'second_factor_wrong');
    assert.equal((await settle(browser, codeAt(secret, app.clock.now))).status, 200);
  });
});
