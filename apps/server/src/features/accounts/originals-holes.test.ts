import assert from 'node:assert/strict';
import { test } from 'node:test';
import { routes } from '@smart-presence/contract';
import { ConfigError, readConfig } from '../../platform/config/config.ts';
import type { Db } from '../../platform/db/index.ts';
import { eachDatabase } from '../../platform/db/testing.ts';
import { openSession, setMarks } from '../attendance/index.ts';
import { addClass, NOW } from '../attendance/testing.ts';
import { passwordQueue } from './passwords/index.ts';
import { ensureInstitution, GOOD_PASSWORD, givePassword, openBrowser, signInAs, somebody } from './testing.ts';
import { type AccountsApp, createAccountsApp } from './testing-app.ts';
import { GUESS_TIME, guess } from './testing-guess.ts';

/*
 * Each test is named after a hole that an earlier attendance system had; it fails when the hole opens here. The one that
 * walks all routes is in originals-holes.slow.test.ts.
 */

eachDatabase((open) => {
  const boot = async (t: { after: (work: () => Promise<unknown>) => void }, env = {}) => {
    const app = await createAccountsApp({ db: await open(), env });
    t.after(app.close);
    return app;
  };
  const owner = async ({ platform, clock }: AccountsApp) => {
    await ensureInstitution(platform.db, clock.now);
    const { id, email } = await somebody(platform.db, { role: 'student' }, clock.now);
    await givePassword(platform.db, id, clock.now);
    return { id, right: { email, password: GOOD_PASSWORD }, wrong: { email, password: 'not the password' } };
  };

  test('cookies valid after logout', async (t) => {
    const app = await boot(t);
    const { right } = await owner(app);
    const browser = openBrowser(app);
    await browser.post('/api/sign-in', right);
    const copied = browser.cookieHeader();
    await browser.post('/api/sign-out');
    assert.ok(!browser.cookieHeader().includes('sp_session='));
    for (const url of ['/api/me', '/api/me/home', '/api/policies/current']) {
      assert.equal((await app.http.inject({ url, headers: { cookie: copied } })).statusCode, 401, url);
    }
  });

  test('one-character passwords', async (t) => {
    const app = await boot(t);
    const { right } = await owner(app);
    const browser = openBrowser(app);
    await browser.post('/api/sign-in', right);
    for (const next of ['x', 'x'.repeat(14), ' '.repeat(14)]) {
      const reply = await browser.post('/api/me/password', { current: GOOD_PASSWORD, next });
      assert.equal(reply.code, 'password_too_short');
    }
    const spaces = { current: GOOD_PASSWORD, next: ' '.repeat(15) };
    assert.equal((await browser.post('/api/me/password', spaces)).code, 'password_too_common');
  });

  test('client-supplied X-Forwarded-For accepted', async (t) => {
    const app = await boot(t);
    const { right, wrong } = await owner(app);
    const forged = (at: number) => ({
      'x-forwarded-for': `10.0.${at}.1, 127.0.0.1`,
      'x-real-ip': `10.0.${at}.2`,
      forwarded: `for=10.0.${at}.3`,
      'x-client-ip': `10.0.${at}.4`,
      'cf-connecting-ip': `10.0.${at}.5`,
    });
    const guessFrom = (at: number, body: object) =>
      openBrowser(app).post('/api/sign-in', body, { headers: forged(at), ip: '198.51.100.7' });
    for (let at = 0; at < 4; at += 1) assert.equal((await guessFrom(at, wrong)).code, 'sign_in_failed');
    for (let at = 4; at < 30; at += 1) assert.equal((await guessFrom(at, wrong)).code, 'too_many_requests');
    assert.equal((await guessFrom(99, right)).code, 'too_many_requests');
  });

  test('forwarded addresses count from a configured proxy alone, and nobody can configure "everyone"', async (t) => {
    const app = await boot(t, { TRUSTED_PROXIES: '192.0.2.10' });
    const { wrong } = await owner(app);
    const through = (ip: string, client: number) =>
      openBrowser(app).post('/api/sign-in', wrong, { ip, headers: { 'x-forwarded-for': `203.0.113.${client}` } });
    for (let at = 0; at < 6; at += 1) assert.equal((await through('192.0.2.10', at)).code, 'sign_in_failed');
    for (let at = 6; at < 10; at += 1) assert.equal((await through('192.0.2.11', at)).code, 'sign_in_failed');
    assert.equal((await through('192.0.2.11', 10)).code, 'too_many_requests');
    for (const everyone of ['true', '*', '0.0.0.0/0', '::/0']) {
      assert.throws(() => readConfig({ TRUSTED_PROXIES: everyone }), ConfigError);
    }
  });

  test('right and wrong password distinguishable while locked', async (t) => {
    const app = await boot(t);
    const { right, wrong } = await owner(app);
    for (let at = 0; at < 4; at += 1) await openBrowser(app).post('/api/sign-in', wrong);
    const before = passwordQueue().done;
    const replies = [];
    for (const body of [right, wrong]) replies.push(await openBrowser(app).post('/api/sign-in', body));
    const [one, other] = replies.map(({ status, code, headers }) => ({ status, code, wait: headers['retry-after'] }));
    assert.deepEqual(one, { status: 429, code: 'too_many_requests', wait: '1' });
    assert.deepEqual(other, one);
    assert.equal(passwordQueue().done, before, 'no password was looked at');
  });

  test('anyone can lock anyone', async (t) => {
    const app = await boot(t);
    const { id, right, wrong } = await owner(app);
    const phone = openBrowser(app);
    await phone.post('/api/sign-in', right, { ip: '203.0.113.5' });
    await phone.post('/api/sign-out', {}, { ip: '203.0.113.5' });
    // With a pause that lets each round be counted, so that the delay becomes as long as it ever does.
    for (let at = 0; at < 40; at += 1) {
      app.clock.now += 15 * 60_000;
      await guess(app.platform.db, { email: right.email ?? '', network: `attacker ${at}`, now: app.clock.now });
      await openBrowser(app).post('/api/sign-in', wrong, { ip: '203.0.113.5' });
    }
    const stranger = await openBrowser(app).post('/api/sign-in', right, { ip: '203.0.113.77' });
    assert.equal(stranger.code, 'too_many_requests', 'the attack is being slowed down');
    const signedIn = await phone.post('/api/sign-in', right, { ip: '203.0.113.5' });
    assert.equal(signedIn.status, 200, 'the owner is not');
    app.clock.now += 15 * 60_000;
    const later = await openBrowser(app).post('/api/sign-in', right, { ip: '203.0.113.78' });
    assert.equal(later.status, 200, 'nobody is locked out for longer than a quarter of an hour');
    const person = await app.platform.db
      .selectFrom('person')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    assert.equal(person.isDisabled, false);
  });

  test('a device known for one account opens no way around the throttle of another', async (t) => {
    const app = await boot(t);
    const [mine, theirs] = [await owner(app), await owner(app)];
    const device = openBrowser(app);
    await device.post('/api/sign-in', mine.right);
    for (let at = 0; at < 4; at += 1)
      assert.equal((await device.post('/api/sign-in', theirs.wrong)).code, 'sign_in_failed');
    assert.equal((await device.post('/api/sign-in', theirs.right)).code, 'too_many_requests');
    for (let at = 0; at < 10; at += 1) {
      device.cookies.set('sp_device', `${String(at).padStart(16, 'x')}.${'A'.repeat(43)}`);
      assert.equal((await device.post('/api/sign-in', theirs.right)).code, 'too_many_requests', 'an invented device');
    }
  });

  test('e-mail existence by timing', async (t) => {
    const app = await boot(t);
    const { wrong } = await owner(app);
    const workFor = async (body: object) => {
      const before = passwordQueue().done;
      const reply = await openBrowser(app).post('/api/sign-in', body);
      const { requestId: _, ...error } = reply.json<{ error: { requestId: string } }>().error;
      return { work: passwordQueue().done - before, status: reply.status, error };
    };
    const unknown = await workFor({ email: 'nobody@college.example', password: 'not the password' });
    assert.equal(unknown.work, 1);
    assert.deepEqual(unknown, await workFor(wrong));
  });

  test('CSRF result ignored', async (t) => {
    const app = await boot(t);
    const admin = await signInAs(app, 'admin');
    const payload = { name: 'Planted', role: 'admin' };
    const { 'x-csrf-token': token, ...headers } = admin.headers;
    const send = (given: Record<string, string>) =>
      app.http.inject({ method: 'POST', url: '/api/people', payload, headers: { ...headers, ...given } });
    assert.equal((await send({})).statusCode, 403);
    assert.equal((await send({ 'x-csrf-token': token, origin: 'https://evil.example' })).statusCode, 403);
    assert.equal(await peopleNamed(app.platform.db, 'Planted'), 0);
    assert.equal((await send({ 'x-csrf-token': token })).statusCode, 201);
  });

  test('a limiter that forgets everyone past 1,000 keys', async () => {
    const db = await open();
    for (let at = 0; at < 4; at += 1) await guess(db, { email: 'first@college.example' });
    await db
      .insertInto('signInFailure')
      .values(
        Array.from({ length: 1500 }, (_, at) => ({
          key: `planted ${at}`,
          failures: 1,
          blockedUntil: 0,
          updatedAt: GUESS_TIME,
        })),
      )
      .execute();
    assert.equal((await guess(db, { email: 'first@college.example' })).outcome, 'too_many_requests');
  });

  test('HTML in names executed in admin tables', async (t) => {
    const app = await boot(t);
    const admin = await signInAs(app, 'admin');
    const name = '<img src=x onerror="alert(1)"></script><script>alert(2)</script>';
    await somebody(app.platform.db, { role: 'student', name }, app.clock.now);
    const reply = await app.http.inject({ url: '/api/people?search=img', headers: admin.headers });
    assert.equal(reply.json().items[0].name, name, 'kept as data, byte for byte');
    assert.match(String(reply.headers['content-type']), /^application\/json/);
    assert.equal(reply.headers['x-content-type-options'], 'nosniff');
    assert.match(String(reply.headers['content-security-policy']), /script-src 'self' 'wasm-unsafe-eval';/);
  });

  test('deleting a user destroys attendance', async () => {
    const deletes = Object.values(routes).filter(
      ({ method, path }) => (method as string) === 'DELETE' && /people\/:id$/.test(path),
    );
    assert.deepEqual(deletes, [], 'people are disabled, not deleted');
    const db = await open();
    const { sectionId, teacher, students } = await addClass(db, { students: 1 });
    const studentId = students[0]?.personId ?? '';
    const { id: sessionId } = await openSession(db, { sectionId, viewer: teacher, now: NOW });
    await setMarks(db, { sessionId, viewer: teacher, marks: [{ studentId, code: 'P' }], reason: null, now: NOW });
    await assert.rejects(db.deleteFrom('person').where('id', '=', studentId).execute(), /foreign key/i);
    await assert.rejects(db.deleteFrom('attendanceSession').where('id', '=', sessionId).execute(), /foreign key/i);
    assert.equal((await db.selectFrom('mark').select('id').execute()).length, 1);
  });
});

const peopleNamed = async (db: Db, name: string): Promise<number> =>
  (await db.selectFrom('person').select('id').where('name', '=', name).execute()).length;
