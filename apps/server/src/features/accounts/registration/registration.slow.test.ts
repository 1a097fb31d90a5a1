import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultAccessPolicy, type Me, type Registration } from '@smart-presence/contract';
import { type Db, type Trx, transact } from '../../../platform/db/index.ts';
import { eachDatabase } from '../../../platform/db/testing.ts';
import { keepAccessPolicy } from '../access-policy.store.ts';
import type { AccountMail } from '../account-mail.ts';
import { passwordQueue } from '../passwords/index.ts';
import { findPerson } from '../person.store.ts';
import {
  ensureInstitution,
  GOOD_PASSWORD,
  givePassword,
  openBrowser,
  queriesOf,
  signInAs,
  somebody,
  type TestBrowser,
} from '../testing.ts';
import { createAccountsApp } from '../testing-app.ts';
import { REFUSED_KEPT_MS } from './decide-registrations.ts';
import { forgetOldRegistrations, UNVERIFIED_KEPT_MS } from './erase-registrations.ts';
import { answerRegistration, REGISTRATIONS_OVERALL, REGISTRATIONS_PER_NETWORK, VERIFY_MS } from './register.ts';

const HOUR_MS = 3_600_000;
const OTHER_PASSWORD = 'my bicycle has no bell anymore';

interface Letter {
  kind: string;
  to: string;
  name?: string;
  url?: string;
  reason?: string;
}

/** Stands in for notifications: answers requests when it is told to, as the job would. */
const postOffice = () => {
  const requests: { registrationId: string; email: string; baseUrl: string }[] = [];
  const letters: Letter[] = [];
  const mail: Pick<AccountMail, 'requestRegistration' | 'tellApproved' | 'tellRefused'> = {
    requestRegistration: (_trx, request) => Promise.resolve(void requests.push(request)),
    tellApproved: (_trx, { people, url }) =>
      Promise.resolve(
        void letters.push(...people.map(({ email, name }) => ({ kind: 'approved', to: email, name, url }))),
      ),
    tellRefused: (_trx, { people, reason }) =>
      Promise.resolve(
        void letters.push(...people.map(({ email, name }) => ({ kind: 'refused', to: email, name, reason }))),
      ),
  };
  const deliver = async (db: Db, now: number) => {
    for (const { email, ...request } of requests.splice(0)) {
      const answer = await transact(db, (trx: Trx) => answerRegistration(trx, { ...request, now }));
      if (answer) letters.push({ kind: answer.kind, to: email, name: answer.name, url: answer.url });
    }
  };
  return { mail: mail as AccountMail, requests, letters, deliver };
};

