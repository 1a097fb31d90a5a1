import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultAccessPolicy } from '@smart-presence/contract';
import { eachDatabase } from '../../../platform/db/testing.ts';
import { keepAccessPolicy } from '../access-policy.store.ts';
import { passwordQueue } from '../passwords/index.ts';
import { openBrowser, queriesOf, signInAs, somebody } from '../testing.ts';
import { REGISTRATIONS_OVERALL, REGISTRATIONS_PER_NETWORK } from './register.ts';
import { openRegistration, type RegistrationSettings } from './testing-registration.ts';

const HOUR_MS = 3_600_000;

eachDatabase((open) => {
  const boot = async (t: Parameters<typeof openRegistration>[0], settings: RegistrationSettings = {}) =>
    openRegistration(t, { db: await open(), ...settings });

  test('closed unless an administrator opens it, and without mail', async (t) => {
    for (const [options, code] of [
      [{ isOpen: false }, 'registration_closed'],
      [{ hasMail: false }, 'mail_off'],
    ] as const) {
      const { app, ask } = await boot(t, options);
      const status = await openBrowser(app).get('/api/registration/status');
      assert.equal(status.json<{ isOpen: boolean }>().isOpen, false);
      assert.equal((await ask()).code, code);
    }
  });

  test('it cannot be opened while no mail can be sent', async (t) => {
    for (const hasMail of [false, true]) {
      const { app } = await boot(t, { isOpen: false, hasMail });
      const { headers } = await signInAs(app, 'admin');
      const payload = { ...defaultAccessPolicy, selfRegistration: { isOpen: true, mailDomains: [] } };
      const reply = await app.http.inject({ method: 'PUT', url: '/api/access-policy', headers, payload });
      assert.equal(reply.json().error?.code, hasMail ? undefined : 'mail_off');
    }
  });

  test('addresses of other mail domains are refused, at the request and again at the proof', async (t) => {
    const { app, ask, post, verify, tokenOf, db } = await boot(t, { mailDomains: ['college.example'] });
    for (const email of ['asha@college.example.evil.org', 'asha@evilcollege.example', 'asha@sub.college.example'])
      assert.equal((await ask({ email })).code, 'mail_domain_refused', email);
    assert.equal((await ask({ email: 'asha@cоllege.example' })).code, 'invalid_request', 'a Cyrillic о');
    assert.equal((await ask()).status, 202);
    await post.deliver(db, app.clock.now);
    const narrowed = { ...defaultAccessPolicy, selfRegistration: { isOpen: true, mailDomains: ['other.example'] } };
    await keepAccessPolicy(db, narrowed, { changedBy: null as never, changedAt: app.clock.now });
    assert.equal((await verify(tokenOf('asha@college.example'))).code, 'mail_domain_refused');
    const closed = { ...defaultAccessPolicy, selfRegistration: { isOpen: false, mailDomains: [] } };
    await keepAccessPolicy(db, closed, { changedBy: null as never, changedAt: app.clock.now });
    assert.equal((await verify(tokenOf('asha@college.example'))).code, 'registration_closed');
  });

  test('nobody learns who has an account: one answer, the same work, the same queries', async (t) => {
    const { app, ask, post, db } = await boot(t);
    const known = await somebody(db, { role: 'faculty' }, app.clock.now);
    const disabled = await somebody(db, { role: 'student' }, app.clock.now);
    await db.updateTable('person').set({ isDisabled: true }).where('id', '=', disabled.id).execute();
    const seen = new Set<string>();
    const work = new Set<string>();
    const emails = [known.email, disabled.email, 'nobody@college.example', 'Nobody2@College.Example'];
    for (const [at, email] of emails.entries()) {
      const browser = openBrowser(app);
      await browser.get('/api/csrf');
      const before = passwordQueue().done;
      let reply = { status: 0, text: '', headers: {} as Record<string, unknown> };
      const queries = await queriesOf(db, async () => {
        reply = await ask({ email }, browser, `198.51.100.${at}`);
      });
      const { 'x-request-id': _id, date: _date, ...headers } = reply.headers;
      seen.add(JSON.stringify([reply.status, reply.text, headers]));
      work.add(`${queries} queries, ${passwordQueue().done - before} hashes`);
    }
    assert.equal(seen.size, 1, [...seen].join('\n'));
    assert.equal(work.size, 1, [...work].join('\n'));
    await post.deliver(db, app.clock.now);
    const kinds = new Map(post.letters.map(({ to, kind }) => [to, kind]));
    assert.equal(kinds.get(known.email ?? ''), 'registration-known');
    assert.equal(kinds.get(disabled.email ?? ''), 'registration-known');
    assert.equal(kinds.get('nobody@college.example'), 'registration');
    assert.equal(kinds.get('nobody2@college.example'), 'registration');
    const toKnown = post.letters.find(({ to }) => to === known.email);
    assert.equal(toKnown?.name, known.name, 'the owner is greeted by the name we know, not by the one typed');
    assert.equal(toKnown?.url?.includes('#'), false, 'and gets no link that opens anything');
    assert.equal((await db.selectFrom('registration').select('id').execute()).length, 2, 'theirs are forgotten');
  });

  test('what strangers type into the name field is mailed to nobody', async (t) => {
    const { app, ask, post, db } = await boot(t);
    await ask({ name: 'Visit evil.example now' });
    await post.deliver(db, app.clock.now);
    assert.equal(post.letters[0]?.name, 'asha@college.example');
  });

  test('passwords are judged, kept as hashes, and moved to the person', async (t) => {
    const { db, ask, wait } = await boot(t);
    assert.equal((await ask({ password: 'short' })).code, 'password_too_short');
    assert.equal((await ask({ password: 'asharaoasharaoasharao' })).code, 'password_too_common');
    await ask({ email: 'waits@college.example' });
    const row = await db.selectFrom('registration').selectAll().executeTakeFirstOrThrow();
    assert.match(row.passwordHash ?? '', /^\$argon2id\$/);
    await wait();
    const done = await db
      .selectFrom('registration')
      .selectAll()
      .where('state', '=', 'waiting')
      .executeTakeFirstOrThrow();
    assert.deepEqual([done.name, done.email, done.passwordHash, done.tokenHash], [null, null, null, null]);
  });

  test('a class can register behind one address, a flood cannot', async (t) => {
    const { app, db, ask } = await boot(t);
    const window = Math.floor(app.clock.now / HOUR_MS) * HOUR_MS;
    const count = (key: string, failures: number) =>
      db
        .insertInto('signInFailure')
        .values({ key: `${key} ${window}`, failures, blockedUntil: 0, updatedAt: app.clock.now })
        .execute();
    await count('register network 198.51.100.1', REGISTRATIONS_PER_NETWORK - 1);
    assert.equal((await ask()).status, 202);
    const refused = await ask({ email: 'next@college.example' });
    assert.equal(refused.code, 'too_many_requests');
    assert.ok(Number(refused.headers['retry-after']) > 60, 'and says until when');
    assert.equal(
      (await ask({ email: 'next@college.example' }, openBrowser(app), '203.0.113.9')).status,
      202,
      'others go on',
    );
    await db
      .updateTable('signInFailure')
      .set({ failures: REGISTRATIONS_OVERALL })
      .where('key', '=', `register anywhere ${window}`)
      .execute();
    assert.equal(
      (await ask({ email: 'n2@college.example' }, openBrowser(app), '203.0.113.10')).code,
      'too_many_requests',
    );
    app.clock.now += HOUR_MS;
    assert.equal((await ask({ email: 'n2@college.example' }, openBrowser(app), '203.0.113.10')).status, 202);
  });

  test('a mailbox is not flooded, whatever tags the address carries', async (t) => {
    const { app, ask } = await boot(t);
    const from = (at: number) => ask({ email: `asha+${at}@college.example` }, openBrowser(app), `198.51.100.${at}`);
    for (let at = 0; at < 3; at += 1) assert.equal((await from(at)).status, 202);
    assert.equal((await from(3)).code, 'too_many_requests');
  });
});
