import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { OutboxMail, PersonRole } from '@smart-presence/contract';
import { pino } from 'pino';
import { readConfig } from '../../platform/config/config.ts';
import { loadSecrets } from '../../platform/crypto/index.ts';
import { newId } from '../../platform/db/index.ts';
import { eachDatabase } from '../../platform/db/testing.ts';
import {
  ensureInstitution,
  GOOD_PASSWORD,
  givePassword,
  openBrowser,
  queriesOf,
  signInAs,
  somebody,
} from '../accounts/testing.ts';
import { createAccountsApp } from '../accounts/testing-app.ts';
import { type MailService, openMail, registerNotifications } from './index.ts';
import { plainTextOf, startSmtp, type TestSmtp } from './testing-smtp.ts';

const NOW = Date.UTC(2026, 7, 3, 9);
const HOUR_MS = 3_600_000;
const PUBLIC_URL = 'https://attendance.example.edu';
const NEXT_PASSWORD = 'pelicans over a cloudy bay';

interface OutboxPage {
  items: OutboxMail[];
  total: number;
}

eachDatabase((open) => {
  /** Accounts and mail, without the other features. `MAIL_URL` and the like come from `env`. */
  const boot = async (t: TestContext, given: Record<string, string>) => {
    const dataDir = await mkdtemp(join(tmpdir(), 'smart-presence-mail-'));
    t.after(() => rm(dataDir, { recursive: true, force: true }));
    const secret = () => randomBytes(32).toString('base64');
    const env = {
      NODE_ENV: 'test',
      DATA_DIR: dataDir,
      SMART_PRESENCE_KEK: secret(),
      SMART_PRESENCE_SECRET: secret(),
      ...given,
    };
    const db = await open();
    const config = readConfig(env);
    const clock = { now: NOW };
    const parts = { config, db, secrets: loadSecrets(config), log: pino({ level: 'silent' }) };
    const mail: MailService = openMail({ ...parts, clock: () => clock.now });
    const app = await createAccountsApp({
      db,
      env,
      needs: { mail: mail.forAccounts },
      register: (platform) => registerNotifications(platform, mail),
    });
    t.after(app.close);
    await ensureInstitution(db, NOW);
    const call = async (method: 'GET' | 'POST', url: string, payload?: object) => {
      // Signed in anew each time: some tests let days pass.
      const { headers } = await signInAs(app, 'admin');
      const reply = await app.http.inject({ method, url, headers, ...(payload ? { payload } : {}) });
      return { status: reply.statusCode, body: reply.json(), code: reply.json().error?.code as string | undefined };
    };
    /** Both clocks: the app's requests and the outbox. */
    const pass = (ms: number): void => {
      clock.now += ms;
      app.clock.now += ms;
    };
    const outbox = async (query = '') => (await call('GET', `/api/outbox${query}`)).body as OutboxPage;
    return { app, db, dataDir, mail, call, pass, outbox };
  };
  const bootWithSmtp = async (t: TestContext) => {
    const smtp = await startSmtp({ hideSTARTTLS: true });
    t.after(smtp.stop);
    const MAIL_URL = `smtp://127.0.0.1:${smtp.port}`;
    const MAIL_FROM = 'Test College <attendance@example.edu>';
    return { smtp, ...(await boot(t, { MAIL_URL, MAIL_FROM, PUBLIC_URL })) };
  };
  const lastLink = ({ received }: TestSmtp) => {
    const [link = ''] = /https:\S+#[\w-]{43}/.exec(plainTextOf(received.at(-1)?.raw ?? '')) ?? [];
    return { link, token: link.split('#')[1] ?? '' };
  };
  const owner = async ({ app, db }: Awaited<ReturnType<typeof boot>>, role: PersonRole = 'faculty') => {
    const person = await somebody(db, { role, name: 'Zoë Rao' }, NOW);
    await givePassword(db, person.id, app.clock.now);
    return { id: person.id, email: person.email ?? '' };
  };

  test('an invitation reaches the mailbox, and its link sets a password once', async (t) => {
    const house = await bootWithSmtp(t);
    const { app, smtp, call, mail, outbox, db } = house;
    const person = await somebody(db, { role: 'faculty', name: 'Zoë Rao' }, NOW);
    const invited = await call('POST', `/api/people/${person.id}/invitation`);
    assert.equal(invited.body.mailedTo, person.email);
    assert.equal(smtp.received.length, 0, 'nothing is sent inside the request');
    await mail.sendDue();
    const [received] = smtp.received;
    assert.deepEqual(received?.to, [person.email]);
    assert.match(plainTextOf(received?.raw ?? ''), /Hello Zoë Rao,/);
    const { link, token } = lastLink(smtp);
    assert.equal(link, invited.body.url);
    assert.match(link, /^https:\/\/attendance\.example\.edu\/invite#/);
    const { items } = await outbox();
    assert.deepEqual(
      items.map(({ kind, state, recipient, sentAt }) => [kind, state, recipient, sentAt]),
      [['invitation', 'sent', person.email, NOW]],
    );
    assert.equal(JSON.stringify(items).includes(token), false);
    const seen = (await openBrowser(app).post('/api/links/inspect', { token })).json<{ purpose: string }>();
    assert.equal(seen.purpose, 'invitation');
    const accept = { token, password: NEXT_PASSWORD };
    assert.equal((await openBrowser(app).post('/api/links/accept', accept)).status, 200);
    assert.equal((await openBrowser(app).post('/api/links/accept', accept)).code, 'link_invalid');
  });

  test('an invitation that is refused leaves no mail behind', async (t) => {
    const { call, db, outbox } = await bootWithSmtp(t);
    const person = await somebody(db, { role: 'student' }, NOW);
    await db.updateTable('person').set({ isDisabled: true }).where('id', '=', person.id).execute();
    assert.equal((await call('POST', `/api/people/${person.id}/invitation`)).code, 'invalid_request');
    assert.equal((await outbox()).total, 0);
  });

  test('several are invited at once; who has no e-mail or is disabled is named', async (t) => {
    const { smtp, call, mail, db } = await bootWithSmtp(t);
    const [one, two] = [await somebody(db, { role: 'student' }, NOW), await somebody(db, { role: 'student' }, NOW)];
    const without = await somebody(db, { role: 'student', email: null }, NOW);
    const disabled = await somebody(db, { role: 'student' }, NOW);
    await db.updateTable('person').set({ isDisabled: true }).where('id', '=', disabled.id).execute();
    const ids = [one.id, two.id, without.id, disabled.id, newId()];
    const { status, body } = await call('POST', '/api/people/invitations', { ids });
    assert.equal(status, 200);
    assert.deepEqual(body, {
      mailed: 2,
      withoutEmail: [{ id: without.id, name: without.name }],
      disabled: [{ id: disabled.id, name: disabled.name }],
    });
    await mail.sendDue();
    assert.deepEqual(smtp.received.flatMap(({ to }) => to).toSorted(), [one.email, two.email].toSorted());
    const links = new Set(smtp.received.map(({ raw }) => /#[\w-]{43}/.exec(plainTextOf(raw))?.[0]));
    assert.equal(links.size, 2, 'each has a link of their own');
  });

  test('a thousand people are invited in as many queries as two', async (t) => {
    const { call, db } = await bootWithSmtp(t);
    const rows = Array.from({ length: 1000 }, (_, at) => ({
      ...{ id: newId(), name: `Student ${at}`, email: `s${at}@college.example`, role: 'student' as const },
      ...{ passwordHash: null, createdAt: NOW, updatedAt: NOW, lastSignInAt: null },
    }));
    for (let at = 0; at < rows.length; at += 500)
      await db
        .insertInto('person')
        .values(rows.slice(at, at + 500))
        .execute();
    const ids = rows.map(({ id }) => id);
    const invite = (some: string[]) => call('POST', '/api/people/invitations', { ids: some });
    const forTwo = await queriesOf(db, () => invite(ids.slice(0, 2)));
    assert.ok(forTwo >= 5, 'queries are counted');
    const forAll = await queriesOf(db, async () => assert.equal((await invite(ids)).body.mailed, 1000));
    assert.equal(forAll, forTwo);
  });

  test('a new password by mail: one link, one hour, one use; all other devices are signed out', async (t) => {
    const house = await bootWithSmtp(t);
    const { app, smtp, mail, pass } = house;
    const { email } = await owner(house);
    const device = openBrowser(app);
    assert.equal((await device.post('/api/sign-in', { email, password: GOOD_PASSWORD })).status, 200);
    const ask = () => openBrowser(app).post('/api/links/request', { email: email.toUpperCase() });
    const askAndRead = async () => {
      assert.equal((await ask()).status, 200);
      await mail.sendDue();
      return lastLink(smtp);
    };
    const first = await askAndRead();
    const { link, token } = await askAndRead();
    assert.match(link, /^https:\/\/attendance\.example\.edu\/reset#/);
    assert.deepEqual(smtp.received.at(-1)?.to, [email]);
    const inspect = (given: string) => openBrowser(app).post('/api/links/inspect', { token: given });
    assert.equal((await inspect(first.token)).code, 'link_invalid', 'the later one replaces it');
    const seen = (await inspect(token)).json<{ purpose: string; expiresAt: number }>();
    assert.deepEqual([seen.purpose, seen.expiresAt], ['reset', NOW + HOUR_MS]);
    assert.equal((await device.get('/api/me')).status, 200, 'asking alone changes nothing');
    const accept = (given: string) =>
      openBrowser(app).post('/api/links/accept', { token: given, password: NEXT_PASSWORD });
    assert.equal((await accept(token)).status, 200);
    assert.equal((await accept(token)).code, 'link_invalid');
    assert.equal((await device.get('/api/me')).code, 'sign_in_required');
    assert.equal((await openBrowser(app).post('/api/sign-in', { email, password: NEXT_PASSWORD })).status, 200);
    pass(HOUR_MS);
    const late = await askAndRead();
    pass(HOUR_MS);
    assert.equal((await accept(late.token)).code, 'link_invalid', 'an hour later');
  });

  test('nobody learns from the answer whether somebody has an e-mail: same words, headers, work and waiting', async (t) => {
    const house = await bootWithSmtp(t);
    const { app, smtp, mail, db, outbox } = house;
    const { email } = await owner(house);
    const ask = async (given: string) => {
      const browser = openBrowser(app);
      let answer: unknown;
      const queries = await queriesOf(db, async () => {
        const { status, text, headers, code } = await browser.post('/api/links/request', { email: given });
        const retryAfter = headers['retry-after'];
        const words = code === undefined ? text : code;
        answer = { status, words, retryAfter, names: Object.keys(headers).toSorted() };
      });
      return { answer, queries };
    };
    for (let at = 0; at < 8; at += 1) {
      assert.deepEqual(await ask('nobody@college.example'), await ask(email), `attempt ${at + 1}`);
      assert.equal((await outbox()).total, 0, 'nothing to be seen before somebody is looked for');
    }
    assert.deepEqual((await ask(email)).answer, (await ask('nobody@college.example')).answer);
    await mail.sendDue();
    assert.deepEqual(
      smtp.received.map(({ to }) => to),
      [[email]],
      'three requests, one mail: the last',
    );
    const rows = await db.selectFrom('outbox').select(['kind', 'recipient']).execute();
    assert.deepEqual(rows, [{ kind: 'reset', recipient: email }], 'no trace of the e-mail of nobody');
  });

  test('requests from one place are made to wait, and never delay signing in', async (t) => {
    const house = await bootWithSmtp(t);
    const { app, smtp, mail } = house;
    const { email } = await owner(house);
    const codes = [];
    for (let at = 0; at < 4; at += 1)
      codes.push((await openBrowser(app).post('/api/links/request', { email })).code ?? 'ok');
    assert.deepEqual(codes, ['ok', 'ok', 'ok', 'too_many_requests']);
    assert.equal((await openBrowser(app).post('/api/sign-in', { email, password: GOOD_PASSWORD })).status, 200);
    await mail.sendDue();
    assert.equal(smtp.received.length, 1);
  });

  test('who is disabled gets no link; an invitation outlives somebody’s request for a reset', async (t) => {
    const house = await bootWithSmtp(t);
    const { app, db, smtp, call, mail } = house;
    const [away, invited] = [await owner(house), await owner(house)];
    await db.updateTable('person').set({ isDisabled: true }).where('id', '=', away.id).execute();
    const { body } = await call('POST', `/api/people/${invited.id}/invitation`);
    for (const { email } of [away, invited]) await openBrowser(app).post('/api/links/request', { email });
    await mail.sendDue();
    assert.deepEqual(new Set(smtp.received.flatMap(({ to }) => to)), new Set([invited.email]));
    const token = body.url.split('#')[1];
    assert.equal((await openBrowser(app).post('/api/links/inspect', { token })).status, 200);
    assert.equal((await openBrowser(app).post('/api/links/accept', { token, password: NEXT_PASSWORD })).status, 200);
    const reset = smtp.received.find(({ raw }) => plainTextOf(raw).includes('/reset#'));
    const unused = /reset#([\w-]{43})/.exec(plainTextOf(reset?.raw ?? ''))?.[1];
    assert.equal((await openBrowser(app).post('/api/links/inspect', { token: unused })).code, 'link_invalid');
  });

  test('a forged Host header never gets into a link', async (t) => {
    const house = await bootWithSmtp(t);
    const { app, smtp, mail } = house;
    const { email } = await owner(house);
    const headers = { host: 'evil.example' };
    assert.equal((await openBrowser(app).post('/api/links/request', { email }, { headers })).status, 200);
    await mail.sendDue();
    assert.equal(smtp.received[0]?.raw.includes('evil.example'), false);
    assert.match(lastLink(smtp).link, /^https:\/\/attendance\.example\.edu\//);
  });

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
