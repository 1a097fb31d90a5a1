import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AccessPolicy, Me } from '@smart-presence/contract';
import { eachDatabase } from '../../../platform/db/testing.ts';
import { carryOut } from '../../../platform/retention/index.ts';
import { saveAccessPolicy } from '../save-access-policy.ts';
import { createSignInSession, liveSignInSessions, oldSessions } from '../sign-in-session.store.ts';
import { type SignedIn, signInAs, somebody } from '../testing.ts';
import { type AccountsApp, createAccountsApp } from '../testing-app.ts';
import { DAY_MS, HOUR_MS, limits, MINUTE_MS, regular, setPolicy, signInWith } from './testing.ts';

eachDatabase((open) => {
  const boot = async (t: { after: (work: () => Promise<unknown>) => void }, sessions?: AccessPolicy['sessions']) => {
    const app = await createAccountsApp({ db: await open() });
    t.after(app.close);
    await setPolicy(app.platform.db, sessions ? { sessions } : {});
    return app;
  };
  const statusOf = async (app: AccountsApp, { headers }: Pick<SignedIn, 'headers'>) =>
    (await app.http.inject({ url: '/api/me', headers })).statusCode;
  const save = async (app: AccountsApp, sessions: AccessPolicy['sessions']) => {
    const { db } = app.platform;
    const admin = await somebody(db, { role: 'admin' }, app.clock.now);
    const policy = { ...(await setPolicy(db, {})), sessions };
    await saveAccessPolicy(db, { policy, by: admin.id, now: app.clock.now, isMailOn: false });
  };
  const signedInWith = async (app: AccountsApp, role: 'faculty' | 'student', remember: boolean) => {
    const person = await regular(app, role);
    return signInWith(app, { ...person.credentials, remember });
  };

  test('a policy that becomes shorter reaches sessions that live, to the millisecond', async (t) => {
    const app = await boot(t);
    const faculty = await signInAs(app, 'faculty');
    app.clock.now += 10 * MINUTE_MS - 1;
    await save(app, limits({ idleMinutes: 10 }));
    const { db } = app.platform;
    const [row] = await db.selectFrom('signInSession').select('id').where('revokedAt', 'is', null).execute();
    const live = () => liveSignInSessions(db, [row?.id ?? ''], app.clock.now);
    assert.equal((await live()).size, 1);
    app.clock.now += 1;
    assert.equal((await live()).size, 0, 'streams end with it');
    assert.equal(await statusOf(app, faculty), 401);
  });

  test('neither is a session spared that began in the moment of saving', async (t) => {
    const app = await boot(t);
    const faculty = await signInAs(app, 'faculty');
    // What was promised under the policy before, written after the shorter one was saved.
    await setPolicy(app.platform.db, { sessions: limits({ absoluteHours: 1, idleMinutes: 60 }) });
    app.clock.now += 29 * MINUTE_MS;
    assert.equal(await statusOf(app, faculty), 200);
    app.clock.now += 29 * MINUTE_MS;
    assert.equal(await statusOf(app, faculty), 200);
    app.clock.now += 2 * MINUTE_MS - 1;
    assert.equal(await statusOf(app, faculty), 200);
    app.clock.now += 1;
    assert.equal(await statusOf(app, faculty), 401);
  });

  test('what a shorter policy has ended, a longer one does not bring back', async (t) => {
    const app = await boot(t);
    const student = await signInAs(app, 'student');
    app.clock.now += 20 * MINUTE_MS;
    await save(app, limits({ idleMinutes: 20 }));
    await save(app, limits({ idleMinutes: 600 }));
    assert.equal(await statusOf(app, student), 401);
  });

  test('staff and students have limits of their own', async (t) => {
    const app = await boot(t);
    const [faculty, student] = [await signInAs(app, 'faculty'), await signInAs(app, 'student')];
    app.clock.now += 20 * MINUTE_MS;
    const { staff } = limits({ idleMinutes: 15 });
    await save(app, { staff, student: limits({ idleMinutes: 60 }).student });
    assert.deepEqual([await statusOf(app, faculty), await statusOf(app, student)], [401, 200]);
  });

  test('who stays signed in lives for days without a request, to the millisecond, and so does the cookie', async (t) => {
    const app = await boot(t, limits({ rememberDays: 30 }));
    const { browser, reply } = await signedInWith(app, 'student', true);
    const start = app.clock.now;
    assert.equal(reply.json<Me>().expiresAt, start + 30 * DAY_MS);
    const cookie = [reply.headers['set-cookie']]
      .flat()
      .map(String)
      .find((text) => text.startsWith('sp_session='));
    assert.match(cookie ?? '', new RegExp(`Expires=${new Date(start + 30 * DAY_MS).toUTCString()}`));
    app.clock.now = start + 30 * DAY_MS - 1;
    assert.equal((await browser.get('/api/me')).status, 200);
    app.clock.now += 1;
    assert.equal((await browser.get('/api/me')).status, 401);
  });

  test('whoever does not wish it, or may not, has the ordinary limits', async (t) => {
    const rules = limits({ rememberDays: 30 });
    const app = await boot(t, { staff: { ...rules.staff, rememberDays: 0 }, student: rules.student });
    const plain = await signedInWith(app, 'student', false);
    assert.equal(plain.reply.json<Me>().expiresAt, app.clock.now + 24 * HOUR_MS);
    const faculty = await signedInWith(app, 'faculty', true);
    assert.equal(faculty.reply.status, 200);
    assert.equal(faculty.reply.json<Me>().expiresAt, app.clock.now + 12 * HOUR_MS);
    app.clock.now += 30 * MINUTE_MS;
    assert.equal((await faculty.browser.get('/api/me')).status, 401);
  });

  test('the sign-in page is told the most that anybody may, whoever asks', async (t) => {
    const rules = limits({ rememberDays: 14 });
    const app = await boot(t, { staff: { ...rules.staff, rememberDays: 0 }, student: rules.student });
    const options = async () => (await app.http.inject({ url: '/api/sign-in/options' })).json();
    assert.deepEqual(await options(), { rememberDays: 14 });
    await setPolicy(app.platform.db, {});
    assert.deepEqual(await options(), { rememberDays: 0 });
  });

  test('a policy that no longer remembers ends those who were remembered, for good, and only them', async (t) => {
    const app = await boot(t, limits({ rememberDays: 30 }));
    const remembered = await signedInWith(app, 'student', true);
    const plain = await signedInWith(app, 'student', false);
    app.clock.now += MINUTE_MS;
    await save(app, limits({ rememberDays: 0 }));
    assert.equal((await remembered.browser.get('/api/me')).status, 401);
    assert.equal((await plain.browser.get('/api/me')).status, 200);
    await save(app, limits({ rememberDays: 30 }));
    assert.equal((await remembered.browser.get('/api/me')).status, 401);
  });

  test('even before it is swept, a remembered session is over when the policy no longer remembers', async (t) => {
    const app = await boot(t, limits({ rememberDays: 30 }));
    const { browser } = await signedInWith(app, 'student', true);
    await setPolicy(app.platform.db, { sessions: limits({ rememberDays: 0 }) });
    assert.equal((await browser.get('/api/me')).status, 401);
  });

  test('use does not shorten a remembered session to the ordinary pause', async (t) => {
    const app = await boot(t, limits({ rememberDays: 30 }));
    const { browser } = await signedInWith(app, 'student', true);
    for (let day = 0; day < 29; day += 1) {
      app.clock.now += DAY_MS;
      assert.equal((await browser.get('/api/me')).status, 200, `day ${day}`);
    }
  });

  test('old sessions are forgotten; those that people wished to keep stay as long as they live', async (t) => {
    const app = await boot(t, limits({ rememberDays: 90 }));
    const { db } = app.platform;
    const { id: personId, role } = await somebody(db, { role: 'student' }, app.clock.now);
    for (const remember of [true, false])
      await createSignInSession(db, { personId, role, now: app.clock.now, remember });
    const left = async () =>
      (await db.selectFrom('signInSession').select('isRemembered').execute()).map((row) => row.isRemembered);
    await carryOut(db, oldSessions, { now: app.clock.now + 31 * DAY_MS });
    assert.deepEqual(await left(), [true]);
    await carryOut(db, oldSessions, { now: app.clock.now + 90 * DAY_MS });
    assert.deepEqual(await left(), []);
  });

  test('the wish goes with the sign-in through what has to be settled', async (t) => {
    const app = await boot(t, limits({ rememberDays: 30 }));
    const person = await regular(app, 'student');
    await app.platform.db
      .updateTable('person')
      .set({ isPasswordChangeDue: true })
      .where('id', '=', person.id)
      .execute();
    const { browser, reply } = await signInWith(app, { ...person.credentials, remember: true });
    assert.equal(reply.json<Me>().needs, 'new-password');
    assert.equal(reply.json<Me>().expiresAt, app.clock.now + 15 * MINUTE_MS, 'what waits lives for minutes');
    const settled = await browser.post('/api/sign-in/new-password', { password: 'my bicycle has no bell anymore' });
    assert.equal(settled.status, 200);
    assert.equal(settled.json<Me>().expiresAt, app.clock.now + 30 * DAY_MS);
  });
});
