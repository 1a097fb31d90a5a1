import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SignInSessionInfo } from '@smart-presence/contract';
import { eachDatabase } from '../../../platform/db/testing.ts';
import { createSignInSession, liveSignInSessions } from '../sign-in-session.store.ts';
import { type SignedIn, signInAs } from '../testing.ts';
import { type AccountsApp, createAccountsApp } from '../testing-app.ts';
import { HOUR_MS, MINUTE_MS, setPolicy } from './testing.ts';

const OWN = '/api/me/sign-in-sessions';
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';

eachDatabase((open) => {
  const boot = async (t: { after: (work: () => Promise<unknown>) => void }) => {
    const app = await createAccountsApp({ db: await open() });
    t.after(app.close);
    await setPolicy(app.platform.db, {});
    return app;
  };
  const ask = async (
    app: AccountsApp,
    who: SignedIn,
    method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
    url: string,
    payload?: object,
  ) => {
    const reply = await app.http.inject({ method, url, headers: who.headers, ...(payload ? { payload } : {}) });
    return { status: reply.statusCode, body: reply.json(), code: reply.json().error?.code as string | undefined };
  };
  const list = async (app: AccountsApp, who: SignedIn) => (await ask(app, who, 'GET', OWN)).body as SignInSessionInfo[];
  const statusOf = async (app: AccountsApp, { headers }: SignedIn) =>
    (await app.http.inject({ url: '/api/me', headers })).statusCode;

  test('each device is listed with what tells it apart, last used first, this one marked', async (t) => {
    const app = await boot(t);
    const here = await signInAs(app, 'faculty');
    app.clock.now += MINUTE_MS;
    const { db } = app.platform;
    const { id: personId, role } = here.person;
    await createSignInSession(db, {
      personId,
      role,
      now: app.clock.now,
      userAgent: FIREFOX,
      network: '198.51.100.7',
      method: 'passkey',
    });
    const [newer, older, ...more] = await list(app, here);
    assert.deepEqual(more, []);
    assert.deepEqual(newer && { ...newer, id: '' }, {
      id: '',
      name: null,
      device: { browser: 'Firefox', system: 'Linux', kind: 'computer' },
      network: '198.51.100.7',
      method: 'passkey',
      startedAt: app.clock.now,
      lastSeenAt: app.clock.now,
      expiresAt: app.clock.now + 12 * HOUR_MS,
      isRemembered: false,
      isCurrent: false,
    });
    assert.equal(older?.isCurrent, true);
    assert.equal(older?.device.kind, 'unknown');
  });

  test('what is over, and what is still being settled, is no device', async (t) => {
    const app = await boot(t);
    const here = await signInAs(app, 'faculty');
    const { db } = app.platform;
    const { id: personId, role } = here.person;
    await createSignInSession(db, { personId, role, now: app.clock.now, needs: 'device-confirmation' });
    const ended = await signInAs(app, here.person);
    assert.equal((await ask(app, ended, 'POST', '/api/sign-out')).status, 200);
    const resting = await signInAs(app, here.person);
    assert.equal((await list(app, here)).length, 2);
    app.clock.now += 29 * MINUTE_MS;
    assert.equal(await statusOf(app, here), 200);
    app.clock.now += MINUTE_MS;
    assert.equal((await list(app, here)).length, 1, 'the other one rested for too long');
    assert.equal(await statusOf(app, resting), 401);
  });

  test('a device keeps the name it is given, and loses it again', async (t) => {
    const app = await boot(t);
    const here = await signInAs(app, 'student');
    const [session] = await list(app, here);
    const url = `${OWN}/${session?.id}`;
    assert.equal((await ask(app, here, 'PATCH', url, { name: '  Kitchen laptop ' })).body.name, 'Kitchen laptop');
    assert.equal((await list(app, here))[0]?.name, 'Kitchen laptop');
    assert.equal((await ask(app, here, 'PATCH', url, { name: null })).body.name, null);
    assert.equal((await ask(app, here, 'PATCH', url, { name: 'x'.repeat(61) })).code, 'invalid_request');
  });

  test('one ended is over at once, for requests and streams; the others go on', async (t) => {
    const app = await boot(t);
    const here = await signInAs(app, 'faculty');
    const there = await signInAs(app, here.person);
    const third = await signInAs(app, here.person);
    const idOf = async (who: SignedIn) => (await list(app, who)).find(({ isCurrent }) => isCurrent)?.id ?? '';
    const [hereId, thereId, thirdId] = [await idOf(here), await idOf(there), await idOf(third)];
    const all = [hereId, thereId, thirdId];
    assert.equal((await ask(app, here, 'DELETE', `${OWN}/${thereId}`)).status, 200);
    assert.equal(await statusOf(app, there), 401);
    const live = await liveSignInSessions(app.platform.db, all, app.clock.now);
    assert.deepEqual([...live].sort(), [hereId, thirdId].sort());
    assert.deepEqual((await ask(app, here, 'POST', `${OWN}/end-others`)).body, { ended: 1 });
    assert.deepEqual([await statusOf(app, here), await statusOf(app, third)], [200, 401]);
    assert.deepEqual((await ask(app, here, 'POST', `${OWN}/end-others`)).body, { ended: 0 });
  });

  test('ending all others also ends what somebody is still settling', async (t) => {
    const app = await boot(t);
    const here = await signInAs(app, 'faculty');
    const { id: personId, role } = here.person;
    const { db } = app.platform;
    await createSignInSession(db, { personId, role, now: app.clock.now, needs: 'second-factor' });
    assert.deepEqual((await ask(app, here, 'POST', `${OWN}/end-others`)).body, { ended: 0 });
    const open = await db.selectFrom('signInSession').select('id').where('revokedAt', 'is', null).execute();
    assert.equal(open.length, 1);
  });

  test('another person’s session is not there: neither to name nor to end', async (t) => {
    const app = await boot(t);
    const [mine, theirs] = [await signInAs(app, 'student'), await signInAs(app, 'student')];
    const [session] = await list(app, theirs);
    const url = `${OWN}/${session?.id}`;
    const nobodys = `${OWN}/00000000-0000-7000-8000-000000000000`;
    for (const address of [url, nobodys]) {
      assert.equal((await ask(app, mine, 'DELETE', address)).code, 'not_found');
      assert.equal((await ask(app, mine, 'PATCH', address, { name: 'mine' })).code, 'not_found');
    }
    assert.equal((await list(app, theirs))[0]?.name, null);
    assert.equal(await statusOf(app, theirs), 200);
  });

  test('the same one ended twice at once: once it is there, once it is not', async (t) => {
    const app = await boot(t);
    const [here, there] = [await signInAs(app, 'admin'), await signInAs(app, 'student')];
    const [session] = await list(app, there);
    const url = `/api/people/${there.person.id}/sign-in-sessions/${session?.id}`;
    const answers = await Promise.all([ask(app, here, 'DELETE', url), ask(app, here, 'DELETE', url)]);
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 404]);
  });

  test('an administrator sees and ends the sessions of one person, and of no other by mistake', async (t) => {
    const app = await boot(t);
    const admin = await signInAs(app, 'admin');
    const [student, other] = [await signInAs(app, 'student'), await signInAs(app, 'student')];
    const signIn = `/api/people/${student.person.id}/sign-in`;
    const seen = (await ask(app, admin, 'GET', signIn)).body;
    assert.equal(seen.sessions.length, 1);
    assert.equal(seen.sessions[0].isCurrent, false);
    assert.deepEqual([seen.slowed, seen.isPasswordChangeDue], [[], false]);
    const [foreign] = await list(app, other);
    const base = `/api/people/${student.person.id}/sign-in-sessions`;
    assert.equal((await ask(app, admin, 'DELETE', `${base}/${foreign?.id}`)).code, 'not_found');
    assert.equal(await statusOf(app, other), 200);
    assert.deepEqual((await ask(app, admin, 'POST', `${base}/end`)).body, { ended: 1 });
    assert.deepEqual([await statusOf(app, student), await statusOf(app, other)], [401, 200]);
    const nobody = '/api/people/00000000-0000-7000-8000-000000000000/sign-in';
    assert.equal((await ask(app, admin, 'GET', nobody)).code, 'not_found');
    assert.equal((await ask(app, admin, 'POST', `${nobody}-sessions/end`)).code, 'not_found');
  });

  test('an administrator who ends their own keeps the one that asks', async (t) => {
    const app = await boot(t);
    const admin = await signInAs(app, 'admin');
    const elsewhere = await signInAs(app, admin.person);
    const url = `/api/people/${admin.person.id}/sign-in-sessions/end`;
    assert.deepEqual((await ask(app, admin, 'POST', url)).body, { ended: 1 });
    assert.deepEqual([await statusOf(app, admin), await statusOf(app, elsewhere)], [200, 401]);
  });
});
