import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Me, Person } from '@smart-presence/contract';
import { eachDatabase } from '../../../platform/db/testing.ts';
import type { AccountMail } from '../account-mail.ts';
import { openBrowser, signInAs } from '../testing.ts';
import { createAccountsApp } from '../testing-app.ts';
import { resetSecondFactors } from './reset-second-factors.ts';
import { addAuthenticator, addPasskey, expectOk, signedInPerson, signInWithPassword } from './testing-factors.ts';

type Told = Parameters<AccountMail['tellOfFactors']>[1];

eachDatabase((open) => {
  const boot = async (t: { after: (work: () => Promise<unknown>) => void }) => {
    const told: Told[] = [];
    const mail = {
      tellOfFactors: (_trx: unknown, letter: Told) => {
        told.push(letter);
        return Promise.resolve();
      },
      tellNewDevice: () => Promise.resolve(),
    } as unknown as AccountMail;
    const app = await createAccountsApp({ db: await open(), needs: { mail } });
    t.after(app.close);
    const admin = await signInAs(app, 'admin');
    const reset = (id: string, reason = 'phone lost on the bus') =>
      app.http.inject({
        method: 'POST',
        url: `/api/people/${id}/second-factors/reset`,
        headers: admin.headers,
        payload: { reason },
      });
    return { app, admin, reset, told };
  };

  test('an administrator takes lost factors away: sessions end, the person is told, and signs in with the password', async (t) => {
    const { app, admin, reset, told } = await boot(t);
    const person = await signedInPerson(app, 'faculty');
    await addAuthenticator(app, person);
    await addPasskey(person);
    assert.deepEqual(
      told.map(({ change }) => change),
      ['authenticator-added', 'passkey-added'],
    );
    const reply = await reset(person.id);
    assert.equal(reply.statusCode, 200);
    assert.equal(reply.json<Person>().hasSecondFactor, false);
    assert.equal((await person.browser.get('/api/me')).status, 401);
    const [, , letter] = told;
    assert.equal(letter?.change, 'reset');
    assert.equal(letter?.reason, 'phone lost on the bus');
    assert.equal(letter?.person.email, person.email);
    const kept = await app.platform.db.selectFrom('secondFactorReset').selectAll().executeTakeFirstOrThrow();
    assert.equal(kept.personId, person.id);
    assert.equal(kept.actorId, admin.person.id);
    assert.equal(kept.reason, 'phone lost on the bus');
    assert.equal((await signInWithPassword(person)).needs, null);
    assert.equal((await app.platform.db.selectFrom('recoveryCode').select('codeHash').execute()).length, 0);
  });

  test('an administrator without theirs sets up new ones', async (t) => {
    const { app, reset } = await boot(t);
    const other = await signedInPerson(app, 'admin');
    await addAuthenticator(app, other);
    assert.equal((await reset(other.id)).statusCode, 200);
    const browser = openBrowser(app);
    assert.equal((await signInWithPassword({ email: other.email, browser })).needs, 'second-factor-setup');
  });

  test('not the own ones, not of nobody, not without a reason', async (t) => {
    const { admin, reset } = await boot(t);
    assert.equal((await reset(admin.person.id)).json().error.code, 'own_account');
    assert.equal((await reset('01890000-0000-7000-8000-000000000009')).json().error.code, 'not_found');
    assert.equal((await reset(admin.person.id, '  ')).json().error.code, 'invalid_request');
  });

  test('people are found by whether they have a second factor', async (t) => {
    const { app, admin } = await boot(t);
    const secured = await signedInPerson(app, 'faculty');
    await addAuthenticator(app, secured);
    const passkeyed = await signedInPerson(app, 'student');
    await addPasskey(passkeyed);
    const begun = await signedInPerson(app, 'faculty');
    expectOk(await begun.browser.post('/api/me/second-factors/authenticator'));
    const list = async (query: string) => {
      const reply = await app.http.inject({ url: `/api/people?${query}`, headers: admin.headers });
      const { items, total } = reply.json<{ items: Person[]; total: number }>();
      assert.equal(items.length, total);
      return items;
    };
    const having = await list('secondFactor=with');
    assert.deepEqual(having.map(({ id }) => id).sort(), [secured.id, passkeyed.id].sort());
    assert.ok(having.every(({ hasSecondFactor }) => hasSecondFactor));
    const lacking = await list('secondFactor=without');
    assert.deepEqual(lacking.map(({ id }) => id).sort(), [admin.person.id, begun.id].sort());
    assert.ok(lacking.every(({ hasSecondFactor }) => !hasSecondFactor));
    const me = expectOk<Me>(await secured.browser.get('/api/me'));
    assert.equal(me.person.hasSecondFactor, true);
  });

  test('at the server itself the only administrator is let in again', async (t) => {
    const { app } = await boot(t);
    const only = await signedInPerson(app, 'admin');
    await addPasskey(only);
    const { db, clock } = app.platform;
    const reset = { personId: only.id, actorId: null, reason: 'phone stolen', now: clock(), mail: null, baseUrl: '' };
    assert.equal((await resetSecondFactors(db, reset)).hasSecondFactor, false);
    assert.equal((await only.browser.get('/api/me')).status, 401);
    assert.equal((await signInWithPassword(only)).needs, 'second-factor-setup');
  });
});
