import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Me } from '@smart-presence/contract';
import { eachDatabase } from '../../../platform/db/testing.ts';
import { createAccountsApp } from '../testing-app.ts';
import { DAY_MS, regular, signInWith } from './testing.ts';
import { bootNewDevice, CHROME } from './testing-new-device.ts';

eachDatabase((open) => {
  const boot = async (t: TestContext, wishes?: Parameters<typeof bootNewDevice>[2]) =>
    bootNewDevice(t, await open(), wishes);

  test('the owner is mailed of a sign-in on a new device, and not again on the same one', async (t) => {
    const { app, letters } = await boot(t);
    const person = await regular(app, 'faculty');
    const { browser } = await signInWith(app, person.credentials, { 'user-agent': CHROME });
    assert.deepEqual(letters('tellNewDevice'), [
      {
        person: { id: person.id, name: person.name, email: person.email },
        device: 'Chrome on Windows',
        network: '127.0.0.1',
        at: app.clock.now,
        method: 'password',
        url: 'http://attendance.example.edu/forgot?why=stranger',
      },
    ]);
    await browser.post('/api/sign-out');
    assert.equal((await browser.post('/api/sign-in', person.credentials)).status, 200);
    assert.equal(letters('tellNewDevice').length, 1, 'known by now');
    await signInWith(app, person.credentials);
    assert.equal(letters('tellNewDevice').length, 2, 'another browser is another device');
  });

  test('nobody is mailed of their very first sign-in, of a failed one, or of one that is still to be settled', async (t) => {
    const { app, asked } = await boot(t);
    const { db } = app.platform;
    const first = await regular(app, 'student');
    await db.updateTable('person').set({ lastSignInAt: null }).where('id', '=', first.id).execute();
    assert.equal((await signInWith(app, first.credentials)).reply.status, 200);
    const other = await regular(app, 'student');
    await signInWith(app, { ...other.credentials, password: 'not the password at all' });
    await db.updateTable('person').set({ isPasswordChangeDue: true }).where('id', '=', other.id).execute();
    assert.equal((await signInWith(app, other.credentials)).reply.json<Me>().needs, 'new-password');
    assert.deepEqual(asked, []);
  });

  test('who cannot be told signs in all the same', async (t) => {
    const { app } = await boot(t, { mailOn: false });
    const person = await regular(app, 'faculty');
    assert.equal((await signInWith(app, person.credentials)).reply.json<Me>().needs, null);
  });

  test('a session and the mail about it are one: without the mail there is no session', async (t) => {
    const { app, mail } = await boot(t);
    const broken = { ...mail, tellNewDevice: () => Promise.reject(new Error('disk full')) };
    const other = await createAccountsApp({ db: app.platform.db, needs: { mail: broken } });
    t.after(other.close);
    const person = await regular(app, 'faculty');
    assert.equal((await signInWith(other, person.credentials)).reply.status, 500);
    const { lastSignInAt } = await app.platform.db
      .selectFrom('person')
      .select('lastSignInAt')
      .where('id', '=', person.id)
      .executeTakeFirstOrThrow();
    assert.equal(lastSignInAt, app.clock.now - DAY_MS);
    const sessions = await app.platform.db
      .selectFrom('signInSession')
      .select('id')
      .where('personId', '=', person.id)
      .execute();
    assert.deepEqual(sessions, []);
  });
});
