import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Identity } from '@smart-presence/contract';
import { eachDatabase } from '../../../platform/db/testing.ts';
import type { AccountMail, MailedIdentityChange } from '../account-mail.ts';
import { givePassword, signInAs } from '../testing.ts';
import { resident } from './testing-arrivals.ts';
import { asAdmin, asha, browserOf, cameIn, PUBLIC_URL, singleSignOnApp } from './testing-single-sign-on.ts';

eachDatabase((open) => {
  const boot = async (t: Parameters<typeof singleSignOnApp>[0]) => {
    const told: MailedIdentityChange[] = [];
    const mail = {
      tellOfIdentity: (_trx: unknown, letter: MailedIdentityChange) => {
        told.push(letter);
        return Promise.resolve();
      },
      tellNewDevice: () => Promise.resolve(),
    } as unknown as AccountMail;
    const scene = await singleSignOnApp(t, { db: await open(), mail });
    const news = () => told.map(({ change, provider, person }) => [change, provider, person.id]);
    return { ...scene, told, news };
  };

  test('an account that an e-mail links is told so, once; an account just made is not', async (t) => {
    const scene = await boot(t);
    const { email, ...student } = await resident(scene);
    const claims = { ...asha, email };
    cameIn(await scene.signIn(claims));
    cameIn(await scene.signIn(claims));
    const name = scene.provider.name;
    assert.deepEqual(scene.news(), [['linked', name, student.id]]);
    assert.deepEqual([scene.told[0]?.person.email, scene.told[0]?.baseUrl], [email, PUBLIC_URL]);
    await scene.change({ mode: 'just-in-time' });
    cameIn(await scene.signIn({ ...asha, sub: 'somebody new', email: 'new@college.example' }));
    assert.equal(scene.told.length, 1);
  });

  test('linking and unlinking by hand are told, whoever did it; what was refused is not', async (t) => {
    const scene = await boot(t);
    const { app } = scene;
    const student = await resident(scene);
    await givePassword(scene.db, student.id, app.clock.now);
    const signedIn = await signInAs(app, student);
    const link = async () => assert.equal((await scene.link(signedIn, asha)).status, 200);
    const identityOf = async () => (await browserOf(app, signedIn).get('/api/me/identities')).json<Identity[]>()[0]?.id;
    const name = scene.provider.name;
    await link();
    await link();
    assert.deepEqual(scene.news(), [['linked', name, student.id]], 'linking what is linked is no news');

    const own = `/api/me/identities/${await identityOf()}`;
    assert.equal((await app.http.inject({ method: 'DELETE', url: own, headers: signedIn.headers })).statusCode, 200);
    assert.equal((await app.http.inject({ method: 'DELETE', url: own, headers: signedIn.headers })).statusCode, 404);
    assert.deepEqual(scene.news().slice(1), [['unlinked', name, student.id]]);

    await link();
    const theirs = `/api/people/${student.id}/identities/${await identityOf()}`;
    assert.equal((await asAdmin(scene, 'DELETE', theirs)).status, 200);
    assert.deepEqual(scene.news().slice(2), [
      ['linked', name, student.id],
      ['unlinked', name, student.id],
    ]);
  });
});
