import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  errorTable,
  type Kiosk,
  PAIRING_ALPHABET,
  PairingCode,
  type Person,
  type RouteName,
} from '@smart-presence/contract';
import type { Db } from '../../../platform/db/index.ts';
import { eachDatabase } from '../../../platform/db/testing.ts';
import { AppError, type Viewer } from '../../../platform/http/index.ts';
import { changeRole } from '../change-role.ts';
import { isForKiosks, permissions, permit } from '../permissions.ts';
import {
  GOOD_PASSWORD,
  givePassword,
  openBrowser,
  pairedKiosk,
  signInAs,
  somebody,
  somePlace,
  type TestBrowser,
} from '../testing.ts';
import { type AccountsApp, createAccountsApp } from '../testing-app.ts';
import { isUnsafe, knock, servedRoutes } from '../testing-walk.ts';
import {
  createKioskSession,
  findKioskSession,
  forgetOldKioskSessions,
  KIOSK_ABSOLUTE_MS,
  KIOSK_IDLE_MS,
  liveKioskSessions,
  OVERLAP_MS,
} from './kiosk-session.store.ts';
import { placesOfKiosks } from './kiosks.store.ts';
import { makePairingCode } from './pair-kiosk.ts';
import { newPairingCode, PAIRING_MS, pairingHash } from './pairing-code.ts';

const DAY_MS = 24 * 3_600_000;
const HOME = '/api/kiosk/renew';

