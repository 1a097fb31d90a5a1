import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MOST_COUNTED, type Notification, type NotificationChoice } from '@smart-presence/contract';
import type { Db } from '../../../platform/db/index.ts';
import { eachDatabase } from '../../../platform/db/testing.ts';
import { carryOut } from '../../../platform/retention/index.ts';
import { signInAs } from '../../accounts/testing.ts';
import { createAccountsApp } from '../../accounts/testing-app.ts';
import { openMail, registerNotifications } from '../index.ts';
import { DAY_MS, rowsOf, tell, toldLive } from './testing-told.ts';
import { expired } from './told.store.ts';

const openApp = async (db: Db) =>
  createAccountsApp({ db, register: (platform) => registerNotifications(platform, openMail(platform)) });
type App = Awaited<ReturnType<typeof openApp>>;

const reader = async (app: App, role: 'student' | 'admin' = 'student') => {
  const { person, headers } = await signInAs(app, role);
  const call = async (method: 'GET' | 'POST' | 'PUT', path: string, payload?: object) => {
    const url = `/api/my/${path}`;
    const reply = await app.http.inject({ method, url, headers, ...(payload && { payload }) });
    return { status: reply.statusCode, body: reply.json() };
  };
  return {
    id: person.id,
    call,
    list: async (query = '') =>
      (await call('GET', `notifications${query}`)).body as { items: Notification[]; total: number },
    unread: async () => (await call('GET', 'notifications/unread')).body.unread as number,
  };
};

