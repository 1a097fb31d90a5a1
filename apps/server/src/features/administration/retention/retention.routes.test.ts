import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultPolicy, PolicyData, type RetentionRow, retentionCodes } from '@smart-presence/contract';
import type { Db } from '../../../platform/db/index.ts';
import { eachDatabase } from '../../../platform/db/testing.ts';
import { createTestApp, type TestApp } from '../../../testing/test-app.ts';
import { type SignedIn, signInAs } from '../../accounts/testing.ts';
import { addClass, NOW } from '../../attendance/testing.ts';

const DAY_MS = 24 * 3_600_000;

const inApp = async (
  open: () => Promise<Db>,
  work: (scene: { app: TestApp; db: Db; admin: SignedIn; call: Call }) => Promise<void>,
) => {
  const db = await open();
  const app = await createTestApp({ db, now: NOW });
  try {
    const admin = await signInAs(app, 'admin');
    const call: Call = async (method, url, payload, who = admin) => {
      const { headers } = who;
      const answer = await app.http.inject({ method, url, headers, ...(payload ? { payload } : {}) });
      return { status: answer.statusCode, body: answer.json() };
    };
    await work({ app, db, admin, call });
  } finally {
    await app.close();
  }
};
type Call = (
  method: 'GET' | 'POST',
  url: string,
  payload?: object,
  who?: SignedIn,
  // biome-ignore lint/suspicious/noExplicitAny: replies of several routes
) => Promise<{ status: number; body: any }>;

test('a policy from before there was retention has what is usual', () => {
  const { retention: _, ...older } = defaultPolicy;
  assert.deepEqual(PolicyData.parse(older).retention, defaultPolicy.retention);
  assert.equal(defaultPolicy.retention['leaver-templates'], 120);
});

eachDatabase((open) => {
  test('every rule of the table is carried out by somebody, once, and shown with what is due', () =>
    inApp(open, async ({ db, call }) => {
      const group = await addClass(db, { students: 3 });
      await db
        .updateTable('enrolment')
        .set({ droppedAt: NOW - 100 * DAY_MS })
        .where('sectionId', '=', group.sectionId)
        .execute();
      await db
        .updateTable('template')
        .set({ createdAt: NOW - 300 * DAY_MS } as never)
        .execute();
      const rows = (await call('GET', '/api/retention')).body.rules as RetentionRow[];
      assert.deepEqual(rows.map(({ code }) => code).toSorted(), [...retentionCodes].toSorted());
      assert.deepEqual(
        rows.filter(({ due, held }) => due + held > 0),
        [],
      );
      const shorter = await call('GET', '/api/retention/preview?code=leaver-templates&days=100');
      assert.deepEqual(shorter.body, { due: 3, held: 0 });
      assert.equal((await db.selectFrom('template').select('id').execute()).length, 3, 'counting erases nothing');
      const set = (code: string) => rows.find((row) => row.code === code)?.days;
      assert.deepEqual([set('documents'), set('room-results'), set('audit-log')], [90, 30, null]);
    }));

  test('a change asks for a fresh proof, stays in bounds, and is in the audit log with what was before', () =>
    inApp(open, async ({ app, db, admin, call }) => {
      const save = (body: object, who?: SignedIn) => call('POST', '/api/retention', body, who);
      assert.equal(
        (await save({ code: 'events', days: 6 })).body.error?.code ?? (await save({ code: 'events', days: 6 })).status,
        'invalid_request',
      );
      assert.equal((await save({ code: 'replies', days: 6 })).status, 400, 'fixed');
      assert.equal((await save({ code: 'events', days: 30 })).status, 200);
      const [entry] = await db
        .selectFrom('auditEntry')
        .innerJoin('auditDetail', 'auditDetail.seq', 'auditEntry.seq')
        .select(['auditDetail.data', 'auditDetail.actorId'])
        .where('action', '=', 'policy.saved')
        .execute();
      assert.equal(entry?.actorId, admin.person.id);
      assert.match(entry?.data ?? '', /retention.*events/);
      const teacher = await signInAs(app, 'faculty');
      assert.equal((await save({ code: 'events', days: 31 }, teacher)).status, 403);
      // The form of policies brings along what it read a while ago.
      const policy = await call('POST', '/api/policies', { data: { ...defaultPolicy, minimumPercent: 80 } });
      assert.deepEqual([policy.body.data.minimumPercent, policy.body.data.retention.events], [80, 30]);
      app.clock.now += 11 * 60_000;
      assert.equal((await save({ code: 'events', days: 31 })).status, 403, 'proved too long ago');
    }));
});