eachDatabase((open) => {
  const boot = async (t: { after: (work: () => Promise<unknown>) => void }, env = {}) => {
    const app = await createAccountsApp({ db: await open(), env });
    t.after(app.close);
    const admin = await signInAs(app, 'admin');
    const placeId = await somePlace(app.platform.db, app.clock.now);
    await givePassword(app.platform.db, admin.person.id, app.clock.now);
    /** As the administrator. */
    const ask = async <T>(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', url: string, payload?: object) => {
      const reply = await app.http.inject({ method, url, headers: admin.headers, ...(payload ? { payload } : {}) });
      const body = reply.json();
      return { status: reply.statusCode, code: body?.error?.code as string | undefined, body: body as T };
    };
    const add = async (name = 'Main door') => (await ask<Kiosk>('POST', '/api/kiosks', { name, placeId })).body;
    const codeFor = async (id: string) =>
      (await ask<{ code: string; url: string }>('POST', `/api/kiosks/${id}/pairing-code`)).body;
    const list = async () => (await ask<Kiosk[]>('GET', '/api/kiosks')).body;
    return { app, db: app.platform.db, admin, placeId, ask, add, codeFor, list };
  };
  const pair = (browser: TestBrowser, code: string, ip?: string) =>
    browser.post('/api/kiosk/pair', { code }, ip ? { ip } : {});
  /** A kiosk's own unsafe request, with its own token. */
  const renew = async (app: AccountsApp, browser: TestBrowser) => {
    const cookie = browser.cookieHeader();
    const token = browser.cookies.get('sp_kiosk') ?? '';
    const session = await findKioskSession(app.platform.db, token, app.clock.now);
    const headers = { cookie, 'x-csrf-token': session?.csrfToken ?? 'none' };
    const reply = await app.http.inject({ method: 'POST', url: HOME, headers });
    for (const { name, value } of reply.cookies) browser.cookies.set(name, value);
    return { status: reply.statusCode, code: reply.json().error?.code as string | undefined };
  };
  const isPaired = async (app: AccountsApp, token: string) =>
    (await findKioskSession(app.platform.db, token, app.clock.now)) !== undefined;

  test('an administrator adds a kiosk, a device pairs with the code, and the list says so', async (t) => {
    const { app, add, codeFor, list } = await boot(t);
    const kiosk = await add('Library door');
    assert.equal(kiosk.state, 'unpaired');
    const { code, url } = await codeFor(kiosk.id);
    assert.ok(url.endsWith(`/kiosk#${code}`), 'the code is behind the #, which no server sees');
    assert.equal((await list())[0]?.state, 'waiting');
    const tablet = openBrowser(app);
    const spoken = `${code.slice(0, 4).toLowerCase()} - ${code.slice(4)}`;
    assert.equal((await pair(tablet, spoken)).status, 200);
    const [paired] = await list();
    assert.equal(paired?.state, 'paired');
    assert.equal(paired?.device?.network, '127.0.0.1');
    assert.equal(paired?.device?.pairedAt, app.clock.now);
    assert.ok(tablet.cookies.has('sp_kiosk'));
    assert.equal(tablet.cookies.has('sp_session'), false);
  });

  test('a code has eight signs that look like no other, and is stored as a keyed hash', async (t) => {
    const { add, codeFor, db } = await boot(t);
    for (let at = 0; at < 200; at += 1) assert.equal(PairingCode.safeParse(newPairingCode()).success, true);
    for (const alike of '01OILU') assert.equal(PAIRING_ALPHABET.includes(alike), false);
    const { code } = await codeFor((await add()).id);
    const rows = await db.selectFrom('kioskPairingCode').selectAll().execute();
    assert.equal(rows.length, 1);
    assert.equal(JSON.stringify(rows).includes(code), false);
    const { createHash } = await import('node:crypto');
    for (const encoding of ['hex', 'base64url', 'base64'] as const)
      assert.notEqual(
        rows[0]?.codeHash,
        createHash('sha256').update(code).digest(encoding),
        'a plain hash can be guessed',
      );
  });

  test('a code pairs one device, whoever is first', async (t) => {
    const { app, add, codeFor, db } = await boot(t);
    const { code } = await codeFor((await add()).id);
    const browsers = Array.from({ length: 6 }, () => openBrowser(app));
    const codes = await Promise.all(browsers.map((browser, at) => pair(browser, code, `198.51.100.${at}`)));
    assert.deepEqual(codes.map(({ status }) => status).sort(), [200, 410, 410, 410, 410, 410]);
    assert.equal(browsers.filter(({ cookies }) => cookies.has('sp_kiosk')).length, 1);
    const sessions = await db.selectFrom('kioskSession').selectAll().execute();
    assert.equal(sessions.length, 1);
    assert.equal((await pair(openBrowser(app), code)).code, 'pairing_code_invalid', 'nor later');
  });

  test('a code works for ten minutes, and until the next is made', async (t) => {
    const { app, add, codeFor } = await boot(t);
    const kiosk = await add();
    const late = await codeFor(kiosk.id);
    app.clock.now += PAIRING_MS;
    assert.equal((await pair(openBrowser(app), late.code)).code, 'pairing_code_invalid');
    app.clock.now -= 1;
    const newer = await codeFor(kiosk.id);
    assert.equal((await pair(openBrowser(app), late.code)).code, 'pairing_code_invalid', 'replaced');
    assert.equal((await pair(openBrowser(app), newer.code)).status, 200);
  });

  test('guesses are counted for the network, and for all of them together', async (t) => {
    const { app, add, codeFor } = await boot(t);
    const { code } = await codeFor((await add()).id);
    const wrong = () => newPairingCode();
    for (let at = 0; at < 5; at += 1)
      assert.equal((await pair(openBrowser(app), wrong(), '203.0.113.1')).code, 'pairing_code_invalid');
    const waiting = await pair(openBrowser(app), code, '203.0.113.1');
    assert.equal(waiting.code, 'too_many_requests', 'the right code is not even looked at');
    assert.ok(Number(waiting.headers['retry-after']) >= 1);
    // 5 guesses are counted already: the first five in vain, and the sixth not at all.
    for (let at = 5; at < 100; at += 1)
      assert.equal((await pair(openBrowser(app), wrong(), `203.0.113.${at}`)).code, 'pairing_code_invalid');
    assert.equal((await pair(openBrowser(app), wrong(), '192.0.2.7')).code, 'too_many_requests', 'from anywhere');
    app.clock.now += 16 * 60_000;
    const { id: kioskId } = await add('Second door');
    const hash = pairingHash(app.platform.secrets.signing);
    const { code: fresh } = await makePairingCode(app.platform.db, { kioskId, hash, now: app.clock.now });
    assert.equal((await pair(openBrowser(app), fresh, '192.0.2.8')).status, 200, 'nobody is locked out for good');
  });

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
      if (Array.isArray(permission) && permission.includes('kiosk')) {
        own.push(route.name);
        assert.notEqual(errorTable[(code ?? 'conflict') as 'conflict'][0], 403, where);
      } else {
        assert.equal(code, 'forbidden', where);
        refused += 1;
      }
    }
    assert.deepEqual(own.sort(), ['kioskHome', 'renewKiosk']);
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

  test('whoever pairs a device is signed out on it', async (t) => {
    const { app, add, codeFor } = await boot(t);
    const { code } = await codeFor((await add()).id);
    const person = await signInAs(app, 'admin');
    const reply = await app.http.inject({
      method: 'POST',
      url: '/api/kiosk/pair',
      headers: person.headers,
      payload: { code },
    });
    assert.equal(reply.statusCode, 200);
    assert.equal((await app.http.inject({ url: '/api/me', headers: { cookie: person.cookie } })).statusCode, 401);
  });

  test('cookies of a device are httpOnly, strict, and by https Secure and bound to the host', async (t) => {
    const { app, add, codeFor } = await boot(t, { PUBLIC_URL: 'https://attendance.example.edu' });
    const { code } = await codeFor((await add()).id);
    const reply = await pair(openBrowser(app), code);
    const cookie = [reply.headers['set-cookie']]
      .flat()
      .map(String)
      .find((one) => one.startsWith('__Host-sp_kiosk='));
    assert.match(cookie ?? '', /Path=\/;.*HttpOnly; Secure; SameSite=Strict/);
  });

  test('unpairing, removing and pairing anew end the device at once', async (t) => {
    const { app, ask, add, codeFor } = await boot(t);
    for (const end of ['unpair', 'remove', 'pair anew'] as const) {
      const kiosk = await add(end);
      const tablet = openBrowser(app);
      await pair(tablet, (await codeFor(kiosk.id)).code);
      const token = tablet.cookies.get('sp_kiosk') ?? '';
      const id = (await findKioskSession(app.platform.db, token, app.clock.now))?.viewer.signInSessionId ?? '';
      assert.deepEqual([...(await liveKioskSessions(app.platform.db, [id], app.clock.now))], [id]);
      const waiting = await codeFor(kiosk.id);
      assert.equal(await isPaired(app, token), true, 'a code alone changes nothing');
      if (end === 'unpair') await ask('POST', `/api/kiosks/${kiosk.id}/unpair`);
      if (end === 'remove') await ask('DELETE', `/api/kiosks/${kiosk.id}`);
      if (end === 'pair anew') await pair(openBrowser(app), waiting.code);
      assert.equal(await isPaired(app, token), false, end);
      assert.equal((await liveKioskSessions(app.platform.db, [id], app.clock.now)).size, 0, 'its streams end too');
      assert.equal((await pair(openBrowser(app), waiting.code)).code, 'pairing_code_invalid', `${end} ends the code`);
    }
  });

  test('a removed kiosk keeps its name and takes no code, no change and no place', async (t) => {
    const { ask, add, list, db } = await boot(t);
    const { id } = await add('Old door');
    assert.equal((await ask<Kiosk>('DELETE', `/api/kiosks/${id}`)).body.state, 'removed');
    assert.deepEqual(
      (await list()).map(({ name, state, place }) => ({ name, state, place })),
      [{ name: 'Old door', state: 'removed', place: null }],
    );
    assert.equal((await ask('POST', `/api/kiosks/${id}/pairing-code`)).code, 'not_found');
    assert.equal((await ask('PATCH', `/api/kiosks/${id}`, { name: 'New door' })).code, 'not_found');
    assert.equal((await placesOfKiosks(db, [id])).size, 0);
  });

  test('a code of a kiosk that was disabled in the meantime pairs nothing', async (t) => {
    const { app, add, codeFor, db } = await boot(t);
    const kiosk = await add();
    const { code } = await codeFor(kiosk.id);
    await db.updateTable('person').set({ isDisabled: true }).where('id', '=', kiosk.id).execute();
    assert.equal((await pair(openBrowser(app), code)).code, 'pairing_code_invalid');
  });

  test('a kiosk is renamed and moved, and a place that is none is refused', async (t) => {
    const { app, ask, add, db } = await boot(t);
    const { id } = await add();
    const other = await somePlace(db, app.clock.now);
    const { body } = await ask<Kiosk>('PATCH', `/api/kiosks/${id}`, { name: 'East door', placeId: other });
    assert.deepEqual([body.name, body.place?.id], ['East door', other]);
    assert.equal((await ask('PATCH', `/api/kiosks/${id}`, { placeId: id })).code, 'invalid_request');
    assert.equal((await ask('POST', '/api/kiosks', { name: 'x', placeId: id })).code, 'invalid_request');
    const left = await db.selectFrom('person').select('id').where('role', '=', 'kiosk').execute();
    assert.equal(left.length, 1, 'nothing is left of one that could not be made');
  });

  test('the device takes its next token, and the present one is good until the next was used and a while longer', async (t) => {
    const { app, add, codeFor } = await boot(t);
    const tablet = openBrowser(app);
    await pair(tablet, (await codeFor((await add()).id)).code);
    const first = tablet.cookies.get('sp_kiosk') ?? '';
    assert.equal((await renew(app, tablet)).status, 200);
    const second = tablet.cookies.get('sp_kiosk') ?? '';
    assert.notEqual(second, first);
    // The answer was lost and the tablet lay in a drawer: what it has is still good.
    app.clock.now += 60 * DAY_MS;
    const drawer = openBrowser(app);
    drawer.cookies.set('sp_kiosk', first);
    assert.equal((await renew(app, drawer)).status, 200);
    assert.equal(drawer.cookies.get('sp_kiosk'), second, 'asking twice gives the same token');
    assert.equal((await renew(app, tablet)).status, 200, 'the second is used for the first time');
    app.clock.now += OVERLAP_MS - 1;
    assert.equal(await isPaired(app, first), true, 'requests under way');
    app.clock.now += 1;
    assert.equal(await isPaired(app, first), false);
    assert.equal(await isPaired(app, second), true);
  });

  test('two renewals at the same time lead to one next token', async (t) => {
    const { app, add, codeFor, db } = await boot(t);
    const tablet = openBrowser(app);
    await pair(tablet, (await codeFor((await add()).id)).code);
    const copy = openBrowser(app);
    for (const [name, value] of tablet.cookies) copy.cookies.set(name, value);
    const both = await Promise.all([renew(app, tablet), renew(app, copy)]);
    assert.deepEqual(
      both.map(({ status }) => status),
      [200, 200],
    );
    assert.equal(tablet.cookies.get('sp_kiosk'), copy.cookies.get('sp_kiosk'));
    assert.equal((await db.selectFrom('kioskToken').select('tokenHash').execute()).length, 2);
  });

  test('only hashes of tokens are stored', async (t) => {
    const { app, add, codeFor, db } = await boot(t);
    const tablet = openBrowser(app);
    await pair(tablet, (await codeFor((await add()).id)).code);
    const tables = [
      await db.selectFrom('kioskToken').selectAll().execute(),
      await db.selectFrom('kioskSession').selectAll().execute(),
    ];
    assert.equal(JSON.stringify(tables).includes(tablet.cookies.get('sp_kiosk') ?? 'missing'), false);
  });

  test('a device rests ninety days at most, and lives four hundred', async (t) => {
    const { app } = await boot(t);
    const rested = async (wait: number) => {
      const kiosk = await pairedKiosk(app);
      app.clock.now += wait;
      return (await app.http.inject({ method: 'POST', url: HOME, headers: kiosk.headers })).statusCode;
    };
    assert.equal(await rested(KIOSK_IDLE_MS - 1), 200);
    assert.equal(await rested(KIOSK_IDLE_MS), 401);
    const busy = await pairedKiosk(app);
    const token = busy.cookie.split('=')[1] ?? '';
    const end = app.clock.now + KIOSK_ABSOLUTE_MS;
    for (; app.clock.now < end; app.clock.now += 60 * DAY_MS)
      assert.equal(
        (await app.http.inject({ method: 'POST', url: HOME, headers: busy.headers })).statusCode === 500,
        false,
      );
    assert.equal(await isPaired(app, token), false);
  });

  test('what ended a month ago is forgotten, what lives is not', async (t) => {
    const { app, db } = await boot(t);
    const [old, young] = [await pairedKiosk(app), await pairedKiosk(app)];
    await db
      .updateTable('kioskSession')
      .set({ revokedAt: app.clock.now })
      .where('kioskId', '=', old.person.id)
      .execute();
    app.clock.now += 31 * DAY_MS;
    await forgetOldKioskSessions(db, app.clock.now);
    const left = await db.selectFrom('kioskSession').select('kioskId').execute();
    assert.deepEqual(
      left.map(({ kioskId }) => kioskId),
      [young.person.id],
    );
  });

  test('nobody is made a kiosk, and a kiosk nobody, by any way in', async (t) => {
    const { app, ask, db, placeId } = await boot(t);
    const { id } = (await ask<Kiosk>('POST', '/api/kiosks', { name: 'Door', placeId })).body;
    const person = await somebody(db, { role: 'student' }, app.clock.now);
    assert.equal((await ask('POST', '/api/people', { name: 'X', role: 'kiosk' })).code, 'invalid_request');
    assert.equal((await ask('POST', `/api/people/${person.id}/role`, { role: 'kiosk' })).code, 'invalid_request');
    await ask('PATCH', `/api/people/${person.id}`, { role: 'kiosk' });
    assert.equal(await roleOf(db, person.id), 'student');
    assert.equal((await ask('POST', `/api/people/${id}/role`, { role: 'admin' })).code, 'not_found');
    await assert.rejects(changeRole(db as never, { personId: id, role: 'admin', now: app.clock.now }));
    assert.equal((await ask('PATCH', `/api/people/${id}`, { email: 'door@college.example' })).code, 'not_found');
    assert.equal((await ask('POST', `/api/people/${id}/invitation`)).code, 'not_found');
    assert.equal((await ask('GET', `/api/people/${id}`)).code, 'not_found');
    const bulk = await ask<{ changed: number }>('POST', '/api/people/bulk', { ids: [id], action: 'disable' });
    assert.deepEqual(bulk.body, { changed: 0 });
    assert.equal(await roleOf(db, id), 'kiosk');
    const { items } = (await ask<{ items: Person[] }>('GET', '/api/people?pageSize=200')).body;
    assert.equal(
      items.some((one) => one.role === 'kiosk'),
      false,
    );
    assert.equal(
      (await db.selectFrom('person').select('isDisabled').where('id', '=', id).executeTakeFirstOrThrow()).isDisabled,
      false,
    );
  });

  test('should a kiosk’s row ever have an e-mail and a password, it still signs in nowhere', async (t) => {
    const { app, db } = await boot(t);
    const kiosk = await pairedKiosk(app);
    await db.updateTable('person').set({ email: 'door@college.example' }).where('id', '=', kiosk.person.id).execute();
    await givePassword(db, kiosk.person.id, app.clock.now);
    const browser = openBrowser(app);
    const reply = await browser.post('/api/sign-in', { email: 'door@college.example', password: GOOD_PASSWORD });
    assert.equal(reply.code, 'sign_in_failed');
    const { createLink } = await import('../one-time-link.store.ts');
    const link = await createLink(db, { purpose: 'invitation', personId: kiosk.person.id, now: app.clock.now });
    const accepted = await browser.post('/api/links/accept', { token: link.token, password: GOOD_PASSWORD });
    assert.equal(accepted.code, 'link_invalid');
    const { createSignInSession, findLiveSession } = await import('../sign-in-session.store.ts');
    const made = await createSignInSession(db, { personId: kiosk.person.id, role: 'kiosk', now: app.clock.now });
    assert.equal(await findLiveSession(db, made.token, app.clock.now), undefined);
  });

  test('and a person’s row holds no kiosk session', async (t) => {
    const { app, db } = await boot(t);
    const kiosk = await pairedKiosk(app);
    const { token } = await createKioskSession(db, {
      kioskId: kiosk.person.id,
      now: app.clock.now,
      userAgent: null,
      network: null,
    });
    await db.updateTable('person').set({ role: 'admin' }).where('id', '=', kiosk.person.id).execute();
    assert.equal(await isPaired(app, token), false);
  });
});

const roleOf = async (db: Db, id: string): Promise<string> =>
  (await db.selectFrom('person').select('role').where('id', '=', id).executeTakeFirstOrThrow()).role;
