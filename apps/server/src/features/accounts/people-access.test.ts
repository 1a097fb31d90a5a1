import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type BulkAction,
  type BulkEffect,
  type ReplyOf,
  Role,
  type RouteName,
  type Routes,
  routes,
} from '@smart-presence/contract';
import { eachDatabase } from '../../platform/db/testing.ts';
import type { AppError } from '../../platform/http/index.ts';
import { reauthenticationKeys, resetKeys, signInKeys } from './attempt-keys.ts';
import { bulkPeople } from './bulk-people.ts';
import { permissions } from './permission-table.ts';
import { permit } from './permissions.ts';
import { MINUTE_MS, regular, setPolicy, signInWith } from './sessions/testing.ts';
import { GOOD_PASSWORD, givePassword, openBrowser, signInAs, somebody } from './testing.ts';
import { type AccountsApp, createAccountsApp } from './testing-app.ts';
import { attempt } from './throttle.ts';

eachDatabase((open) => {
  const boot = async (t: { after: (work: () => Promise<unknown>) => void }) => {
    const app = await createAccountsApp({ db: await open() });
    t.after(app.close);
    await setPolicy(app.platform.db, {});
    const admin = await signInAs(app, 'admin');
    await givePassword(app.platform.db, admin.person.id, app.clock.now);
    const call = async (method: 'GET' | 'POST' | 'PATCH', url: string, payload?: object) => {
      const reply = await app.http.inject({ method, url, headers: admin.headers, ...(payload ? { payload } : {}) });
      return { status: reply.statusCode, body: reply.json(), code: reply.json().error?.code as string | undefined };
    };
    const bulk = (action: BulkAction, ids: readonly string[]) => call('POST', '/api/people/bulk', { action, ids });
    const preview = async (action: BulkAction, ids: readonly string[]) =>
      (await call('POST', '/api/people/bulk/preview', { action, ids })).body as BulkEffect;
    const statusOf = async ({ headers }: { headers: { cookie: string } }) =>
      (await app.http.inject({ url: '/api/me', headers })).statusCode;
    return { app, db: app.platform.db, admin, call, bulk, preview, statusOf };
  };
  const fail = (app: AccountsApp, keys: ReturnType<typeof signInKeys>, times: number) =>
    Array.from({ length: times }, () =>
      attempt(app.platform.db, { keys, now: app.clock.now, evaluate: () => Promise.resolve(undefined) }).catch(
        () => undefined,
      ),
    ).reduce((before, next) => before.then(() => next), Promise.resolve(undefined as undefined));
  const counters = async (app: AccountsApp) =>
    (await app.platform.db.selectFrom('signInFailure').select('key').execute()).length;

  test('an administrator sees how and until when signing in is slowed', async (t) => {
    const { app, call } = await boot(t);
    const person = await regular(app, 'student');
    const browser = openBrowser(app);
    const wrong = { ...person.credentials, password: 'not the password at all' };
    for (let at = 0; at < 5; at += 1) await browser.post('/api/sign-in', wrong, { ip: '198.51.100.7' });
    await fail(app, reauthenticationKeys(person.id), 5);
    const { slowed } = (await call('GET', `/api/people/${person.id}/sign-in`)).body;
    assert.deepEqual(slowed, [
      { where: 'network', network: '198.51.100.7', until: app.clock.now + 1000 },
      { where: 'signed-in', network: null, until: app.clock.now + 1000 },
    ]);
    for (let at = 0; at < 12; at += 1) {
      await browser.post('/api/sign-in', wrong, { ip: `203.0.113.${at}` });
    }
    const later = (await call('GET', `/api/people/${person.id}/sign-in`)).body.slowed;
    assert.ok(later.some((one: { where: string }) => one.where === 'anywhere'));
  });

  test('the list finds those whose sign-in is slowed, while it is', async (t) => {
    const { app, call } = await boot(t);
    const [person, free] = [await regular(app, 'student'), await regular(app, 'student')];
    const keys = (email: string | null, personId: string | null) =>
      signInKeys({ email: email ?? '', network: '198.51.100.7', knownDevice: null, personId });
    await fail(app, keys(person.email, person.id), 5);
    await fail(app, keys(free.email, free.id), 3);
    await fail(app, keys('nobody@college.example', null), 5);
    const slowed = async () =>
      (await call('GET', '/api/people?status=slowed')).body.items.map(({ id }: { id: string }) => id);
    assert.deepEqual(await slowed(), [person.id]);
    app.clock.now += 60_000;
    assert.deepEqual(await slowed(), []);
  });

  test('unlocking forgets one person’s failed attempts and nobody else’s', async (t) => {
    const { app, db, call } = await boot(t);
    const [person, other] = [await regular(app, 'student'), await regular(app, 'student')];
    for (const { id, email } of [person, other]) {
      const network = '198.51.100.7';
      await fail(app, signInKeys({ email: email ?? '', network, knownDevice: null, personId: id }), 5);
      await fail(app, resetKeys({ email: email ?? '', network }), 5);
      await fail(app, reauthenticationKeys(id), 5);
    }
    assert.equal(await counters(app), 10);
    const refused = await signInWith(app, person.credentials);
    assert.equal(refused.reply.status, 200, 'another network is not slowed');
    const browser = openBrowser(app);
    const from = { ip: '198.51.100.7' };
    assert.equal((await browser.post('/api/sign-in', person.credentials, from)).code, 'too_many_requests');
    assert.deepEqual((await call('POST', `/api/people/${person.id}/unlock`)).body, { ok: true });
    assert.equal((await browser.post('/api/sign-in', person.credentials, from)).status, 200);
    const stranger = openBrowser(app);
    assert.equal((await stranger.post('/api/sign-in', other.credentials, from)).code, 'too_many_requests');
    const left = await db.selectFrom('signInFailure').select(['key', 'personId']).execute();
    assert.equal(left.filter(({ personId }) => personId === person.id).length, 0);
    assert.equal(left.length, 5);
    const nobody = '00000000-0000-7000-8000-000000000000';
    assert.equal((await call('POST', `/api/people/${nobody}/unlock`)).code, 'not_found');
  });

  test('several are signed out at once, all but the one who asks', async (t) => {
    const { app, admin, bulk, preview, statusOf } = await boot(t);
    const [one, two, idle] = [
      await signInAs(app, 'student'),
      await signInAs(app, 'faculty'),
      await somebody(app.platform.db, { role: 'student' }, app.clock.now),
    ];
    const again = await signInAs(app, one.person);
    const ids = [one.person.id, two.person.id, idle.id, admin.person.id];
    const elsewhere = await signInAs(app, admin.person);
    assert.deepEqual(await preview('end-sessions', ids), { people: 3, unchanged: 1, sessions: 4 });
    assert.deepEqual((await bulk('end-sessions', ids)).body, { changed: 3 });
    const statuses = [];
    for (const who of [one, again, two, elsewhere, admin]) statuses.push(await statusOf(who));
    assert.deepEqual(statuses, [401, 401, 401, 401, 200]);
    assert.deepEqual(await preview('end-sessions', ids), { people: 0, unchanged: 4, sessions: 0 });
  });

  test('who is asked for a new password is signed out, and chooses it at the next sign-in', async (t) => {
    const { app, db, bulk, preview, statusOf } = await boot(t);
    const student = await signInAs(app, 'student');
    await givePassword(db, student.person.id, app.clock.now);
    const invited = await somebody(db, { role: 'student' }, app.clock.now);
    const ids = [student.person.id, invited.id];
    assert.deepEqual(await preview('ask-new-password', ids), { people: 1, unchanged: 1, sessions: 1 });
    assert.deepEqual((await bulk('ask-new-password', ids)).body, { changed: 1 });
    assert.equal(await statusOf(student), 401);
    const { email } = await db
      .selectFrom('person')
      .select('email')
      .where('id', '=', student.person.id)
      .executeTakeFirstOrThrow();
    const { reply } = await signInWith(app, { email, password: GOOD_PASSWORD });
    assert.equal(reply.json<{ needs: string }>().needs, 'new-password');
    assert.deepEqual((await bulk('ask-new-password', ids)).body, { changed: 0 });
  });

  test('several are unlocked at once', async (t) => {
    const { app, bulk, preview } = await boot(t);
    const people = [await regular(app, 'student'), await regular(app, 'student'), await regular(app, 'student')];
    for (const { id, email } of people.slice(0, 2)) {
      await fail(app, signInKeys({ email: email ?? '', network: 'home', knownDevice: null, personId: id }), 5);
    }
    const ids = people.slice(1).map(({ id }) => id);
    assert.deepEqual(await preview('unlock', ids), { people: 1, unchanged: 1, sessions: 0 });
    assert.deepEqual((await bulk('unlock', ids)).body, { changed: 1 });
    assert.equal(await counters(app), 2, 'the first one is still slowed');
  });

  test('a bulk change that would leave nobody to administer changes nobody', async (t) => {
    const { app, admin, bulk, preview, statusOf } = await boot(t);
    const student = await signInAs(app, 'student');
    const ids = [student.person.id, admin.person.id];
    assert.deepEqual(await preview('disable', ids), { people: 2, unchanged: 0, sessions: 2 });
    assert.equal((await bulk('disable', ids)).code, 'last_admin');
    assert.deepEqual([await statusOf(student), await statusOf(admin)], [200, 200]);
  });

  test('two administrators who disable each other at once: one stays', async (t) => {
    const { app, db, admin } = await boot(t);
    const other = await somebody(db, { role: 'admin' }, app.clock.now);
    await givePassword(db, other.id, app.clock.now);
    const results = await Promise.allSettled(
      [admin.person.id, other.id].map((id) =>
        bulkPeople(db, { ids: [id], action: 'disable', sessionId: '', actorId: admin.person.id, now: app.clock.now }),
      ),
    );
    assert.deepEqual(results.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
  });

  test('another role signs a person out everywhere, asks for a fresh proof, and is no field of an edit', async (t) => {
    const { app, call, statusOf } = await boot(t);
    const faculty = await signInAs(app, 'faculty');
    const elsewhere = await signInAs(app, faculty.person);
    const url = `/api/people/${faculty.person.id}`;
    assert.equal((await call('PATCH', url, { role: 'admin' })).body.role, 'faculty');
    assert.equal((await call('POST', `${url}/role`, { role: 'kiosk' })).code, 'invalid_request');
    assert.deepEqual([await statusOf(faculty), await statusOf(elsewhere)], [200, 200]);
    assert.equal((await call('POST', `${url}/role`, { role: 'admin' })).body.role, 'admin');
    assert.deepEqual([await statusOf(faculty), await statusOf(elsewhere)], [401, 401]);
    app.clock.now += 11 * MINUTE_MS;
    assert.equal((await call('POST', `${url}/role`, { role: 'student' })).code, 'reauthentication_required');
  });

  test('roles are told from the table that decides, route by route', async (t) => {
    const { app, db, call } = await boot(t);
    const gone = await somebody(db, { role: 'faculty' }, app.clock.now);
    await somebody(db, { role: 'faculty' }, app.clock.now);
    await db.updateTable('person').set({ isDisabled: true }).where('id', '=', gone.id).execute();
    const told = (await call('GET', '/api/roles')).body as ReplyOf<Routes['listRoles']>;
    assert.deepEqual(told.roles, [
      { role: 'admin', people: 1 },
      { role: 'faculty', people: 1 },
      { role: 'student', people: 0 },
      { role: 'kiosk', people: 0 },
    ]);
    assert.deepEqual(told.permissions.map(({ route }) => route).sort(), Object.keys(routes).sort());
    for (const { route, roles, isPublic } of told.permissions) {
      assert.equal(isPublic, permissions[route as RouteName] === 'anyone', route);
      assert.deepEqual(
        roles,
        Role.options.filter((role) => getsIn(route as RouteName, role)),
        route,
      );
    }
    const asks = told.permissions.filter(({ asksAgain }) => asksAgain).map(({ route }) => route);
    assert.ok(asks.includes('changeRole') && !asks.includes('listPeople'));
  });
});

/** Whether the guard of a route, asked as a request would, lets somebody of this role to it. */
const getsIn = (route: RouteName, role: Role): boolean => {
  const viewer = {
    personId: '',
    name: '',
    role,
    signInSessionId: '',
    needs: null,
    provedAt: 0,
    reauthenticatedAt: null,
  };
  try {
    permit(route)(viewer, 0);
    return true;
  } catch (error) {
    return (error as AppError).code !== 'forbidden';
  }
};
