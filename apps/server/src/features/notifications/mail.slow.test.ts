import assert from 'node:assert/strict';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { newId } from '../../platform/db/index.ts';
import { eachDatabase } from '../../platform/db/testing.ts';
import { openBrowser, signInAs, somebody } from '../accounts/testing.ts';
import { HOUR_MS, NOW, openHouseWithSmtp, openMailHouse } from './testing-mail-house.ts';
import { startSmtp } from './testing-smtp.ts';

eachDatabase((open) => {
  const boot = async (t: TestContext, env: Record<string, string>) => openMailHouse(t, { db: await open(), env });
  const bootWithSmtp = async (t: TestContext) => openHouseWithSmtp(t, await open());

  test('an administrator sees what was given up, and sends it again', async (t) => {
    const house = await bootWithSmtp(t);
    const { db, smtp, call, mail, outbox, pass } = house;
    const person = await somebody(db, { role: 'faculty' }, NOW);
    await call('POST', `/api/people/${person.id}/invitation`);
    const { port } = smtp;
    await smtp.stop();
    for (let at = 0; at < 12; at += 1) {
      await mail.sendDue();
      pass(6 * HOUR_MS);
    }
    const { items, total } = await outbox('?state=dead');
    const [dead] = items;
    assert.ok(dead && total === 1);
    assert.deepEqual([dead.state, dead.attempts, dead.canResend], ['dead', 12, true]);
    assert.match(dead.lastError ?? '', /ECONNREFUSED/);
    const again = await startSmtp({ hideSTARTTLS: true }, port);
    t.after(again.stop);
    const resend = (id: string) => call('POST', `/api/outbox/${id}/resend`);
    const { status, body } = await resend(dead.id);
    assert.deepEqual([status, body.state, body.attempts], [200, 'pending', 0]);
    await mail.sendDue();
    assert.equal(again.received.length, 1);
    assert.equal((await resend(dead.id)).code, 'mail_gone');
    assert.equal((await resend(newId())).code, 'not_found');
  });

  test('without a mail server mails become files of the owner alone, shown to administrators in development', async (t) => {
    const house = await boot(t, {});
    const { app, db, dataDir, call, mail } = house;
    const person = await somebody(db, { role: 'student', name: '<b>Zoë</b>' }, NOW);
    const { body } = await call('POST', `/api/people/${person.id}/invitation`);
    assert.equal(body.mailedTo, person.email);
    await mail.sendDue();
    const [name = ''] = await readdir(join(dataDir, 'mail'));
    assert.match(name, /\.eml$/);
    assert.equal((await stat(join(dataDir, 'mail', name))).mode & 0o777, 0o600);
    assert.equal((await stat(join(dataDir, 'mail'))).mode & 0o777, 0o700);
    assert.match(await readFile(join(dataDir, 'mail', name), 'utf8'), /^Subject: Test College: set your password\r$/m);
    const page = async (headers: Record<string, string>) => app.http.inject({ url: '/api/dev/mail', headers });
    const shown = await page((await signInAs(app, 'admin')).headers);
    assert.ok(shown.body.includes(`<a href="${body.url}">`));
    assert.equal(shown.body.includes('<b>'), false);
    assert.match(String(shown.headers['content-security-policy']), /script-src 'self'/);
    for (const role of ['faculty', 'student'] as const)
      assert.equal((await page((await signInAs(app, role)).headers)).statusCode, 403, role);
    assert.equal((await page((await signInAs(app, 'kiosk')).headers)).statusCode, 401, 'a device is nobody here');
    assert.equal((await page({})).statusCode, 401);
    const { statusCode, headers } = await app.http.inject({ url: '/dev/mail' });
    assert.deepEqual([statusCode, headers.location], [302, '/api/dev/mail']);
  });

  test('in production without a mail server no mail is made, and who asks for one is told', async (t) => {
    const { app, db, dataDir, call, outbox, mail } = await boot(t, { NODE_ENV: 'production' });
    const person = await somebody(db, { role: 'student' }, NOW);
    const { body } = await call('POST', `/api/people/${person.id}/invitation`);
    assert.equal(body.mailedTo, null);
    assert.match(body.url, /\/invite#/);
    assert.equal((await call('POST', '/api/people/invitations', { ids: [person.id] })).code, 'mail_off');
    assert.equal((await openBrowser(app).post('/api/links/request', { email: person.email ?? '' })).code, 'mail_off');
    await mail.sendDue();
    assert.equal((await outbox()).total, 0);
    assert.deepEqual(await readdir(dataDir), []);
    const { headers } = await signInAs(app, 'admin');
    assert.equal((await app.http.inject({ url: '/api/dev/mail', headers })).statusCode, 404);
    assert.notEqual((await app.http.inject({ url: '/dev/mail', headers })).statusCode, 302);
  });
});
