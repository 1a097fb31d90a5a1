import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { IdentityProvider } from '@smart-presence/contract';
import { eachDatabase } from '../../../platform/db/testing.ts';
import { saveDepartment } from '../../academics/index.ts';
import { openBrowser } from '../testing.ts';
import { redirectUriOf } from './identity-provider.store.ts';
import { openRealProvider, signInAtProvider } from './testing-provider.ts';
import {
  asAdmin,
  asha,
  cameIn,
  comeBack,
  isSignedIn,
  PUBLIC_URL,
  providerSettings,
  singleSignOnApp,
} from './testing-single-sign-on.ts';

eachDatabase((open) => {
  test('at a real provider: a student is made just in time, comes back as the same person, and signs out', async (t) => {
    const { app, admin, db } = await singleSignOnApp(t, { db: await open() });
    const real = await openRealProvider({
      accounts: [{ ...asha, department: 'cs', usn: '1SP21CS001', groups: ['all', 'students'] }],
      redirectUri: (issuer) => redirectUriOf(issuer, PUBLIC_URL),
    });
    t.after(real.close);
    const { id: departmentId } = await saveDepartment(db, { name: 'Computer Science', code: 'CS', placeId: null });
    const made = await asAdmin({ app, admin }, 'POST', '/api/single-sign-on/providers', {
      ...providerSettings,
      issuer: real.issuer,
      clientId: real.clientId,
      clientSecret: real.clientSecret,
      scopes: 'openid email profile college',
      mode: 'just-in-time',
      otherwiseRole: null,
      roleRules: [{ claim: 'groups', value: 'students', role: 'student' }],
      department: { claim: 'department', by: 'code' },
      usnClaim: 'usn',
      isLeftToo: true,
    });
    const { id: providerId, redirectUri } = made.json<IdentityProvider>();
    const browser = openBrowser(app);
    const go = async () => {
      const started = await browser.post('/api/single-sign-on/start', { providerId });
      const back = await signInAtProvider(started.json<{ url: string }>().url, asha.sub);
      assert.equal(`${back.origin}${back.pathname}`, redirectUri);
      return cameIn(await comeBack({ browser, url: '', query: back.search.slice(1), redirectUri }));
    };
    const { person } = await go();
    const { name, email, role, profile } = person;
    assert.deepEqual({ name, email, role }, { name: 'Asha Rao', email: asha.email, role: 'student' });
    assert.deepEqual([profile?.departmentId, profile?.usn], [departmentId, '1SP21CS001']);
    assert.equal(await isSignedIn(browser), true);
    assert.equal((await go()).person.id, person.id);
    const left = await browser.post('/api/sign-out');
    const leaveTo = new URL(left.json<{ leaveTo: string }>().leaveTo);
    assert.equal(leaveTo.origin, real.issuer);
    assert.equal(leaveTo.searchParams.get('post_logout_redirect_uri'), `${PUBLIC_URL}/sign-in`);
    assert.equal(leaveTo.searchParams.has('id_token_hint'), false);
    assert.equal(await isSignedIn(browser), false);
  });
});
