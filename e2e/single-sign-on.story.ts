import assert from 'node:assert/strict';
import type { IdentityProviderSettings } from '@smart-presence/contract';
import {
  type Misbehaviour,
  openSmallIssuer,
} from '@smart-presence/server/features/accounts/single-sign-on/testing-issuer.ts';
import { openRealProvider } from '@smart-presence/server/features/accounts/single-sign-on/testing-provider.ts';
import type { Page } from 'playwright-core';
import type { ApiClient } from './support/api.ts';
import { setUpCollege } from './support/college.ts';
import { signIn } from './support/people.ts';
import type { RunningServer } from './support/server.ts';
import { story } from './support/story.ts';

const asha = {
  sub: 'asha',
  name: 'Asha Rao',
  email: 'asha@college.example',
  email_verified: true,
  department: 'cs',
  usn: '1SP21CS042',
};
const guest = { sub: 'guest', name: 'Guest', email: 'guest@college.example', email_verified: true };
const teacher = { sub: 'teacher', name: 'Teacher', email: 'teacher@college.example', email_verified: true };
const stranger = { sub: 'stranger', name: 'Stranger', email: 'stranger@elsewhere.example', email_verified: true };

/** A provider that knows where it has to lead people back to. */
const realProvider = (server: RunningServer, admin: ApiClient) =>
  openRealProvider({
    accounts: [asha, guest, teacher, stranger],
    redirectUri: async (issuer) => (await admin.call('testIdentityProvider', { body: { issuer } })).redirectUri,
    afterLeaving: `${server.url}/sign-in`,
  });

/** A browser in which this person is signed in already. */
async function become(page: Page, client: ApiClient, server: RunningServer): Promise<void> {
  const cookies = client.cookie.split('; ').map((pair) => {
    const at = pair.indexOf('=');
    return { name: pair.slice(0, at), value: pair.slice(at + 1), url: server.url };
  });
  await page.context().addCookies(cookies);
}

/** At the provider's own page: writes the login and goes on. */
async function atProvider(page: Page, { issuer, login }: { issuer: string; login: string }): Promise<void> {
  await page.waitForURL((url) => url.origin === issuer);
  await page.getByLabel('Login').fill(login);
  await page.getByRole('button', { name: 'Continue' }).click();
}

const isSignedIn = async (page: Page): Promise<boolean> => (await page.request.get('/api/me')).ok();

