import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Kiosk, Person } from '@smart-presence/contract';
import type { Db } from '../../../platform/db/index.ts';
import { eachDatabase } from '../../../platform/db/testing.ts';
import { changeRole } from '../change-role.ts';
import { GOOD_PASSWORD, givePassword, openBrowser, pairedKiosk, somebody, somePlace } from '../testing.ts';
import { placesOfKiosks } from './kiosks.store.ts';
import { kioskDesk, pair } from './testing-kiosks.ts';

const roleOf = async (db: Db, id: string): Promise<string> =>
  (await db.selectFrom('person').select('role').where('id', '=', id).executeTakeFirstOrThrow()).role;

eachDatabase((open) => {
  const boot = async (t: Parameters<typeof kioskDesk>[0], env = {}) => kioskDesk(t, { db: await open(), env });

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
});
