import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eachDatabase } from '../../../platform/db/testing.ts';
import { GOOD_PASSWORD, openBrowser, somebody } from '../testing.ts';
import { VERIFY_MS } from './register.ts';
import { openRegistration, type RegistrationSettings } from './testing-registration.ts';

const OTHER_PASSWORD = 'my bicycle has no bell anymore';

eachDatabase((open) => {
  const boot = async (t: Parameters<typeof openRegistration>[0], settings: RegistrationSettings = {}) =>
    openRegistration(t, { db: await open(), ...settings });

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
});
