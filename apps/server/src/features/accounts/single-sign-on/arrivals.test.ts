import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { IdentityProvider } from '@smart-presence/contract';
import { eachDatabase } from '../../../platform/db/testing.ts';
import { invitePerson } from '../invite-person.ts';
import { limits, setPolicy } from '../sessions/testing.ts';
import { findLiveSession } from '../sign-in-session.store.ts';
import { GOOD_PASSWORD, givePassword, openBrowser, signInAs } from '../testing.ts';
import { updatePerson } from '../update-person.ts';
import { people, resident } from './testing-arrivals.ts';
import { openSmallIssuer } from './testing-issuer.ts';
import {
  asAdmin,
  asha,
  cameIn,
  comeBack,
  isSignedIn,
  providerSettings,
  singleSignOnApp,
} from './testing-single-sign-on.ts';

eachDatabase((open) => {
  const boot = async (t: Parameters<typeof singleSignOnApp>[0], settings = {}) =>
    singleSignOnApp(t, { db: await open(), settings });

  test('invited only: who is here comes in by a verified e-mail, nobody else, and no account appears', async (t) => {
    const scene = await boot(t);
    const student = await resident(scene);
    const before = await people(scene);
    assert.equal((await scene.signIn({ ...asha, email_verified: false })).code, 'single_sign_on_mail_unverified');
    assert.equal((await scene.signIn({ ...asha, email: undefined })).code, 'single_sign_on_mail_unverified');
    assert.equal(
      (await scene.signIn({ ...asha, sub: 'x', email: 'x@college.example' })).code,
      'single_sign_on_unknown_person',
    );
    assert.equal(cameIn(await scene.signIn({ ...asha, email: 'ASHA@College.example' })).person.id, student.id);
    assert.equal(await people(scene), before);
  });

  test('pre-hijacking: whoever held the account before its owner came is put out of it', async (t) => {
    const scene = await boot(t);
    const { app, db } = scene;
    const student = await resident(scene);
    await givePassword(db, student.id, app.clock.now);
    const hijacker = openBrowser(app);
    const credentials = { email: asha.email, password: GOOD_PASSWORD };
    assert.equal((await hijacker.post('/api/sign-in', credentials)).status, 200);
    const { url } = await invitePerson(db, {
      personId: student.id,
      actorId: student.id,
      now: app.clock.now,
      baseUrl: '',
      mail: null,
    });

    assert.equal(cameIn(await scene.signIn(asha)).person.id, student.id);
    assert.equal(await isSignedIn(hijacker), false, 'the session has ended');
    assert.equal((await openBrowser(app).post('/api/sign-in', credentials)).code, 'sign_in_failed');
    const link = { token: url.split('#')[1], password: GOOD_PASSWORD };
    assert.equal((await openBrowser(app).post('/api/links/accept', link)).code, 'link_invalid');
  });

  test('the subject decides: a changed e-mail moves nobody, and an e-mail given to another opens nothing', async (t) => {
    const scene = await boot(t, { mode: 'just-in-time' });
    const student = await resident(scene);
    const other = await resident(scene, { email: 'other@college.example' });
    cameIn(await scene.signIn(asha));
    assert.equal(cameIn(await scene.signIn({ ...asha, email: other.email })).person.id, student.id);
    assert.equal(cameIn(await scene.signIn({ ...asha, email: 'new@college.example' })).person.id, student.id);
    assert.equal((await scene.signIn({ ...asha, sub: 'reused mailbox' })).code, 'single_sign_on_link_first');
    const { email } = await scene.db
      .selectFrom('person')
      .select('email')
      .where('id', '=', student.id)
      .executeTakeFirstOrThrow();
    assert.equal(email, asha.email, 'the provider does not change the e-mail here');
  });

  test('a second provider with the same e-mail, or the same subject, is somebody else', async (t) => {
    const scene = await boot(t, { mode: 'just-in-time' });
    const { app, admin } = scene;
    const student = await resident(scene);
    cameIn(await scene.signIn(asha));
    const second = await openSmallIssuer();
    t.after(second.close);
    const made = await asAdmin({ app, admin }, 'POST', '/api/single-sign-on/providers', {
      ...providerSettings,
      mode: 'just-in-time',
      issuer: second.issuer,
      clientId: second.clientId,
      clientSecret: second.clientSecret,
    });
    const { id, redirectUri } = made.json<IdentityProvider>();
    const signIn = async (claims: object) => {
      const browser = openBrowser(app);
      const { url } = (await browser.post('/api/single-sign-on/start', { providerId: id })).json<{ url: string }>();
      return comeBack({ browser, url, redirectUri, query: second.signIn(url, claims as never) });
    };
    assert.equal((await signIn(asha)).code, 'single_sign_on_link_first');
    const namesake = cameIn(await signIn({ ...asha, email: 'asha@elsewhere.example' }));
    assert.notEqual(namesake.person.id, student.id);
    // An answer that belongs to one provider does not count at the page of the other (mix-up).
    const mine = await scene.depart(asha);
    assert.equal((await comeBack({ ...mine, redirectUri })).code, 'single_sign_on_stale');
  });

  test('who is disabled, or waits to be approved, does not come in', async (t) => {
    const scene = await boot(t);
    const { app, db } = scene;
    const student = await resident(scene);
    await updatePerson(db, student.id, { isDisabled: true }, app.clock.now);
    assert.equal((await scene.signIn(asha)).code, 'account_disabled');
    await updatePerson(db, student.id, { isDisabled: false }, app.clock.now);
    const set = (isAwaitingApproval: boolean) =>
      db.updateTable('person').set({ isAwaitingApproval }).where('id', '=', student.id).execute();
    await set(true);
    assert.equal((await scene.signIn(asha)).code, 'approval_required');
    await set(false);
    cameIn(await scene.signIn(asha));
    await updatePerson(db, student.id, { isDisabled: true }, app.clock.now);
    assert.equal((await scene.signIn(asha)).code, 'account_disabled', 'also once linked');
  });

  test('a claim that everybody has to have keeps out others with the same e-mail, also those who would link', async (t) => {
    const requiredClaim = { claim: 'hd', value: 'college.example' };
    const scene = await boot(t, { requiredClaim, mailDomains: ['college.example'] });
    const student = await resident(scene);
    // A private account at the provider, made with the e-mail that somebody had here once.
    assert.equal((await scene.signIn({ ...asha, sub: 'private' })).code, 'single_sign_on_mail_refused');
    assert.equal(
      (await scene.signIn({ ...asha, sub: 'private', hd: 'evil.example' })).code,
      'single_sign_on_mail_refused',
    );
    const owner = await signInAs(scene.app, student);
    assert.equal((await scene.link(owner, { ...asha, sub: 'private' })).code, 'single_sign_on_mail_refused');
    assert.equal(cameIn(await scene.signIn({ ...asha, hd: 'college.example' })).person.id, student.id);
    assert.equal((await scene.signIn(asha)).code, 'single_sign_on_mail_refused', 'at every sign-in');
  });

  test('the wish to stay signed in is kept on the way to the provider and back, and granted as the policy says', async (t) => {
    const scene = await boot(t);
    const { db, app, provider, issuer } = scene;
    await resident(scene);
    const isRemembered = async (remember: boolean) => {
      const browser = openBrowser(app);
      const started = await browser.post('/api/single-sign-on/start', { providerId: provider.id, remember });
      const { url } = started.json<{ url: string }>();
      cameIn(await comeBack({ browser, url, redirectUri: provider.redirectUri, query: issuer.signIn(url, asha) }));
      return (await findLiveSession(db, browser.cookies.get('sp_session') ?? '', app.clock.now))?.isRemembered;
    };
    assert.equal(await isRemembered(true), false, 'nobody may stay');
    await setPolicy(db, { sessions: limits({ rememberDays: 30 }) });
    assert.equal(await isRemembered(true), true);
    assert.equal(await isRemembered(false), false);
  });

  test('a provider that is switched off or removed lets nobody in, and ends what it opened', async (t) => {
    const scene = await boot(t, { mode: 'just-in-time' });
    const { app, admin, provider } = scene;
    const browser = openBrowser(app);
    const { person } = cameIn(await scene.signIn(asha, browser));
    const halfway = await scene.depart(asha);
    assert.equal((await scene.change({ isEnabled: false })).status, 200);
    assert.equal(await isSignedIn(browser), false);
    assert.equal((await comeBack(halfway)).code, 'single_sign_on_stale');
    await assert.rejects(scene.depart(asha), /not_found/);
    await scene.change({ isEnabled: true });
    cameIn(await scene.signIn(asha, browser));
    const gone = await asAdmin({ app, admin }, 'DELETE', `/api/single-sign-on/providers/${provider.id}`);
    assert.equal(gone.status, 200);
    assert.equal(await isSignedIn(browser), false);
    assert.equal((await asAdmin({ app, admin }, 'GET', `/api/people/${person.id}`)).status, 200, 'the person stays');
  });
});
