import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type RouteName, routes } from '@smart-presence/contract';
import { eachDatabase } from '../../platform/db/testing.ts';
import { createTestApp } from '../../testing/test-app.ts';
import { permissions } from './permission-table.ts';
import { type DevicePurpose, isForKiosks, purposesOf } from './permissions.ts';
import { pairedKiosk, type SignedIn, signInAs } from './testing.ts';
import { createAccountsApp } from './testing-app.ts';
import { endsByItself, everyRole, forgeries, isUnsafe, knock, roles, servedRoutes, visitor } from './testing-walk.ts';

/** Served beside the contract: pages and the reference, which only show. */
const besideContract = /^\/(\*|api\/docs(\/.*)?|models\/.*|(api\/)?dev\/mail)$/;

eachDatabase((open) => {
  const boot = async (t: { after: (work: () => Promise<unknown>) => void }) => {
    const app = await createTestApp({ db: await open() });
    t.after(app.close);
    return app;
  };

  test('every route of the contract is served, and whatever else is served only reads', async (t) => {
    const { http } = await boot(t);
    const served = servedRoutes(http);
    const names = new Set(served.map(({ name }) => name).filter((name) => name !== undefined));
    assert.deepEqual([...names].sort(), Object.keys(routes).sort());
    for (const route of served.filter(({ name }) => name === undefined)) {
      assert.match(route.url, besideContract);
      assert.equal(isUnsafe(route), false, `${route.method} ${route.url}`);
    }
  });

  test('no unsafe route listens to a forged request, whoever is signed in', async (t) => {
    const app = await boot(t);
    const unsafe = servedRoutes(app.http).filter(isUnsafe);
    assert.ok(unsafe.length >= 35, `${unsafe.length} unsafe routes walked`);
    const admin = await signInAs(app, 'admin');
    const devices = await everyDevice(app);
    for (const route of unsafe) {
      const victim = deviceFor(devices, route.name) ?? admin;
      for (const { name, options, refusal } of forgeries(route, victim)) {
        const { code } = await knock(app.http, route, options);
        assert.equal(code, refusal, `${route.method} ${route.url} ${name}`);
      }
    }
  });

  test('nor when nobody is signed in', async (t) => {
    const app = await boot(t);
    const open = servedRoutes(app.http).filter((route) => isUnsafe(route) && route.name && isForAnyone(route.name));
    assert.deepEqual(open.map(({ name }) => name).sort(), [
      'acceptLink',
      'beginPasskeySignIn',
      'finishSingleSignOn',
      'inspectLink',
      'pairKiosk',
      'register',
      'requestReset',
      'setUp',
      'signIn',
      'signInWithPasskey',
      'startSingleSignOn',
      'verifyRegistration',
    ]);
    for (const route of open) {
      for (const { name, options, refusal } of forgeries(route, await visitor(app))) {
        assert.equal((await knock(app.http, route, options)).code, refusal, `${route.url} ${name}`);
      }
    }
  });

  test('a token is good for its own session or browser alone', async (t) => {
    const app = await boot(t);
    const [admin, faculty] = [...(await everyRole(app)).values()];
    const stranger = await visitor(app);
    const signOut = servedRoutes(app.http).find(({ name }) => name === 'signOut');
    assert.ok(admin && faculty && signOut);
    for (const token of [faculty.csrfToken, stranger.csrfToken, undefined]) {
      const headers: Record<string, string> = { cookie: admin.cookie, ...(token ? { 'x-csrf-token': token } : {}) };
      assert.equal((await knock(app.http, signOut, { headers })).code, 'csrf_failed');
    }
    assert.equal((await knock(app.http, signOut, { headers: admin.headers })).status, 200);
  });

  test('without signing in, every route that is not for anyone says so first', async (t) => {
    const app = await boot(t);
    for (const route of servedRoutes(app.http)) {
      if (!route.name || isForAnyone(route.name)) continue;
      const refusal = isForKiosks(route.name) ? 'kiosk_unpaired' : 'sign_in_required';
      assert.equal((await knock(app.http, route)).code, refusal, `${route.method} ${route.url}`);
    }
  });

  test('each role gets past the door of its own routes and no other', async (t) => {
    const app = await boot(t);
    const people = await everyRole(app);
    const devices = await everyDevice(app);
    let refused = 0;
    for (const route of servedRoutes(app.http)) {
      // Signing out would end the walk, and a stream would not.
      if (!route.name || route.name === 'signOut' || !endsByItself(route)) continue;
      const permission = permissions[route.name];
      for (const role of roles) {
        // At routes for anyone a device is a visitor without a visitor's token.
        if (role === 'kiosk' && permission === 'anyone') continue;
        const isAllowed =
          permission === 'anyone' || (permission === 'signed-in' ? role !== 'kiosk' : permission.includes(role));
        // A device that is somewhere else is told that it may not: see kiosk-access.test.ts and room-tab.test.ts.
        const device = role === 'kiosk' ? deviceFor(devices, route.name) : undefined;
        const { code } = await knock(app.http, route, { headers: (device ?? people.get(role))?.headers ?? {} });
        const where = `${role} at ${route.method} ${route.url}`;
        if (isAllowed) assert.ok(!isAccessRefusal(code), `${where}: ${code}`);
        // No role opens a kiosk's routes: a person there is a device that is not paired.
        else assert.equal(code, isForKiosks(route.name) ? 'kiosk_unpaired' : 'forbidden', where);
        if (!isAllowed) refused += 1;
      }
    }
    assert.ok(refused >= 100, `${refused} refusals seen`);
  });

  test('a route that changes something and is not in the contract fails to boot', async (t) => {
    const app = await createAccountsApp({
      db: await open(),
      register: ({ app: http }) => {
        assert.throws(() => http.post('/api/backdoor', () => 'open'), /not a route of the contract/);
        assert.throws(() => http.delete('/models/x', () => 'open'), /not a route of the contract/);
      },
    });
    t.after(app.close);
  });
});

const deviceFor = (devices: ReadonlyMap<DevicePurpose, SignedIn>, name: RouteName | undefined) => {
  const [purpose] = name === undefined ? [] : purposesOf(name);
  return purpose && devices.get(purpose);
};

/** A paired device of either kind. */
const everyDevice = async (app: Parameters<typeof pairedKiosk>[0]) =>
  new Map<DevicePurpose, SignedIn>([
    ['door', await pairedKiosk(app)],
    ['room', await pairedKiosk(app, undefined, 'room')],
  ]);

const isForAnyone = (name: RouteName): boolean => permissions[name] === 'anyone';
const isAccessRefusal = (code: string | undefined): boolean =>
  ['sign_in_required', 'kiosk_unpaired', 'forbidden', 'csrf_failed'].includes(code ?? '');
