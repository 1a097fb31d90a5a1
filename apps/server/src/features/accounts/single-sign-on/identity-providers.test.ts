import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { IdentityProvider, SignInWays } from '@smart-presence/contract';
import { eachDatabase } from '../../../platform/db/testing.ts';
import { RECENT_MS } from '../permissions.ts';
import { openBrowser } from '../testing.ts';
import { forgetOldAttempts } from './attempt.store.ts';
import { asAdmin, asha, cameIn, providerSettings, singleSignOnApp } from './testing-single-sign-on.ts';

eachDatabase((open) => {
  const boot = async (t: Parameters<typeof singleSignOnApp>[0]) =>
    singleSignOnApp(t, { db: await open(), settings: { mode: 'just-in-time' } });

  test('a client secret goes in and never comes out, and lies sealed', async (t) => {
    const { app, admin, db, issuer, provider, change, signIn } = await boot(t);
    const replies = [
      JSON.stringify(provider),
      (await change({ name: 'College' })).text,
      (await asAdmin({ app, admin }, 'GET', '/api/single-sign-on/providers')).text,
    ];
    for (const text of replies) assert.equal(text.includes(issuer.clientSecret), false);
    const { clientSecret } = await db.selectFrom('identityProvider').select('clientSecret').executeTakeFirstOrThrow();
    assert.equal(Buffer.from(clientSecret ?? []).includes(issuer.clientSecret), false);
    assert.equal(provider.hasSecret, true);
    cameIn(await signIn(asha));
  });

  test('a sealed secret of one provider opens nothing for another', async (t) => {
    const { app, admin, db, provider, change, depart, issuer } = await boot(t);
    const other = await asAdmin({ app, admin }, 'POST', '/api/single-sign-on/providers', {
      ...providerSettings,
      clientSecret: 'the secret of another',
    });
    const { id } = other.json<IdentityProvider>();
    const { clientSecret } = await db
      .selectFrom('identityProvider')
      .select('clientSecret')
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    app.clock.now += 1;
    await change({});
    await db.updateTable('identityProvider').set({ clientSecret }).where('id', '=', provider.id).execute();
    await assert.rejects(depart(asha), /single_sign_on_failed/);
    const tested = await asAdmin({ app, admin }, 'POST', '/api/single-sign-on/test', {
      issuer: issuer.issuer,
      providerId: provider.id,
    });
    assert.match(tested.text, /secret_lost/);
  });

  test('everybody sees names of what is switched on, and no more', async (t) => {
    const { app, provider, change } = await boot(t);
    const ways = async () => (await openBrowser(app).get('/api/single-sign-on')).json<SignInWays>();
    assert.deepEqual(await ways(), {
      providers: [{ id: provider.id, name: providerSettings.name }],
      isSingleSignOnFirst: false,
    });
    await change({ isEnabled: false });
    assert.deepEqual(await ways(), { providers: [], isSingleSignOnFirst: false });
  });

  test('single sign-on comes first when an administrator says so and there is any', async (t) => {
    const { app, admin, change } = await boot(t);
    const isFirst = async () =>
      (await openBrowser(app).get('/api/single-sign-on')).json<SignInWays>().isSingleSignOnFirst;
    for (const isSingleSignOnFirst of [true, false, true]) {
      await asAdmin({ app, admin }, 'PUT', '/api/single-sign-on/order', { isSingleSignOnFirst });
      assert.equal(await isFirst(), isSingleSignOnFirst);
    }
    await change({ isEnabled: false });
    assert.equal(await isFirst(), false, 'a form for a password is never folded for nothing');
  });

  test('settings that would be unsafe are refused with their field', async (t) => {
    const { app, admin, issuer, change, signIn } = await boot(t);
    const refusal = async (given: object) => {
      const reply = await asAdmin({ app, admin }, 'POST', '/api/single-sign-on/providers', {
        ...providerSettings,
        ...given,
      });
      const { error } = reply.json<{ error: { code: string; details?: { path: string }[] } }>();
      return [error.code, error.details?.[0]?.path.replaceAll('/', '.')];
    };
    const admins = [{ claim: 'groups', value: 'heads', role: 'admin' }];
    assert.deepEqual(await refusal({ roleRules: admins }), ['invalid_request', 'body.roleRules.0.role']);
    assert.deepEqual(await refusal({ issuer: 'http://accounts.college.example' }), ['invalid_request', 'body.issuer']);
    assert.deepEqual(await refusal({ issuer: 'https://a:b@college.example' }), ['invalid_request', 'body.issuer']);
    assert.deepEqual(await refusal({ issuer: 'ftp://college.example' }), ['invalid_request', 'body.issuer']);
    assert.deepEqual(await refusal({ scopes: 'email profile' }), ['invalid_request', 'body.scopes']);
    assert.deepEqual(await refusal({ issuer: `${issuer.issuer}/` }), ['invalid_request', 'body.issuer']);
    cameIn(await signIn(asha));
    const moved = await change({ issuer: 'https://accounts.evil.example' });
    assert.equal(moved.code, 'invalid_request', 'people are linked to the issuer that said who they are');
  });

  test('providers are changed, and people unlinked, only soon after a proof of who one is', async (t) => {
    const { app, admin, provider } = await boot(t);
    const path = `/api/single-sign-on/providers/${provider.id}`;
    app.clock.now += RECENT_MS + 1;
    const replies = [
      await asAdmin({ app, admin }, 'POST', '/api/single-sign-on/providers', providerSettings),
      await asAdmin({ app, admin }, 'PUT', path, providerSettings),
      await asAdmin({ app, admin }, 'DELETE', path),
      await asAdmin({ app, admin }, 'DELETE', `/api/people/${admin.person.id}/identities/${provider.id}`),
    ];
    for (const { code } of replies) assert.equal(code, 'reauthentication_required');
  });

  test('the address of a discovery document is taken for its issuer', async (t) => {
    const { app, admin } = await boot(t);
    const reply = await asAdmin({ app, admin }, 'POST', '/api/single-sign-on/providers', {
      ...providerSettings,
      issuer: 'https://accounts.college.example/realms/students/.well-known/openid-configuration',
    });
    const { issuer, redirectUri } = reply.json<IdentityProvider>();
    assert.equal(issuer, 'https://accounts.college.example/realms/students');
    assert.match(redirectUri, /^http:\/\/127\.0\.0\.1:3999\/sign-in\/return\/[0-9a-f]{16}$/);
  });

  test('a look at a provider that works says so in words for each thing', async (t) => {
    const { app, admin, issuer, provider } = await boot(t);
    const reply = await asAdmin({ app, admin }, 'POST', '/api/single-sign-on/test', {
      issuer: issuer.issuer,
      providerId: provider.id,
    });
    const { isUsable, findings, redirectUri } = reply.json<{
      isUsable: boolean;
      redirectUri: string;
      findings: { code: string; tone: string }[];
    }>();
    assert.equal(isUsable, true);
    assert.equal(redirectUri, provider.redirectUri);
    assert.deepEqual(
      findings.map(({ code }) => code),
      ['issuer', 'pkce', 'leaving', 'names_itself', 'keys'],
    );
  });

  test('attempts that nobody came back from are forgotten', async (t) => {
    const { app, db, depart } = await boot(t);
    await depart(asha);
    const left = async () => (await db.selectFrom('singleSignOnAttempt').select('id').execute()).length;
    await forgetOldAttempts(db, app.clock.now);
    assert.equal(await left(), 1);
    await forgetOldAttempts(db, app.clock.now + 10 * 60_000);
    assert.equal(await left(), 0);
  });
});
