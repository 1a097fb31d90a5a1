import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type AccessEffects,
  type AccessOverview,
  type AccessPolicy,
  defaultAccessPolicy,
} from '@smart-presence/contract';
import { newId } from '../../platform/db/index.ts';
import { eachDatabase } from '../../platform/db/testing.ts';
import { limits, MINUTE_MS, notedMail, setPolicy } from './sessions/testing.ts';
import { givePassword, signInAs, somebody } from './testing.ts';
import { createAccountsApp } from './testing-app.ts';

const POLICY = '/api/access-policy';

eachDatabase((open) => {
  const boot = async (t: { after: (work: () => Promise<unknown>) => void }, { mailOn = true } = {}) => {
    const app = await createAccountsApp({ db: await open(), needs: { mail: mailOn ? notedMail().mail : null } });
    t.after(app.close);
    const admin = await signInAs(app, 'admin');
    const call = async (method: 'GET' | 'POST' | 'PUT', url: string, payload?: object) => {
      const reply = await app.http.inject({ method, url, headers: admin.headers, ...(payload ? { payload } : {}) });
      return { status: reply.statusCode, body: reply.json(), code: reply.json().error?.code as string | undefined };
    };
    const overview = async () => (await call('GET', `${POLICY}/overview`)).body as AccessOverview;
    const effects = async (policy: AccessPolicy) =>
      (await call('POST', `${POLICY}/preview`, policy)).body as AccessEffects;
    return { app, db: app.platform.db, admin, call, overview, effects };
  };

  test('the default is nobody’s; a change says whose it is, and when', async (t) => {
    const { app, admin, call, overview } = await boot(t);
    assert.deepEqual(await overview(), {
      policy: defaultAccessPolicy,
      changedAt: null,
      changedBy: null,
      isMailOn: true,
    });
    const policy = { ...defaultAccessPolicy, newDevice: 'confirm' as const };
    assert.deepEqual((await call('PUT', POLICY, policy)).body, policy);
    const { id, name } = admin.person;
    assert.deepEqual(await overview(), { policy, changedAt: app.clock.now, changedBy: { id, name }, isMailOn: true });
    assert.deepEqual((await call('GET', POLICY)).body, policy);
  });

  test('numbers for new devices need mail; what was switched on before does not stand in the way of other changes', async (t) => {
    const { db, call } = await boot(t, { mailOn: false });
    const policy = { ...defaultAccessPolicy, newDevice: 'confirm' as const };
    assert.equal((await call('PUT', POLICY, policy)).code, 'mail_off');
    assert.deepEqual((await call('GET', POLICY)).body, defaultAccessPolicy);
    await setPolicy(db, { newDevice: 'confirm' });
    assert.equal((await call('PUT', POLICY, policy)).status, 200);
  });

  test('what administrators must have is raised, never lowered', async (t) => {
    const { call } = await boot(t);
    const secondFactor = { ...defaultAccessPolicy.secondFactor, admin: 'offered' as const };
    assert.equal((await call('PUT', POLICY, { ...defaultAccessPolicy, secondFactor })).code, 'invalid_request');
  });

  test('limits out of range are refused', async (t) => {
    const { call } = await boot(t);
    for (const wrong of [{ idleMinutes: 4 }, { absoluteHours: 721 }, { rememberDays: 91 }, { rememberDays: 0.5 }]) {
      const reply = await call('PUT', POLICY, { ...defaultAccessPolicy, sessions: limits(wrong) });
      assert.equal(reply.code, 'invalid_request', JSON.stringify(wrong));
    }
  });

  test('a preview counts who would be asked for a second factor: active people without one', async (t) => {
    const { app, db, effects } = await boot(t);
    const { now } = app.clock;
    const people = [];
    for (let at = 0; at < 4; at += 1) people.push(await somebody(db, { role: 'faculty' }, now));
    for (const { id } of people) await givePassword(db, id, now);
    const [, disabled, holder, half] = people.map(({ id }) => id);
    await somebody(db, { role: 'faculty', name: 'Only invited' }, now);
    await db
      .updateTable('person')
      .set({ isDisabled: true })
      .where('id', '=', disabled ?? '')
      .execute();
    const authenticator = { secret: new Uint8Array(1), begunIn: '', createdAt: now, lastStep: 0 };
    await db
      .insertInto('authenticator')
      .values([
        { ...authenticator, id: newId(now), personId: holder ?? '', confirmedAt: now },
        { ...authenticator, id: newId(now), personId: half ?? '', confirmedAt: null },
      ])
      .execute();
    const asked = {
      ...defaultAccessPolicy,
      secondFactor: { admin: 'required', faculty: 'required', student: 'offered' } as const,
    };
    assert.deepEqual((await effects(asked)).withoutSecondFactor, { admin: 0, faculty: 2, student: 0 });
    assert.deepEqual((await effects(defaultAccessPolicy)).withoutSecondFactor, { admin: 0, faculty: 0, student: 0 });
  });

  test('a preview counts the sessions that would end, and ends none', async (t) => {
    const { app, call, effects } = await boot(t);
    await signInAs(app, 'student');
    app.clock.now += 10 * MINUTE_MS;
    await signInAs(app, 'student');
    const shorter = { ...defaultAccessPolicy, sessions: limits({ idleMinutes: 10 }) };
    assert.equal((await call('GET', '/api/me')).status, 200);
    app.clock.now += 1;
    assert.deepEqual(
      { ...(await effects(shorter)), withoutSecondFactor: null },
      { withoutSecondFactor: null, endedSessions: 1, endsThisSession: false },
    );
    app.clock.now += 10 * MINUTE_MS - 2;
    // Its last use is written at most once a minute: this one is 10 minutes old to the policy.
    const { db } = app.platform;
    await db
      .updateTable('signInSession')
      .set({ lastSeenAt: app.clock.now - 10 * MINUTE_MS })
      .execute();
    const later = await effects(shorter);
    assert.equal(later.endsThisSession, false, 'asking is use');
    const living = await db.selectFrom('signInSession').select('id').where('revokedAt', 'is', null).execute();
    assert.equal(living.length, 3);
  });

  test('a preview says when the session that asks would end, too', async (t) => {
    const { app, effects } = await boot(t);
    const hour = 60 * MINUTE_MS;
    const generous = { ...defaultAccessPolicy, sessions: limits({ idleMinutes: 1440 }) };
    await setPolicy(app.platform.db, { sessions: generous.sessions });
    await app.platform.db
      .updateTable('signInSession')
      .set({ idleExpiresAt: app.clock.now + 12 * hour })
      .execute();
    app.clock.now += hour;
    const short = { ...generous, sessions: limits({ absoluteHours: 1 }) };
    assert.deepEqual(
      { ...(await effects(short)), withoutSecondFactor: null },
      { withoutSecondFactor: null, endedSessions: 1, endsThisSession: true },
    );
  });

  test('saving asks for a fresh proof; looking and counting do not', async (t) => {
    const { app, call } = await boot(t);
    app.clock.now += 11 * MINUTE_MS;
    assert.equal((await call('PUT', POLICY, defaultAccessPolicy)).code, 'reauthentication_required');
    assert.equal((await call('POST', `${POLICY}/preview`, defaultAccessPolicy)).status, 200);
    assert.equal((await call('GET', `${POLICY}/overview`)).status, 200);
  });
});