eachDatabase((open) => {
  const boot = async (
    t: { after: (work: () => Promise<unknown>) => void },
    { isOpen = true, mailDomains = [] as string[], hasMail = true } = {},
  ) => {
    const post = postOffice();
    const app = await createAccountsApp({ db: await open(), needs: { mail: hasMail ? post.mail : null } });
    t.after(app.close);
    const { db } = app.platform;
    await ensureInstitution(db, app.clock.now);
    const policy = { ...defaultAccessPolicy, selfRegistration: { isOpen, mailDomains } };
    await keepAccessPolicy(db, policy, { changedBy: null as never, changedAt: app.clock.now });
    const ask = async (given: object = {}, browser = openBrowser(app), ip = '198.51.100.1') =>
      browser.post(
        '/api/registration',
        { name: 'Asha Rao', email: 'asha@college.example', password: GOOD_PASSWORD, ...given },
        { ip },
      );
    const tokenOf = (email: string) => {
      const letter = post.letters.findLast(({ kind, to }) => kind === 'registration' && to === email);
      return letter?.url?.split('#')[1] ?? 'no letter with a link was sent';
    };
    const verify = (token: string, browser: TestBrowser = openBrowser(app), password = GOOD_PASSWORD) =>
      browser.post('/api/registration/verify', { token, password });
    /** Somebody who has proved their e-mail and waits. */
    const wait = async (given: { name?: string; email?: string; usn?: string } = {}) => {
      // Who came first is first in the list.
      app.clock.now += 1000;
      const browser = openBrowser(app);
      const email = given.email ?? 'asha@college.example';
      const asked = await ask(given, browser);
      assert.equal(asked.status, 202, asked.text);
      await post.deliver(db, app.clock.now);
      const reply = await verify(tokenOf(email), browser);
      assert.equal(reply.status, 200, reply.text);
      return { browser, email, me: reply.json<Me>() };
    };
    const admin = async () => {
      const { headers, person } = await signInAs(app, 'admin');
      await givePassword(db, person.id, app.clock.now);
      const send = async <T>(method: 'GET' | 'POST', url: string, payload?: object) => {
        const reply = await app.http.inject({ method, url, headers, ...(payload ? { payload } : {}) });
        const body = reply.json();
        return { status: reply.statusCode, code: body?.error?.code as string | undefined, body: body as T };
      };
      const list = async (query = '') =>
        (await send<{ items: Registration[]; total: number; waiting: number }>('GET', `/api/registrations${query}`))
          .body;
      return { send, list, person };
    };
    return { app, db, post, ask, tokenOf, verify, wait, admin };
  };

  test('from the request to the first day: verified, waiting, approved, a student', async (t) => {
    const { app, db, post, wait, admin } = await boot(t);
    const { browser, me, email } = await wait({ usn: '1SP26CS777' });
    assert.deepEqual([me.person.role, me.needs, me.person.profile?.usn], ['student', 'approval', null]);
    const mine = await browser.get('/api/registration');
    assert.equal(mine.json<{ usn: string }>().usn, '1SP26CS777');
    assert.equal((await browser.get('/api/sections')).code, 'approval_required');
    const { send, list, person } = await admin();
    const { items, waiting } = await list();
    assert.deepEqual([items.length, waiting, items[0]?.name, items[0]?.email], [1, 1, 'Asha Rao', email]);
    const reply = await send<{ approved: number }>('POST', '/api/registrations/approve', {
      ids: [items[0]?.id],
      year: 2,
    });
    assert.equal(reply.body.approved, 1, JSON.stringify(reply.body));
    assert.equal((await browser.get('/api/me')).code, 'sign_in_required', 'a session that waited is never promoted');
    const again = await openBrowser(app).post('/api/sign-in', { email, password: GOOD_PASSWORD });
    assert.equal(again.json<Me>().needs, null);
    const found = await findPerson(db, me.person.id);
    assert.deepEqual([found?.profile?.usn, found?.profile?.year], ['1SP26CS777', 2]);
    assert.equal(post.letters.at(-1)?.kind, 'approved');
    const [approved] = (await list('?state=approved')).items;
    assert.deepEqual([approved?.decidedBy?.id, approved?.decidedAt], [person.id, app.clock.now]);
  });

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

  test('whoever confirms must know the password: a stranger’s request is not confirmed by its victim', async (t) => {
    const { app, ask, post, verify, tokenOf, db } = await boot(t);
    await ask({ password: OTHER_PASSWORD });
    await post.deliver(db, app.clock.now);
    const token = tokenOf('asha@college.example');
    assert.equal((await verify(token)).code, 'sign_in_failed');
    assert.equal((await db.selectFrom('person').select('id').execute()).length, 0);
    for (let at = 0; at < 3; at += 1) assert.equal((await verify(token)).code, 'sign_in_failed');
    assert.equal(
      (await verify(token, openBrowser(app), OTHER_PASSWORD)).code,
      'too_many_requests',
      'guesses are counted',
    );
    app.clock.now += 60_000;
    assert.equal((await verify(token, openBrowser(app), OTHER_PASSWORD)).status, 200);
  });

  test('two requests for one address both get a link: a stranger cannot silence the owner', async (t) => {
    const { app, ask, post, verify, db } = await boot(t);
    await ask({ password: GOOD_PASSWORD });
    await ask({ password: OTHER_PASSWORD });
    await post.deliver(db, app.clock.now);
    const [mine, theirs] = post.letters.map(({ url }) => url?.split('#')[1] ?? '');
    assert.equal((await verify(mine ?? '')).status, 200);
    assert.equal((await verify(theirs ?? '', openBrowser(app), OTHER_PASSWORD)).code, 'link_invalid');
    assert.equal((await db.selectFrom('person').select('id').execute()).length, 1);
  });

  test('a link works once, within a day, however many use it at the same time', async (t) => {
    const { app, ask, post, verify, tokenOf, db } = await boot(t);
    await ask();
    await post.deliver(db, app.clock.now);
    const token = tokenOf('asha@college.example');
    assert.equal((await verify('x'.repeat(43))).code, 'link_invalid');
    app.clock.now += VERIFY_MS;
    assert.equal((await verify(token)).code, 'link_invalid', 'a day is over');
    app.clock.now -= 1;
    const codes = await Promise.all(Array.from({ length: 4 }, () => verify(token)));
    assert.deepEqual(
      codes
        .map(({ status }) => status)
        .sort()
        .slice(0, 2),
      [200, 410],
    );
    assert.equal(codes.filter(({ status }) => status === 200).length, 1);
    assert.equal((await db.selectFrom('person').select('id').where('role', '=', 'student').execute()).length, 1);
    assert.equal((await verify(token)).code, 'link_invalid');
  });

  test('somebody who was added in the meantime keeps their account', async (t) => {
    const { app, ask, post, verify, tokenOf, db } = await boot(t);
    await ask();
    await post.deliver(db, app.clock.now);
    await somebody(db, { role: 'faculty', email: 'asha@college.example' }, app.clock.now);
    assert.equal((await verify(tokenOf('asha@college.example'))).code, 'email_taken');
    const people = await db.selectFrom('person').select(['role', 'passwordHash']).execute();
    assert.deepEqual(people, [{ role: 'faculty', passwordHash: null }]);
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

  test('what stands in the way is shown: taken USN, same name, same mailbox, twins of other scripts', async (t) => {
    const { app, db, wait, admin } = await boot(t);
    const now = app.clock.now;
    const asha = await somebody(db, { role: 'student', name: 'Asha Rao', profile: { usn: '1SP26CS001' } }, now);
    const ravi = await somebody(db, { role: 'student', name: 'Ravi', email: 'ravi@college.example' }, now);
    await wait({ name: 'Someone', email: 'one@college.example', usn: '1sp26 cs001' });
    await wait({ name: 'Аѕhа  Rао', email: 'two@college.example' });
    await wait({ name: 'R', email: 'ravi+new@college.example' });
    await wait({ name: 'Else', email: 'four@college.example', usn: '1ЅР26СЅ001' });
    await wait({ name: 'Nobody Else', email: 'five@college.example', usn: '1SP26CS999' });
    const { list } = await admin();
    const { items } = await list();
    const found = items.map(({ resembles }) => resembles.map(({ by, person }) => `${by} ${person.id}`));
    assert.deepEqual(found, [[`usn ${asha.id}`], [`name ${asha.id}`], [`mailbox ${ravi.id}`], [`usn ${asha.id}`], []]);
  });

  test('a taken USN leaves the person waiting, unless they are let in without it', async (t) => {
    const { app, db, wait, admin } = await boot(t);
    await somebody(db, { role: 'student', profile: { usn: '1SP26CS001' } }, app.clock.now);
    const taken = await wait({ name: 'One', email: 'one@college.example', usn: '1sp26 cs 001' });
    const first = await wait({ name: 'Two', email: 'two@college.example', usn: '1SP26CS002' });
    const same = await wait({ name: 'Three', email: 'three@college.example', usn: '1sp26cs002' });
    const { send, list } = await admin();
    const ids = (await list()).items.map(({ id }) => id);
    const reply = await send<{ approved: number; usnTaken: { name: string }[] }>('POST', '/api/registrations/approve', {
      ids,
    });
    assert.equal(reply.status, 200, JSON.stringify(reply.body));
    assert.equal(reply.body.approved, 1);
    assert.deepEqual(
      reply.body.usnTaken.map(({ name }) => name),
      ['One', 'Three'],
    );
    assert.equal((await findPerson(db, first.me.person.id))?.profile?.usn, '1SP26CS002');
    const rest = await send<{ approved: number }>('POST', '/api/registrations/approve', { ids, withoutTakenUsn: true });
    assert.equal(rest.body.approved, 2);
    for (const { me } of [taken, same]) assert.equal((await findPerson(db, me.person.id))?.profile?.usn, null);
  });

  test('two administrators who decide at once: one decision, one mail', async (t) => {
    const { post, wait, admin } = await boot(t);
    await wait();
    const { send, list } = await admin();
    const ids = (await list()).items.map(({ id }) => id);
    const replies = await Promise.all([
      send<{ approved: number }>('POST', '/api/registrations/approve', { ids }),
      send<{ approved: number }>('POST', '/api/registrations/approve', { ids }),
      send<{ refused: number }>('POST', '/api/registrations/refuse', { ids, reason: 'Not ours' }),
    ]);
    const decided = replies.map(({ body }) => ('approved' in body ? body.approved : body.refused));
    assert.equal(
      decided.reduce((sum, n) => sum + n, 0),
      1,
      JSON.stringify(decided),
    );
    assert.equal(post.letters.filter(({ kind }) => kind === 'approved' || kind === 'refused').length, 1);
  });

  test('a department that is none changes nothing', async (t) => {
    const { wait, admin } = await boot(t);
    await wait();
    const { send, list } = await admin();
    const [item] = (await list()).items;
    const reply = await send('POST', '/api/registrations/approve', { ids: [item?.id], departmentId: item?.id });
    assert.equal(reply.code, 'invalid_request');
    assert.equal((await list()).waiting, 1);
  });

  test('who is refused hears why, cannot sign in, and is erased after thirty days', async (t) => {
    const { app, db, post, wait, admin, ask } = await boot(t);
    const { browser, email, me } = await wait({ usn: '1SP26CS777' });
    const { send, list } = await admin();
    const [item] = (await list()).items;
    assert.equal(
      (await send('POST', '/api/registrations/refuse', { ids: [item?.id], reason: ' ' })).code,
      'invalid_request',
    );
    const reason = 'You are not a student of ours.';
    assert.equal(
      (await send<{ refused: number }>('POST', '/api/registrations/refuse', { ids: [item?.id], reason })).body.refused,
      1,
    );
    assert.deepEqual(post.letters.at(-1), { kind: 'refused', to: email, name: 'Asha Rao', reason });
    assert.equal((await browser.get('/api/me')).code, 'sign_in_required');
    assert.equal(
      (await openBrowser(app).post('/api/sign-in', { email, password: GOOD_PASSWORD })).code,
      'sign_in_failed',
    );
    const [refused] = (await list('?state=refused')).items;
    assert.deepEqual(
      [refused?.reason, refused?.usn, refused?.erasedAt],
      [reason, null, app.clock.now + REFUSED_KEPT_MS],
    );
    app.clock.now += REFUSED_KEPT_MS - 1;
    await forgetOldRegistrations(db, app.clock.now);
    assert.ok(await findPerson(db, me.person.id));
    app.clock.now += 1;
    await forgetOldRegistrations(db, app.clock.now);
    for (const table of ['person', 'registration', 'studentProfile', 'signInSession'] as const) {
      const rows = JSON.stringify(await db.selectFrom(table).selectAll().execute());
      for (const trace of [me.person.id, email, 'Asha Rao', reason])
        assert.equal(rows.includes(trace), false, `${trace} in ${table}`);
    }
    assert.equal((await ask()).status, 202, 'and may ask again');
  });

  test('a person something else points at is blanked instead of deleted', async (t) => {
    const { app, db, wait } = await boot(t);
    const { browser, email, me } = await wait();
    const event = { id: me.person.id, version: 1, effectiveFrom: 0, createdBy: me.person.id, note: null, data: '{}' };
    await db.insertInto('policy').values(event).execute();
    assert.equal((await browser.post('/api/registration/withdraw')).status, 200);
    const left = await db.selectFrom('person').selectAll().where('id', '=', me.person.id).executeTakeFirstOrThrow();
    assert.deepEqual([left.email, left.passwordHash, left.isDisabled, left.name], [null, null, true, '–']);
    assert.equal(
      (await openBrowser(app).post('/api/sign-in', { email, password: GOOD_PASSWORD })).code,
      'sign_in_failed',
    );
    assert.equal((await db.selectFrom('registration').select('id').execute()).length, 0);
  });

  test('who waits may take the request back: everything is gone', async (t) => {
    const { app, db, wait } = await boot(t);
    const { browser, me } = await wait();
    assert.equal((await browser.post('/api/registration/withdraw')).status, 200);
    assert.equal(browser.cookies.has('sp_session'), false);
    assert.equal(await findPerson(db, me.person.id), undefined);
    assert.equal((await db.selectFrom('registration').select('id').execute()).length, 0);
    const student = await signInAs(app, 'student');
    const reply = await app.http.inject({
      method: 'POST',
      url: '/api/registration/withdraw',
      headers: student.headers,
    });
    assert.equal(reply.json().error.code, 'not_found', 'a student is not erased this way');
    assert.ok(await findPerson(db, student.person.id));
  });

  test('requests that nobody confirmed are forgotten after two days', async (t) => {
    const { app, db, ask, wait } = await boot(t);
    await ask({ email: 'forgets@college.example' });
    await wait();
    // The second asked a second later.
    app.clock.now += UNVERIFIED_KEPT_MS - 1001;
    await forgetOldRegistrations(db, app.clock.now);
    assert.equal((await db.selectFrom('registration').select('id').execute()).length, 2);
    app.clock.now += 1;
    await forgetOldRegistrations(db, app.clock.now);
    const left = await db.selectFrom('registration').select('state').execute();
    assert.deepEqual(left, [{ state: 'waiting' }], 'who waits goes on waiting');
  });

  test('who waits is no person of the institution yet: no list shows them, no bulk change reaches them', async (t) => {
    const { app, db, wait, admin } = await boot(t);
    const { me } = await wait();
    const { send } = await admin();
    const { body } = await send<{ items: { id: string }[] }>('GET', '/api/people?pageSize=200');
    assert.equal(
      body.items.some(({ id }) => id === me.person.id),
      false,
    );
    assert.equal((await send('GET', `/api/people/${me.person.id}`)).code, 'not_found');
    const bulk = await send<{ changed: number }>('POST', '/api/people/bulk', {
      ids: [me.person.id],
      action: 'disable',
    });
    assert.deepEqual(bulk.body, { changed: 0 });
    assert.equal((await findPerson(db, me.person.id))?.isDisabled, false);
    assert.ok(app);
  });

  test('the list searches, pages and counts', async (t) => {
    const { wait, admin } = await boot(t);
    for (const [at, name] of ['Asha', 'Ravi', 'Zoë'].entries())
      await wait({ name, email: `p${at}@college.example`, usn: `1SP26CS90${at}` });
    const { list } = await admin();
    assert.deepEqual(
      (await list('?search=rav')).items.map(({ name }) => name),
      ['Ravi'],
    );
    assert.deepEqual(
      (await list('?search=cs902')).items.map(({ name }) => name),
      ['Zoë'],
    );
    const second = await list('?page=2&pageSize=2');
    assert.deepEqual([second.items.map(({ name }) => name), second.total, second.waiting], [['Zoë'], 3, 3]);
  });
});