eachDatabase((open) => {
  test('notifications are listed newest first, in pages, and counted while unread', async (t) => {
    const db = await open();
    const app = await openApp(db);
    t.after(app.close);
    const { now } = app.clock;
    const student = await reader(app);
    assert.deepEqual(await student.list(), { items: [], total: 0, page: 1, pageSize: 25 });
    for (let at = 0; at < 5; at += 1) await tell(db, [student.id], { cause: `${at}`, now: now - 10 + at });
    const first = await student.list('?pageSize=2');
    assert.equal(first.total, 5);
    assert.deepEqual(
      first.items.map(({ at }) => at),
      [now - 6, now - 7],
    );
    assert.deepEqual(
      (await student.list('?pageSize=2&page=3')).items.map(({ at }) => at),
      [now - 10],
    );
    assert.equal(first.items[0]?.content.kind, 'class-cancelled');
    assert.equal(await student.unread(), 5);
  });

  test('reading some, all up to an instant, and making one unread again', async (t) => {
    const db = await open();
    const app = await openApp(db);
    t.after(app.close);
    const { now } = app.clock;
    const student = await reader(app);
    for (let at = 0; at < 4; at += 1) await tell(db, [student.id], { cause: `${at}`, now: now - 10 + at });
    const { items } = await student.list();
    const newest = items[0]?.id ?? '';
    await student.call('POST', 'notifications/read', { ids: [newest] });
    assert.equal(await student.unread(), 3);
    assert.equal((await student.list('?only=unread')).total, 3);
    assert.deepEqual((await toldLive(db)).at(-1), [student.id], 'their other pages hear of it');
    const before = (await toldLive(db)).length;
    await student.call('POST', 'notifications/read', { ids: [newest] });
    assert.equal((await toldLive(db)).length, before, 'nothing changed');
    await student.call('POST', 'notifications/read', { upTo: now - 9 });
    assert.equal(await student.unread(), 1, 'what came later is not read');
    await student.call('POST', 'notifications/read', { ids: [newest], isRead: false });
    assert.equal(await student.unread(), 2);
  });

  test('nobody sees or reads what somebody else was told', async (t) => {
    const db = await open();
    const app = await openApp(db);
    t.after(app.close);
    const [student, other] = [await reader(app), await reader(app, 'admin')];
    await tell(db, [student.id], { now: app.clock.now });
    assert.equal((await other.list()).total, 0);
    assert.equal(await other.unread(), 0);
    const ids = (await student.list()).items.map(({ id }) => id);
    await other.call('POST', 'notifications/read', { ids });
    await other.call('POST', 'notifications/read', { upTo: app.clock.now });
    assert.equal(await student.unread(), 1);
  });

  test('more than a hundred are not counted', async (t) => {
    const db = await open();
    const app = await openApp(db);
    t.after(app.close);
    const student = await reader(app);
    for (let at = 0; at <= MOST_COUNTED; at += 1) await tell(db, [student.id], { cause: `${at}`, now: app.clock.now });
    assert.equal(await student.unread(), MOST_COUNTED);
  });

  test('what has had its time is neither shown nor kept, and the rest is', async (t) => {
    const db = await open();
    const app = await openApp(db);
    t.after(app.close);
    const { now } = app.clock;
    const student = await reader(app);
    await tell(db, [student.id], { cause: 'short', now, expiresAt: now + 1000 });
    await tell(db, [student.id], { cause: 'long', now });
    app.clock.now += 1000;
    assert.equal((await student.list()).total, 1);
    assert.equal(await student.unread(), 1);
    assert.equal((await carryOut(db, expired, { now: app.clock.now })).erased, 1);
    assert.deepEqual(
      (await rowsOf(db)).map(({ cause }) => cause),
      ['long'],
    );
    assert.equal(
      (await carryOut(db, expired, { now: now + 60 * DAY_MS })).erased,
      1,
      'its kind is kept for sixty days',
    );
  });

  test('choices: those of the role alone, saved one by one; what security demands stays', async (t) => {
    const db = await open();
    const app = await openApp(db);
    t.after(app.close);
    const student = await reader(app);
    const choices = async () =>
      (await student.call('GET', 'notification-choices')).body as { hasMail: boolean; choices: NotificationChoice[] };
    const of = async (kind: string) => (await choices()).choices.find((choice) => choice.kind === kind);
    assert.deepEqual(await of('class-cancelled'), {
      kind: 'class-cancelled',
      inApp: true,
      mail: true,
      waits: null,
      isFixed: false,
    });
    assert.deepEqual(await of('session-opened'), {
      kind: 'session-opened',
      inApp: true,
      mail: null,
      waits: null,
      isFixed: false,
    });
    assert.deepEqual(await of('new-device'), {
      kind: 'new-device',
      inApp: true,
      mail: true,
      waits: null,
      isFixed: true,
    });
    const save = (body: object) => student.call('PUT', 'notification-choices', body);
    await save({ kind: 'class-cancelled', inApp: true, mail: false });
    assert.equal((await save({ kind: 'class-cancelled', inApp: false, mail: false })).status, 200);
    assert.deepEqual(await of('class-cancelled'), {
      kind: 'class-cancelled',
      inApp: false,
      mail: false,
      waits: null,
      isFixed: false,
    });
    await save({ kind: 'mark-corrected', inApp: true, mail: true, waits: true });
    assert.equal((await of('mark-corrected'))?.waits, true);
    const rhythm = async () => (await student.call('GET', 'notification-choices')).body.digest;
    assert.equal(await rhythm(), 'weekly', 'as students have it who chose nothing');
    assert.equal((await student.call('PUT', 'digest', { rhythm: 'hourly' })).status, 400);
    await student.call('PUT', 'digest', { rhythm: 'daily' });
    assert.equal((await student.call('PUT', 'digest', { rhythm: 'off' })).status, 200);
    assert.equal(await rhythm(), 'off');
    assert.equal((await save({ kind: 'new-device', inApp: false, mail: false })).status, 409);
    const admin = await reader(app, 'admin');
    const kinds = (await admin.call('GET', 'notification-choices')).body.choices as NotificationChoice[];
    const shown = kinds.map(({ kind }) => kind);
    assert.ok(shown.includes('new-device') && shown.includes('feedback-low'));
    for (const kind of ['class-cancelled', 'mark-corrected'] as const)
      assert.ok(!shown.includes(kind), `${kind} is for others`);
    const foreign = { kind: 'mark-corrected', inApp: true, mail: true };
    assert.equal((await admin.call('PUT', 'notification-choices', foreign)).status, 404);
  });
});
