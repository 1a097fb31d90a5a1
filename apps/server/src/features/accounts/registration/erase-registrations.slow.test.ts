import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eachDatabase } from '../../../platform/db/testing.ts';
import { findPerson } from '../person.store.ts';
import { GOOD_PASSWORD, openBrowser, signInAs } from '../testing.ts';
import { REFUSED_KEPT_MS } from './decide-registrations.ts';
import { forgetOldRegistrations, UNVERIFIED_KEPT_MS } from './erase-registrations.ts';
import { openRegistration, type RegistrationSettings } from './testing-registration.ts';

eachDatabase((open) => {
  const boot = async (t: Parameters<typeof openRegistration>[0], settings: RegistrationSettings = {}) =>
    openRegistration(t, { db: await open(), ...settings });

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
    for (const table of ['person', 'registration', 'studentProfile', 'signInSession', 'auditDetail'] as const) {
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
});
