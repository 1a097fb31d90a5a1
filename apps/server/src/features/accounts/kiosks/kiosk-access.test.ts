import assert from 'node:assert/strict';
import { test } from 'node:test';
import { errorTable, type Person, type RouteName } from '@smart-presence/contract';
import { eachDatabase } from '../../../platform/db/testing.ts';
import { AppError, type Viewer } from '../../../platform/http/index.ts';
import { permissions } from '../permission-table.ts';
import { isForKiosks, permit, purposesOf } from '../permissions.ts';
import { pairedKiosk, signInAs } from '../testing.ts';
import { isUnsafe, knock, servedRoutes } from '../testing-walk.ts';
import { HOME, kioskDesk } from './testing-kiosks.ts';

eachDatabase((open) => {
  const boot = async (t: Parameters<typeof kioskDesk>[0], env = {}) => kioskDesk(t, { db: await open(), env });

  test('a kiosk calls its own routes and no other', async (t) => {
    const { app } = await boot(t);
    const kiosk = await pairedKiosk(app);
    const own: string[] = [];
    let refused = 0;
    for (const route of servedRoutes(app.http)) {
      if (!route.name || route.name === 'kioskLive') continue;
      const { code, status } = await knock(app.http, route, { headers: kiosk.headers });
      const where = `${route.method} ${route.url}: ${status} ${code}`;
      const permission = permissions[route.name];
      if (permission === 'anyone') continue;
      if (purposesOf(route.name).includes('door')) {
        own.push(route.name);
        assert.notEqual(errorTable[(code ?? 'conflict') as 'conflict'][0], 403, where);
      } else {
        assert.equal(code, 'forbidden', where);
        refused += 1;
      }
    }
    assert.deepEqual(own.sort(), [
      'askAtKiosk',
      'kioskCapsules',
      'kioskCheckIn',
      'kioskHome',
      'renewKiosk',
      'syncKiosk',
    ]);
    assert.ok(refused >= 80, `${refused} refusals seen`);
  });

  test('the table itself lets a kiosk call nothing else, should anything else ever make it the viewer', () => {
    const viewer: Viewer = {
      personId: 'door',
      name: 'Door',
      role: 'kiosk',
      signInSessionId: 'x',
      needs: null,
      provedAt: 0,
      reauthenticatedAt: null,
    };
    const forbidden = (error: unknown) => error instanceof AppError && error.code === 'forbidden';
    for (const name of Object.keys(permissions) as RouteName[]) {
      if (permissions[name] === 'anyone') continue;
      if (isForKiosks(name)) assert.doesNotThrow(() => permit(name)(viewer, 0), name);
      else assert.throws(() => permit(name)(viewer, 0), forbidden, name);
    }
  });

  test('at routes for anyone a kiosk is nobody: no viewer, and no token of its own helps', async (t) => {
    const { app } = await boot(t);
    const kiosk = await pairedKiosk(app);
    const open = servedRoutes(app.http).filter(
      (route) => route.name && permissions[route.name] === 'anyone' && isUnsafe(route),
    );
    for (const route of open) {
      const reply = await knock(app.http, route, { headers: { ...kiosk.headers, 'content-type': 'application/json' } });
      assert.equal(reply.code, 'csrf_failed', `${route.name}: the token belongs to the device, not to a visitor`);
    }
  });

  test('in one browser, the person does not become the kiosk nor the kiosk the person', async (t) => {
    const { app } = await boot(t);
    const kiosk = await pairedKiosk(app);
    for (const role of ['admin', 'faculty', 'student'] as const) {
      const person = await signInAs(app, role);
      const cookie = `${person.cookie}; ${kiosk.cookie}`;
      const me = await app.http.inject({ url: '/api/me', headers: { cookie } });
      assert.equal(me.json<{ person: Person }>().person.id, person.person.id);
      const theirs = { cookie, 'x-csrf-token': person.csrfToken };
      const its = { cookie, 'x-csrf-token': kiosk.csrfToken };
      assert.equal((await app.http.inject({ method: 'POST', url: HOME, headers: theirs })).statusCode, 403);
      assert.equal((await app.http.inject({ method: 'POST', url: HOME, headers: its })).statusCode, 200);
      const onlyPerson = await app.http.inject({ method: 'POST', url: HOME, headers: person.headers });
      assert.equal(onlyPerson.json().error.code, 'kiosk_unpaired', 'no role opens a kiosk route');
      // The value of one cookie under the name of the other opens nothing.
      const swapped = { cookie: `sp_session=${kiosk.cookie.split('=')[1]}` };
      assert.equal((await app.http.inject({ url: '/api/me', headers: swapped })).json().error.code, 'sign_in_required');
      const reverse = { cookie: `sp_kiosk=${person.cookie.split('=')[1]}` };
      const asKiosk = await app.http.inject({ url: '/api/kiosk', headers: reverse });
      assert.equal(asKiosk.json().error.code, 'kiosk_unpaired');
    }
  });
});
