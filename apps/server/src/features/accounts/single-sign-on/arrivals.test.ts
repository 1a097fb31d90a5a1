import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Identity, IdentityProvider, Me, Person } from '@smart-presence/contract';
import { eachDatabase } from '../../../platform/db/testing.ts';
import { saveDepartment } from '../../academics/index.ts';
import { invitePerson } from '../invite-person.ts';
import { RECENT_MS } from '../permissions.ts';
import { GOOD_PASSWORD, givePassword, openBrowser, signInAs, somebody } from '../testing.ts';
import { updatePerson } from '../update-person.ts';
import { openSmallIssuer } from './testing-issuer.ts';
import {
  asAdmin,
  asha,
  browserOf,
  cameIn,
  comeBack,
  isSignedIn,
  providerSettings,
  singleSignOnApp,
  type TestSingleSignOn,
} from './testing-single-sign-on.ts';

eachDatabase((open) => {
  const boot = async (t: Parameters<typeof singleSignOnApp>[0], settings = {}) =>
    singleSignOnApp(t, { db: await open(), settings });
  const resident = ({ db, app }: TestSingleSignOn, input: Partial<Person> = {}) =>
    somebody(db, { role: 'student', email: asha.email, ...input } as never, app.clock.now);
  const people = async ({ db }: TestSingleSignOn) => (await db.selectFrom('person').select('id').execute()).length;

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
    const { url } = await invitePerson(db, { personId: student.id, now: app.clock.now, baseUrl: '', mail: null });

    assert.equal(cameIn(await scene.signIn(asha)).person.id, student.id);
    assert.equal(await isSignedIn(hijacker), false, 'the session has ended');
    assert.equal((await openBrowser(app).post('/api/sign-in', credentials)).code, 'sign_in_failed');
    const link = { token: url.split('#')[1], password: GOOD_PASSWORD };
    assert.equal((await openBrowser(app).post('/api/links/accept', link)).code, 'link_invalid');
  });

  test('an administrator, and whoever has a second factor, is linked by their own hand alone', async (t) => {
    const scene = await boot(t);
    const { app, db } = scene;
    const head = await resident(scene, { role: 'admin', email: 'head@college.example' });
    const careful = await resident(scene, { role: 'faculty', email: 'careful@college.example' });
    await db
      .insertInto('passkey')
      .values({
        id: careful.id,
        personId: careful.id,
        name: 'Key',
        credentialId: 'abc',
        publicKey: new Uint8Array([1]),
        counter: 0,
        transports: '[]',
        isSynced: false,
        createdAt: app.clock.now,
        lastUsedAt: null,
      } as never)
      .execute();
    for (const { email, role } of [head, careful]) {
      const reply = await scene.signIn({ ...asha, sub: `subject of ${role}`, email });
      assert.equal(reply.code, 'single_sign_on_link_first', role);
    }
    const admin = await signInAs(app, head);
    assert.equal((await scene.link(admin, { ...asha, sub: 'head', email: 'private@elsewhere.example' })).status, 200);
    assert.equal(cameIn(await scene.signIn({ ...asha, sub: 'head', email: undefined })).person.id, head.id);
  });

  test('linking asks for a fresh proof, and for the person who began it', async (t) => {
    const scene = await boot(t);
    const { app, provider, issuer } = scene;
    const student = await signInAs(app, await resident(scene));
    const browser = browserOf(app, student);
    const { url } = (await browser.post('/api/me/identities', { providerId: provider.id })).json<{ url: string }>();
    const back = { browser, url, redirectUri: provider.redirectUri };
    await browser.post('/api/sign-out');
    assert.equal((await comeBack({ ...back, query: issuer.signIn(url, asha) })).code, 'single_sign_on_stale');

    const again = await signInAs(app, student.person);
    const other = await signInAs(app, 'faculty');
    const started = await browserOf(app, again).post('/api/me/identities', { providerId: provider.id });
    assert.equal(started.status, 200);
    app.clock.now += RECENT_MS + 1;
    assert.equal((await scene.link(again, asha)).code, 'reauthentication_required');
    const fresh = await signInAs(app, student.person);
    assert.equal((await scene.link(fresh, asha)).status, 200);
    const late = await signInAs(app, other.person);
    assert.equal((await scene.link(late, asha)).code, 'identity_taken');
    assert.equal((await scene.link(fresh, { ...asha, sub: 'a second account there' })).code, 'conflict');
    assert.equal((await scene.link(fresh, asha)).status, 200, 'what is linked already stays so');
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

  test('just in time: role, department and USN come from claims, and follow them; nobody is raised to administrator', async (t) => {
    const department = { claim: 'org.unit', by: 'name' } as const;
    const roleRules = [
      { claim: 'https://college.example/groups', value: 'heads', role: 'admin' as const },
      { claim: 'https://college.example/groups', value: 'staff', role: 'faculty' as const },
    ];
    const scene = await boot(t, { mode: 'just-in-time', department, usnClaim: 'usn', roleRules, mayMakeAdmins: true });
    const { db } = scene;
    const physics = (await saveDepartment(db, { name: 'Physics', code: 'PH', placeId: null })).id;
    const chemistry = (await saveDepartment(db, { name: 'Chimie générale', code: 'CH', placeId: null })).id;
    const claims = (unit: string, ...groups: string[]) => ({
      ...asha,
      usn: '1SP21PH007',
      org: { unit },
      'https://college.example/groups': groups,
    });
    const profileOf = (me: Me) => [me.person.role, me.person.profile?.departmentId, me.person.profile?.usn];

    const browser = openBrowser(scene.app);
    const first = cameIn(await scene.signIn(claims('physics', 'all'), browser));
    assert.deepEqual(profileOf(first), ['student', physics, '1SP21PH007']);
    assert.deepEqual(profileOf(cameIn(await scene.signIn(claims('CHIMIE GÉNÉRALE', 'all')))), [
      'student',
      chemistry,
      '1SP21PH007',
    ]);
    assert.equal(await isSignedIn(browser), true, 'another department ends no session');
    assert.equal(cameIn(await scene.signIn(claims('Astrology', 'all'))).person.profile?.departmentId, chemistry);
    assert.equal(
      cameIn(await scene.signIn(claims('', 'all', 'heads'))).person.role,
      'student',
      'never raised to admin',
    );
    assert.equal(cameIn(await scene.signIn(claims('', 'staff'))).person.role, 'faculty');
    assert.equal(await isSignedIn(browser), false, 'another role ends the sessions of the former');

    const { admin, app } = scene;
    const status = async (which: string) =>
      (await asAdmin({ app, admin }, 'GET', `/api/people?search=asha&status=${which}`)).json<{ total: number }>().total;
    assert.deepEqual([await status('active'), await status('invited')], [1, 0], 'needs no password to have arrived');

    const head = { ...claims('', 'heads'), sub: 'head', email: 'head@college.example', usn: undefined };
    assert.equal(cameIn(await scene.signIn(head)).person.role, 'admin', 'as was said explicitly');
    assert.equal(
      cameIn(await scene.signIn({ ...head, 'https://college.example/groups': ['staff'] })).person.role,
      'admin',
    );

    const namesake = { ...claims('Physics'), sub: 'other', email: 'other@college.example' };
    assert.equal((await scene.signIn(namesake)).code, 'single_sign_on_usn_taken');
  });

  test('an account that somebody else made keeps its role and department', async (t) => {
    const roleRules = [{ claim: 'groups', value: 'staff', role: 'faculty' as const }];
    const department = { claim: 'unit', by: 'code' } as const;
    const scene = await boot(t, { mode: 'just-in-time', roleRules, department });
    await saveDepartment(scene.db, { name: 'Physics', code: 'PH', placeId: null });
    await resident(scene);
    for (let times = 0; times < 2; times += 1) {
      const { person } = cameIn(await scene.signIn({ ...asha, groups: 'staff', unit: 'PH' }));
      assert.deepEqual([person.role, person.profile?.departmentId], ['student', null]);
    }
  });

  test('just in time lets in who fits: the domain, the role, and once for many at once', async (t) => {
    const scene = await boot(t, {
      mode: 'just-in-time',
      mailDomains: ['college.example'],
      otherwiseRole: null,
      roleRules: [{ claim: 'groups', value: 'students', role: 'student' as const }],
    });
    const groups = ['students'];
    assert.equal((await scene.signIn(asha)).code, 'single_sign_on_no_role');
    const stranger = { ...asha, groups, email: 'asha@evil-college.example' };
    assert.equal((await scene.signIn(stranger)).code, 'single_sign_on_mail_refused');
    const before = await people(scene);
    const ways = await Promise.all(Array.from({ length: 6 }, () => scene.depart({ ...asha, groups })));
    const ids = (await Promise.all(ways.map(comeBack))).map((reply) => cameIn(reply).person.id);
    assert.equal(new Set(ids).size, 1);
    assert.equal(await people(scene), before + 1);
    assert.equal(
      (await scene.signIn({ ...asha, groups, email: 'moved@elsewhere.example' })).code,
      'single_sign_on_mail_refused',
    );
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

  test('unlinking: not the last way in, not somebody else’s; an administrator may, and sessions end', async (t) => {
    const scene = await boot(t, { mode: 'just-in-time' });
    const { app, admin, db } = scene;
    const browser = openBrowser(app);
    const me = cameIn(await scene.signIn(asha, browser));
    const [identity] = (await browser.get('/api/me/identities')).json<Identity[]>();
    assert.equal(identity?.provider.name, providerSettings.name);
    const unlink = async (who: { cookie: string; token: string }) =>
      app.http.inject({
        method: 'DELETE',
        url: `/api/me/identities/${identity?.id}`,
        headers: { cookie: who.cookie, 'x-csrf-token': who.token },
      });
    const mine = { cookie: browser.cookieHeader(), token: me.csrfToken };
    assert.equal((await unlink(mine)).json().error.code, 'no_way_in');
    const stranger = await signInAs(app, 'faculty');
    assert.equal((await unlink({ cookie: stranger.cookie, token: stranger.csrfToken })).statusCode, 404);
    assert.equal(await isSignedIn(browser), true);

    await givePassword(db, me.person.id, app.clock.now);
    app.clock.now += RECENT_MS + 1;
    assert.equal((await unlink(mine)).json().error.code, 'reauthentication_required');
    cameIn(await scene.signIn(asha, browser));
    const fresh = await signInAs(app, admin.person);
    const path = `/api/people/${me.person.id}/identities/${identity?.id}`;
    assert.equal((await asAdmin({ app, admin: fresh }, 'DELETE', path)).status, 200);
    assert.equal(await isSignedIn(browser), false);
    assert.deepEqual(
      (await asAdmin({ app, admin: fresh }, 'GET', `/api/people/${me.person.id}/identities`)).json(),
      [],
    );
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
