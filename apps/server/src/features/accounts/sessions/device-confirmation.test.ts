import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { type DeviceConfirmation, type Me, routes } from '@smart-presence/contract';
import { eachDatabase } from '../../../platform/db/testing.ts';
import type { AppError } from '../../../platform/http/index.ts';
import { GOOD_PASSWORD, givePassword, type openBrowser, somebody } from '../testing.ts';
import type { AccountsApp } from '../testing-app.ts';
import { openDeviceNumbers } from './device-confirmation.ts';
import { MINUTE_MS, regular, signInWith } from './testing.ts';
import { bootNewDevice, CHROME } from './testing-new-device.ts';

type Browser = ReturnType<typeof openBrowser>;
const HERE = '/api/me/device-confirmation';

eachDatabase((open) => {
  const boot = async (t: TestContext, wishes?: Parameters<typeof bootNewDevice>[2]) =>
    bootNewDevice(t, await open(), wishes);
  const waiting = async (app: AccountsApp) => {
    const person = await regular(app, 'student');
    const { browser, reply } = await signInWith(app, person.credentials, { 'user-agent': CHROME });
    assert.equal(reply.json<Me>().needs, 'device-confirmation');
    return { person, browser };
  };
  const confirm = (browser: Browser, number: string) => browser.post(HERE, { number });
  const otherThan = (number: string, by = 1) => String((Number(number) + by) % 1_000_000).padStart(6, '0');

  test('with "confirm", a password on a new device opens nothing until the mailed number is given', async (t) => {
    const { app, letters } = await boot(t, { newDevice: 'confirm' });
    const { person, browser } = await waiting(app);
    const [letter] = letters('sendDeviceNumber');
    assert.match(letter?.number ?? '', /^\d{6}$/);
    assert.deepEqual([letter?.device, letter?.expiresAt], ['Chrome on Windows', app.clock.now + 10 * MINUTE_MS]);
    assert.equal((await browser.get('/api/me/sign-in-sessions')).code, 'device_confirmation_required');
    assert.equal((await browser.get(routes.myHome.path)).code, 'device_confirmation_required');
    const state = (await browser.get(HERE)).json<DeviceConfirmation>();
    assert.deepEqual(state, {
      sentTo: `s…@college.example`,
      expiresAt: app.clock.now + 10 * MINUTE_MS,
      triesLeft: 5,
      resendAt: app.clock.now + MINUTE_MS,
    });
    const before = browser.cookieHeader();
    const settled = await confirm(browser, letter?.number ?? '');
    assert.equal(settled.json<Me>().needs, null);
    assert.notEqual(browser.cookieHeader(), before, 'a new token');
    assert.equal((await app.http.inject({ url: '/api/me', headers: { cookie: before } })).statusCode, 401);
    assert.equal((await browser.get('/api/me/sign-in-sessions')).status, 200);
    assert.equal(letters('tellNewDevice').length, 1, 'and it is told, too');
    await browser.post('/api/sign-out');
    const again = await browser.post('/api/sign-in', person.credentials);
    assert.equal(again.json<Me>().needs, null, 'the device is known now');
  });

  test('the number is stored as a keyed hash, and works for its own sign-in alone', async (t) => {
    const { app, letters } = await boot(t, { newDevice: 'confirm' });
    const one = await waiting(app);
    const two = await waiting(app);
    const [first, second] = letters('sendDeviceNumber').map(({ number }) => number);
    assert.ok(first && second);
    const rows = JSON.stringify(await app.platform.db.selectFrom('deviceConfirmation').selectAll().execute());
    assert.ok(!rows.includes(`"${first}"`));
    if (first !== second) assert.equal((await confirm(two.browser, first)).code, 'device_number_wrong');
    assert.equal((await confirm(one.browser, first)).status, 200);
  });

  /** Straight to the numbers, as a request does that was let in before the sign-in ended. */
  const numbersOf = async ({ platform: { db, secrets } }: AccountsApp, personId: string, now: number) => {
    const numbers = openDeviceNumbers(secrets.signing, null);
    const { id: sessionId } = await db
      .selectFrom('signInSession')
      .select('id')
      .where('personId', '=', personId)
      .where('needs', '=', 'device-confirmation')
      .executeTakeFirstOrThrow();
    const settle = (number: string) =>
      numbers.settle(db, { sessionId, personId, number, now }).then(
        () => 'right',
        (error: AppError) => error.code,
      );
    return { sessionId, settle };
  };

  test('a number is right once, whoever was let in before', async (t) => {
    const { app, letters } = await boot(t, { newDevice: 'confirm' });
    const { person } = await waiting(app);
    const { settle } = await numbersOf(app, person.id, app.clock.now);
    const number = letters('sendDeviceNumber')[0]?.number ?? '';
    assert.equal(await settle(number), 'right');
    assert.equal(await settle(number), 'device_number_expired');
  });

  test('after five wrong ones it is not right any more, whoever was let in before', async (t) => {
    const { app, letters } = await boot(t, { newDevice: 'confirm' });
    const { person } = await waiting(app);
    const { settle } = await numbersOf(app, person.id, app.clock.now);
    const number = letters('sendDeviceNumber')[0]?.number ?? '';
    for (let at = 1; at <= 5; at += 1) await settle(otherThan(number, at));
    assert.equal(await settle(number), 'device_number_expired');
  });

  test('a stored number moved to another sign-in opens nothing there', async (t) => {
    const { app, letters } = await boot(t, { newDevice: 'confirm' });
    const [one, two] = [await waiting(app), await waiting(app)];
    const [first, second] = [
      await numbersOf(app, one.person.id, app.clock.now),
      await numbersOf(app, two.person.id, app.clock.now),
    ];
    const { db } = app.platform;
    const { numberHash } = await db
      .selectFrom('deviceConfirmation')
      .select('numberHash')
      .where('sessionId', '=', first.sessionId)
      .executeTakeFirstOrThrow();
    await db.updateTable('deviceConfirmation').set({ numberHash }).where('sessionId', '=', second.sessionId).execute();
    assert.equal(await second.settle(letters('sendDeviceNumber')[0]?.number ?? ''), 'device_number_wrong');
  });

  test('the right number twice at once opens one session', async (t) => {
    const { app, letters } = await boot(t, { newDevice: 'confirm' });
    const { person, browser } = await waiting(app);
    const number = letters('sendDeviceNumber')[0]?.number ?? '';
    const { token } = (await browser.get('/api/csrf')).json<{ token: string }>();
    const headers = { cookie: browser.cookieHeader(), 'x-csrf-token': token };
    const send = () => app.http.inject({ method: 'POST', url: HERE, headers, payload: { number } });
    const statuses = (await Promise.all([send(), send()])).map(({ statusCode }) => statusCode);
    assert.equal(statuses.filter((status) => status === 200).length, 1, statuses.join());
    const live = await app.platform.db
      .selectFrom('signInSession')
      .select('id')
      .where('personId', '=', person.id)
      .where('revokedAt', 'is', null)
      .execute();
    assert.equal(live.length, 1);
  });

  test('five wrong numbers end the sign-in, also when they come at once; the right one is then too late', async (t) => {
    const { app, letters } = await boot(t, { newDevice: 'confirm' });
    const { browser } = await waiting(app);
    const number = letters('sendDeviceNumber')[0]?.number ?? '';
    const { token } = (await browser.get('/api/csrf')).json<{ token: string }>();
    const headers = { cookie: browser.cookieHeader(), 'x-csrf-token': token };
    const send = (given: string) => app.http.inject({ method: 'POST', url: HERE, headers, payload: { number: given } });
    const answers = await Promise.all([1, 2, 3, 4, 5, 6, 7].map((by) => send(otherThan(number, by))));
    const codes = answers.map((answer) => answer.json().error.code as string);
    assert.equal(codes.filter((code) => code === 'device_number_wrong').length, 4, codes.join());
    assert.equal((await send(number)).statusCode, 401);
  });

  test('a number works for ten minutes, to the millisecond', async (t) => {
    const { app, letters } = await boot(t, { newDevice: 'confirm' });
    const [early, late] = [await waiting(app), await waiting(app)];
    const [first, second] = letters('sendDeviceNumber').map(({ number }) => number);
    app.clock.now += 10 * MINUTE_MS - 1;
    assert.equal((await confirm(early.browser, first ?? '')).status, 200);
    app.clock.now += 1;
    assert.equal((await confirm(late.browser, second ?? '')).code, 'device_number_expired');
  });

  test('another number can be asked for after a minute, twice; the earlier one stops working', async (t) => {
    const { app, letters } = await boot(t, { newDevice: 'confirm' });
    const { browser } = await waiting(app);
    const resend = () => browser.post(`${HERE}/resend`);
    app.clock.now += MINUTE_MS - 1;
    assert.equal((await resend()).code, 'too_many_requests');
    app.clock.now += 1;
    assert.equal((await resend()).json<DeviceConfirmation>().resendAt, app.clock.now + MINUTE_MS);
    app.clock.now += MINUTE_MS;
    assert.equal((await resend()).json<DeviceConfirmation>().resendAt, null);
    app.clock.now += MINUTE_MS;
    assert.equal((await resend()).code, 'device_number_expired');
    const numbers = letters('sendDeviceNumber').map(({ number }) => number);
    assert.equal(numbers.length, 3);
    const [first, , third] = numbers;
    if (first !== third) assert.equal((await confirm(browser, first ?? '')).code, 'device_number_wrong');
    assert.equal((await confirm(browser, third ?? '')).status, 200);
  });

  test('a new number does not give new tries', async (t) => {
    const { app, letters } = await boot(t, { newDevice: 'confirm' });
    const { browser } = await waiting(app);
    for (let at = 1; at <= 3; at += 1)
      await confirm(browser, otherThan(letters('sendDeviceNumber')[0]?.number ?? '', at));
    app.clock.now += MINUTE_MS;
    assert.equal((await browser.post(`${HERE}/resend`)).json<DeviceConfirmation>().triesLeft, 2);
  });

  test('whoever knows the password and begins again and again has to wait, with guesses and with mails', async (t) => {
    const { app, letters } = await boot(t, { newDevice: 'confirm' });
    const person = await regular(app, 'student');
    const begin = () => signInWith(app, person.credentials);
    let looked = 0;
    const codes = new Set<string | undefined>();
    for (let round = 0; round < 6; round += 1) {
      const { browser, reply } = await begin();
      codes.add(reply.code);
      for (let at = 1; at <= 4 && reply.status === 200; at += 1) {
        const number = letters('sendDeviceNumber').at(-1)?.number ?? '';
        const { code } = await confirm(browser, otherThan(number, at));
        if (code === 'device_number_wrong') looked += 1;
        codes.add(code);
      }
    }
    assert.ok(codes.has('too_many_requests'));
    assert.ok(looked <= 10, `${looked} guesses were looked at`);
    assert.equal((await begin()).reply.code, 'too_many_requests', 'no further mail');
    assert.equal(letters('sendDeviceNumber').length, 6);
  });

  test('letting a number expire does not take the count of guesses back', async (t) => {
    const { app, letters } = await boot(t, { newDevice: 'confirm' });
    const { person, browser } = await waiting(app);
    await confirm(browser, otherThan(letters('sendDeviceNumber')[0]?.number ?? ''));
    app.clock.now += 10 * MINUTE_MS;
    await confirm(browser, '000000');
    const { failures } = await app.platform.db
      .selectFrom('signInFailure')
      .select('failures')
      .where('key', '=', `number ${person.id}`)
      .executeTakeFirstOrThrow();
    assert.equal(failures, 2);
  });

  test('nobody is locked out: without mail, on the first sign-in, and by a link, no number is asked for', async (t) => {
    const off = await boot(t, { newDevice: 'confirm', mailOn: false });
    const person = await regular(off.app, 'student');
    assert.equal((await signInWith(off.app, person.credentials)).reply.json<Me>().needs, null);

    const { app } = await boot(t, { newDevice: 'confirm' });
    const { db } = app.platform;
    const known = await regular(app, 'student');
    await db.updateTable('person').set({ lastSignInAt: null }).where('id', '=', known.id).execute();
    assert.equal((await signInWith(app, known.credentials)).reply.json<Me>().needs, null);
    const fresh = await somebody(db, { role: 'student' }, app.clock.now);
    await givePassword(db, fresh.id, app.clock.now);
    const body = { email: fresh.email, password: GOOD_PASSWORD };
    assert.equal((await signInWith(app, body)).reply.json<Me>().needs, null);
  });

  test('the number is asked for only while it is needed', async (t) => {
    const { app } = await boot(t);
    const person = await regular(app, 'student');
    const { browser } = await signInWith(app, person.credentials);
    assert.equal((await browser.get(HERE)).code, 'nothing_to_settle');
    assert.equal((await confirm(browser, '123456')).code, 'nothing_to_settle');
    assert.equal((await browser.post(`${HERE}/resend`)).code, 'nothing_to_settle');
  });
});
