import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Me } from '@smart-presence/contract';
import { eachDatabase } from '../../../platform/db/testing.ts';
import { saveDepartment } from '../../academics/index.ts';
import { openBrowser } from '../testing.ts';
import { people, resident } from './testing-arrivals.ts';
import { asAdmin, asha, cameIn, comeBack, isSignedIn, singleSignOnApp } from './testing-single-sign-on.ts';

eachDatabase((open) => {
  const boot = async (t: Parameters<typeof singleSignOnApp>[0], settings = {}) =>
    singleSignOnApp(t, { db: await open(), settings });

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
});