story('single sign-on: a college sets it up, and its people come in', async ({ server, enter, inspect }) => {
  const running = await server();
  const college = await setUpCollege(running, ['Elin']);
  const real = await realProvider(running, college.admin);
  try {
    const admin = await enter({ device: 'desk' });
    await become(admin, college.admin, running);
    await admin.goto('/admin/single-sign-on');
    await admin.getByRole('heading', { name: 'No provider yet' }).waitFor();
    await inspect(admin, 'providers-empty');
    await admin.getByRole('link', { name: 'Add a provider' }).click();
    await admin.getByRole('button', { name: 'Add', exact: true }).click();
    await admin.getByLabel('Name on the button').fill('College account');
    await admin.getByLabel('Issuer address').fill(`${real.issuer}/nowhere`);
    await admin.getByRole('button', { name: 'Test connection' }).click();
    await admin.getByText('There is no description of the provider').waitFor();
    await inspect(admin, 'provider-wrong');
    await admin.getByLabel('Issuer address').fill(`${real.issuer}/.well-known/openid-configuration`);
    await admin.getByRole('button', { name: 'Test connection' }).click();
    await admin.locator('#main').getByText('Everything needed is there.').waitFor();
    await admin.getByText(`${running.url}/sign-in/return/`).waitFor();
    await admin.getByLabel('Client id').fill(real.clientId);
    await admin.getByLabel('Client secret', { exact: true }).fill(real.clientSecret);
    await admin.getByLabel('Everybody the provider vouches for').check();
    await admin.getByText('Anybody with an account at this provider').waitFor();
    await admin.getByLabel('Allowed e-mail domains').fill('college.example');
    await admin.getByRole('button', { name: 'Add a rule' }).click();
    await admin.getByLabel('Claim', { exact: true }).fill('groups');
    await admin.getByLabel('holds', { exact: true }).fill('heads');
    await admin.getByLabel('makes', { exact: true }).selectOption('admin');
    await admin.getByText('Rules may make administrators').waitFor();
    await inspect(admin, 'provider-form');
    await admin.getByRole('button', { name: 'Add', exact: true }).click();
    await admin.getByText('makes administrators: say explicitly').waitFor();
    await admin.getByRole('button', { name: 'Remove rule 1' }).click();
    await admin.getByLabel('Claim for the department').fill('department');
    await admin.getByLabel('Claim for the USN').fill('usn');
    await admin.getByLabel('Scopes').fill('openid email profile college');
    await admin.getByLabel('Sign out at the provider too').check();
    await admin.getByRole('button', { name: 'Add', exact: true }).click();
    await admin.getByRole('link', { name: 'College account' }).waitFor();
    await inspect(admin, 'providers');

    const phone = await enter({ device: 'phone' });
    await phone.goto('/sign-in?next=%2Fattendance');
    await phone.getByRole('button', { name: 'Sign in with College account' }).waitFor();
    await inspect(phone, 'sign-in');
    await phone.getByRole('button', { name: 'Sign in with College account' }).click();
    await atProvider(phone, { issuer: real.issuer, login: 'asha' });
    await phone.waitForURL('**/attendance');
    const found = (await college.admin.call('listPeople', { query: { search: 'Asha' } })).items[0];
    assert.deepEqual(
      [found?.role, found?.email, found?.profile?.departmentId, found?.profile?.usn],
      ['student', asha.email, college.departmentId, asha.usn],
    );
    await phone.goto('/account');
    await phone.getByRole('heading', { name: 'Single sign-on' }).waitFor();
    await phone.getByText(`as ${asha.email}`).waitFor();
    await inspect(phone, 'account');
    await phone.getByRole('button', { name: 'Unlink from College account' }).click();
    await phone.getByRole('dialog').getByRole('button', { name: 'Unlink', exact: true }).click();
    await phone.getByText('Nothing would be left to sign in with.').waitFor();
    await phone.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    await phone.getByRole('button', { name: 'Sign out' }).last().click();
    await phone.waitForURL((url) => url.origin === real.issuer);
    await phone.getByRole('button', { name: /^Yes/ }).click();
    await phone.waitForURL('**/sign-in');
    assert.equal(await isSignedIn(phone), false);

    await admin.goto(`/admin/people/${found?.id}`);
    await admin.getByText(`as ${asha.email}`).waitFor();
    await inspect(admin, 'person');
    await admin.getByRole('button', { name: 'Unlink from College account' }).click();
    await admin.getByRole('dialog').getByRole('button', { name: 'Unlink', exact: true }).click();
    await admin.getByText('Linked to no provider.').waitFor();

    const desk = await enter({ device: 'desk' });
    await signIn(desk, teacher.email);
    await desk.goto('/account');
    await desk.getByRole('button', { name: 'Link College account' }).click();
    await atProvider(desk, { issuer: real.issuer, login: 'teacher' });
    await desk.waitForURL('**/account');
    await desk.getByText(`as ${teacher.email}`).waitFor();
    await desk.getByRole('button', { name: 'Unlink from College account' }).click();
    await desk.getByRole('dialog').getByRole('button', { name: 'Unlink', exact: true }).click();
    await desk.getByRole('button', { name: 'Link College account' }).waitFor();
  } finally {
    await real.close();
  }
});

