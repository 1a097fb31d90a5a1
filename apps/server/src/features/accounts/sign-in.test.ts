import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Me, PersonRole } from '@smart-presence/contract';
import { eachDatabase } from '../../platform/db/testing.ts';
import { passwordQueue } from './passwords/index.ts';
import { addAuthenticator } from './second-factors/testing-factors.ts';
import { ensureInstitution, GOOD_PASSWORD, givePassword, openBrowser, somebody } from './testing.ts';
import { type AccountsApp, createAccountsApp } from './testing-app.ts';
import { updatePerson } from './update-person.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const NEXT_PASSWORD = 'my bicycle has no bell anymore';

const somebodyWithPassword = async ({ platform, clock }: AccountsApp, role: PersonRole) => {
  await ensureInstitution(platform.db, clock.now);
  const person = await somebody(platform.db, { role }, clock.now);
  await givePassword(platform.db, person.id, clock.now);
  return { id: person.id, email: person.email ?? '', credentials: { email: person.email, password: GOOD_PASSWORD } };
};

eachDatabase((open) => {
  const boot = async (t: { after: (work: () => Promise<unknown>) => void }, env = {}) => {
    const app = await createAccountsApp({ db: await open(), env });
    t.after(app.close);
    return app;
  };
  const signedIn = async (app: AccountsApp, role: PersonRole) => {
    const person = await somebodyWithPassword(app, role);
    const browser = openBrowser(app);
    assert.equal((await browser.post('/api/sign-in', person.credentials)).status, 200);
    // Administrators must have a second factor before they get a session of theirs.
    if (role === 'admin') await addAuthenticator(app, { browser });
    return { ...person, browser };
  };

  test('who signs in is known until they sign out', async (t) => {
    const app = await boot(t);
    const { email, browser } = await signedIn(app, 'faculty');
    const me = await browser.get('/api/me');
    assert.equal(me.json<Me>().person.email, email);
    assert.equal(me.json<Me>().expiresAt, app.clock.now + 12 * HOUR_MS);
    assert.equal((await browser.post('/api/sign-out')).status, 200);
    assert.equal((await browser.get('/api/me')).code, 'sign_in_required');
  });

  test('the e-mail is the same in any case', async (t) => {
    const app = await boot(t);
    const { credentials } = await somebodyWithPassword(app, 'student');
    const shouted = { ...credentials, email: credentials.email?.toUpperCase() };
    assert.equal((await openBrowser(app).post('/api/sign-in', shouted)).status, 200);
  });

  test('cookies are httpOnly, SameSite=Lax, and by https Secure and bound to the host', async (t) => {
    const app = await boot(t, { PUBLIC_URL: 'https://attendance.example.edu' });
    const { credentials } = await somebodyWithPassword(app, 'student');
    const browser = openBrowser(app);
    const reply = await browser.post('/api/sign-in', credentials);
    const cookies = [reply.headers['set-cookie']].flat().map(String);
    assert.equal(cookies.length, 2);
    for (const cookie of cookies) assert.match(cookie, /^__Host-sp_\w+=.*Path=\/;.*HttpOnly; Secure; SameSite=Lax/);
    assert.ok([...browser.cookies.keys()].every((name) => name.startsWith('__Host-')));
    const plain = await boot(t);
    const other = await signedIn(plain, 'student');
    assert.ok(other.browser.cookies.has('sp_session'));
  });

  test('only the hash of a session is stored', async (t) => {
    const app = await boot(t);
    const { browser } = await signedIn(app, 'student');
    const rows = JSON.stringify(await app.platform.db.selectFrom('signInSession').selectAll().execute());
    assert.ok(!rows.includes(browser.cookies.get('sp_session') ?? 'missing'));
  });

  test('signing in again ends the session the browser held before', async (t) => {
    const app = await boot(t);
    const { browser, credentials } = await signedIn(app, 'student');
    const before = browser.cookieHeader();
    assert.equal((await browser.post('/api/sign-in', credentials)).status, 200);
    assert.notEqual(browser.cookieHeader(), before);
    assert.equal((await app.http.inject({ url: '/api/me', headers: { cookie: before } })).statusCode, 401);
  });

  for (const [role, idle, absolute] of [
    ['faculty', 30 * MINUTE_MS, 12 * HOUR_MS],
    ['admin', 30 * MINUTE_MS, 12 * HOUR_MS],
    ['student', 60 * MINUTE_MS, 24 * HOUR_MS],
  ] as const) {
    test(`a session of ${role} ends when it rests too long`, async (t) => {
      const app = await boot(t);
      const { browser } = await signedIn(app, role);
      app.clock.now += idle - 1;
      assert.equal((await browser.get('/api/me')).status, 200);
      app.clock.now += idle - 1;
      assert.equal((await browser.get('/api/me')).status, 200, 'use moves the limit');
      app.clock.now += idle;
      assert.equal((await browser.get('/api/me')).code, 'sign_in_required');
    });

    test(`a session of ${role} ends at its last instant however busy it is`, async (t) => {
      const app = await boot(t);
      const { browser } = await signedIn(app, role);
      const end = app.clock.now + absolute;
      for (; app.clock.now < end; app.clock.now += idle / 2) assert.equal((await browser.get('/api/me')).status, 200);
      assert.equal((await browser.get('/api/me')).code, 'sign_in_required');
    });
  }

  test('the last use is written at most once a minute', async (t) => {
    const app = await boot(t);
    const { browser } = await signedIn(app, 'student');
    const lastSeen = async () =>
      (await app.platform.db.selectFrom('signInSession').select('lastSeenAt').executeTakeFirstOrThrow()).lastSeenAt;
    const start = app.clock.now;
    app.clock.now += MINUTE_MS - 1;
    await browser.get('/api/me');
    assert.equal(await lastSeen(), start);
    app.clock.now += 1;
    await browser.get('/api/me');
    assert.equal(await lastSeen(), start + MINUTE_MS);
  });

  test('a cookie dies with sign-out, disabling, another role and a new password', async (t) => {
    const app = await boot(t);
    const { db } = app.platform;
    const ends: [string, (id: string, post: ReturnType<typeof openBrowser>['post']) => Promise<unknown>][] = [
      ['sign-out', (_id, post) => post('/api/sign-out')],
      ['disabled', (id) => updatePerson(db, id, { isDisabled: true }, app.clock.now)],
      ['other role', (id) => updatePerson(db, id, { role: 'student' }, app.clock.now)],
      ['new password', (_id, post) => post('/api/me/password', { current: GOOD_PASSWORD, next: NEXT_PASSWORD })],
    ];
    for (const [name, end] of ends) {
      const { id, browser } = await signedIn(app, 'faculty');
      const copied = browser.cookieHeader();
      const replay = () => app.http.inject({ url: '/api/me', headers: { cookie: copied } });
      assert.equal((await replay()).statusCode, 200, name);
      await end(id, browser.post);
      assert.equal((await replay()).statusCode, 401, name);
    }
  });

  test('enabling a person again does not bring their old cookies back', async (t) => {
    const app = await boot(t);
    const { id, browser } = await signedIn(app, 'faculty');
    await updatePerson(app.platform.db, id, { isDisabled: true }, app.clock.now);
    await updatePerson(app.platform.db, id, { isDisabled: false }, app.clock.now);
    assert.equal((await browser.get('/api/me')).code, 'sign_in_required');
  });

  test('a new password ends the other sessions, and the browser that changed it goes on', async (t) => {
    const app = await boot(t);
    const { browser, credentials } = await signedIn(app, 'student');
    const elsewhere = openBrowser(app);
    await elsewhere.post('/api/sign-in', credentials);
    const wrong = await browser.post('/api/me/password', { current: 'not my password', next: NEXT_PASSWORD });
    assert.equal(wrong.code, 'invalid_request');
    assert.equal((await elsewhere.get('/api/me')).status, 200);
    const change = { current: GOOD_PASSWORD, next: NEXT_PASSWORD };
    assert.equal((await browser.post('/api/me/password', change)).status, 200);
    assert.equal((await browser.get('/api/me')).status, 200);
    assert.equal((await elsewhere.get('/api/me')).code, 'sign_in_required');
    assert.equal((await openBrowser(app).post('/api/sign-in', credentials)).code, 'sign_in_failed');
    const next = { email: credentials.email, password: NEXT_PASSWORD };
    assert.equal((await openBrowser(app).post('/api/sign-in', next)).status, 200);
  });

  test('a new password is judged, and guesses at the current one have to wait', async (t) => {
    const app = await boot(t);
    const { browser } = await signedIn(app, 'student');
    const change = (current: string, next: string) => browser.post('/api/me/password', { current, next });
    assert.equal((await change(GOOD_PASSWORD, 'short')).code, 'password_too_short');
    assert.equal((await change(GOOD_PASSWORD, 'passwordpassword')).code, 'password_too_common');
    for (let at = 0; at < 4; at += 1) assert.equal((await change('wrong', NEXT_PASSWORD)).code, 'invalid_request');
    assert.equal((await change(GOOD_PASSWORD, NEXT_PASSWORD)).code, 'too_many_requests');
  });

  test('wrong password, unknown e-mail, disabled, without password: one answer after the same work', async (t) => {
    const app = await boot(t);
    const { db } = app.platform;
    const known = await somebodyWithPassword(app, 'student');
    const disabled = await somebodyWithPassword(app, 'student');
    await updatePerson(db, disabled.id, { isDisabled: true }, app.clock.now);
    const invited = await somebody(db, { role: 'student' }, app.clock.now);
    const attempts = [
      { email: known.email, password: 'not the password' },
      { email: 'nobody@college.example', password: GOOD_PASSWORD },
      disabled.credentials,
      { email: invited.email, password: GOOD_PASSWORD },
    ];
    for (const credentials of attempts) {
      const before = passwordQueue().done;
      const reply = await openBrowser(app).post('/api/sign-in', credentials);
      assert.equal(reply.code, 'sign_in_failed');
      assert.equal(passwordQueue().done, before + 1, `${credentials.email} takes one evaluation`);
      assert.equal(reply.headers['set-cookie'], undefined);
    }
  });

  test('a hash made with weaker settings is made again at sign-in', async (t) => {
    const app = await boot(t);
    const { db } = app.platform;
    const { id, credentials } = await somebodyWithPassword(app, 'student');
    const hash = async () =>
      (await db.selectFrom('person').select('passwordHash').where('id', '=', id).executeTakeFirstOrThrow())
        .passwordHash;
    const today = await hash();
    await db
      .updateTable('person')
      .set({ passwordHash: await weakHash() })
      .where('id', '=', id)
      .execute();
    assert.equal((await openBrowser(app).post('/api/sign-in', credentials)).status, 200);
    const settings = (phc: string | null) => phc?.split('$').slice(0, 4);
    assert.deepEqual(settings(await hash()), settings(today));
  });
});

const weakHash = async (): Promise<string> => {
  const { argon2Sync } = await import('node:crypto');
  const nonce = Buffer.alloc(15, 1);
  const weak = { message: GOOD_PASSWORD, nonce, parallelism: 1, tagLength: 33, memory: 8192, passes: 1 };
  return `$argon2id$v=19$m=8192,t=1,p=1$${nonce.toString('base64')}$${argon2Sync('argon2id', weak).toString('base64')}`;
};
