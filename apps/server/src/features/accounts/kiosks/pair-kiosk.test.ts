import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PAIRING_ALPHABET, PairingCode } from '@smart-presence/contract';
import { eachDatabase } from '../../../platform/db/testing.ts';
import { openBrowser, signInAs } from '../testing.ts';
import { makePairingCode } from './pair-kiosk.ts';
import { newPairingCode, PAIRING_MS, pairingHash } from './pairing-code.ts';
import { kioskDesk, pair } from './testing-kiosks.ts';

eachDatabase((open) => {
  const boot = async (t: Parameters<typeof kioskDesk>[0], env = {}) => kioskDesk(t, { db: await open(), env });

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

  test('a code of a kiosk that was disabled in the meantime pairs nothing', async (t) => {
    const { app, add, codeFor, db } = await boot(t);
    const kiosk = await add();
    const { code } = await codeFor(kiosk.id);
    await db.updateTable('person').set({ isDisabled: true }).where('id', '=', kiosk.id).execute();
    assert.equal((await pair(openBrowser(app), code)).code, 'pairing_code_invalid');
  });
});