story('single sign-on: nobody comes in who should not', async ({ server, enter, inspect }) => {
  const running = await server();
  const college = await setUpCollege(running, []);
  const real = await realProvider(running, college.admin);
  const small = await openSmallIssuer();
  try {
    const settings: IdentityProviderSettings = {
      name: 'College account',
      issuer: real.issuer,
      clientId: real.clientId,
      scopes: 'openid email profile',
      mode: 'invited-only',
      isMailTrusted: false,
      mailDomains: ['college.example'],
      requiredClaim: null,
      roleRules: [],
      otherwiseRole: null,
      mayMakeAdmins: false,
      department: null,
      usnClaim: null,
      secondFactor: { amr: [], acr: [] },
      isLeftToo: false,
      isEnabled: true,
    };
    await college.admin.call('createIdentityProvider', { body: { ...settings, clientSecret: real.clientSecret } });
    const other = { ...settings, name: 'Other account', issuer: small.issuer, clientSecret: small.clientSecret };
    await college.admin.call('createIdentityProvider', { body: other });
    await college.admin.call('saveSignInOrder', { body: { isSingleSignOnFirst: true } });

    const page = await enter({ device: 'phone' });
    const goWith = async (name: string) => {
      await page.goto('/sign-in?next=%2Fhome');
      await page.getByRole('button', { name: `Sign in with ${name}` }).click();
    };
    const told = async (words: string) => {
      await page.getByRole('alert').getByText(words).waitFor();
      assert.equal(new URL(page.url()).pathname, '/sign-in');
      assert.equal(new URL(page.url()).searchParams.get('next'), '/home', 'where to go is not forgotten');
      assert.equal(await isSignedIn(page), false);
    };
    await page.goto('/sign-in');
    await page.getByRole('button', { name: 'Sign in with a password' }).waitFor();
    await inspect(page, 'single-sign-on-first');
    await page.getByRole('button', { name: 'Sign in with a password' }).click();
    await page.getByLabel('Password', { exact: true }).waitFor();

    await goWith('College account');
    await atProvider(page, { issuer: real.issuer, login: 'guest' });
    await told('Nobody here has the e-mail that the provider named.');
    await inspect(page, 'unknown-person');

    const other1 = await enter({ device: 'phone' });
    await other1.goto('/sign-in');
    await other1.getByRole('button', { name: 'Sign in with College account' }).click();
    await atProvider(other1, { issuer: real.issuer, login: 'stranger' });
    await other1.getByRole('alert').getByText('E-mails of this kind are not let in here.').waitFor();

    const no = await enter({ device: 'phone' });
    await no.goto('/sign-in');
    await no.getByRole('button', { name: 'Sign in with College account' }).click();
    await no.waitForURL((url) => url.origin === real.issuer);
    await no.getByRole('button', { name: 'Refuse' }).click();
    await no.getByRole('alert').getByText('The provider did not confirm who you are.').waitFor();
    assert.equal(await isSignedIn(no), false);

    // A visitor whom the small issuer knows would come in: what it does wrong is all that keeps them out.
    small.visitor = teacher;
    let callback = '';
    page.on('request', (request) => {
      if (request.isNavigationRequest() && request.url().includes('/sign-in/return/')) callback = request.url();
    });
    const wrong: [string, Misbehaviour][] = [
      ['another nonce', { idToken: (claims) => ({ ...claims, nonce: 'x' }) }],
      ['for another client', { idToken: (claims) => ({ ...claims, aud: 'x' }) }],
      ['signed by another key', { signature: 'foreign' }],
      ['not signed', { signature: 'none' }],
    ];
    for (const [, misbehave] of wrong) {
      small.misbehave = misbehave;
      await goWith('Other account');
      await told('Signing in at the provider did not work.');
    }
    small.misbehave = { path: { '/token': () => {} } };
    await goWith('Other account');
    await told('The provider does not answer as it should.');
    await inspect(page, 'too-slow');

    // The same page again, the same page elsewhere, a page nobody asked for.
    small.misbehave = {};
    await page.goto(callback);
    await told('This sign-in was begun too long ago or in another browser, or it is used up.');
    const foreign = await enter({ device: 'phone' });
    for (const url of [callback, callback.replace(/state=[^&]*/, 'state=invented'), callback.replace(/\?.*/, '')]) {
      await foreign.goto(url);
      await foreign.getByRole('alert').getByText('This sign-in was begun too long ago').waitFor();
      assert.equal(await isSignedIn(foreign), false);
    }

    await goWith('Other account');
    await page.waitForURL((url) => url.pathname === '/home' || url.pathname === '/today');
    assert.equal(await isSignedIn(page), true, 'the same person comes in where nothing is wrong');

    await small.close();
    // Another setting makes the server ask the provider anew.
    const { providers } = await college.admin.call('listIdentityProviders');
    const id = providers.find(({ name }) => name === 'Other account')?.id ?? '';
    await college.admin.call('updateIdentityProvider', { params: { id }, body: other });
    await foreign.goto('/sign-in');
    await foreign.getByRole('button', { name: 'Sign in with Other account' }).click();
    await foreign.getByRole('alert').getByText('The provider does not answer as it should.').waitFor();
    assert.equal(new URL(foreign.url()).pathname, '/sign-in');
  } finally {
    await real.close();
    await small.close().catch(() => {});
  }
});
