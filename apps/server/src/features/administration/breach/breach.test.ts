import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BreachQuestion, BreachReport } from '@smart-presence/contract';
import { type Db, newId } from '../../../platform/db/index.ts';
import { eachDatabase } from '../../../platform/db/testing.ts';
import { reportSecurityEvent } from '../../../platform/security-events/index.ts';
import { createTestApp } from '../../../testing/test-app.ts';
import { signInAs } from '../../accounts/testing.ts';
import { openSession } from '../../attendance/index.ts';
import { addClass, addViewer, checkInAs, NOW } from '../../attendance/testing.ts';
import { listBreach, reportBreach } from './report-breach.ts';

const HOUR_MS = 3_600_000;
const question = (change: Partial<BreachQuestion> = {}): BreachQuestion => ({
  system: 'database',
  from: NOW,
  to: NOW + HOUR_MS,
  of: null,
  hasKeys: false,
  ...change,
});
const kindOf = ({ kinds }: BreachReport, kind: string) => kinds.find((one) => one.kind === kind);

const inSession = async (db: Db) => {
  const group = await addClass(db, { students: 3 });
  const { id: sessionId } = await openSession(db, { sectionId: group.sectionId, viewer: group.teacher, now: NOW });
  const [came] = group.students;
  assert.ok(came);
  await checkInAs(db, { sessionId, student: came, begunAt: NOW + 1000 });
  return { ...group, sessionId, came };
};

eachDatabase((open) => {
  test('a stolen database: everybody in it, by kind, how it was protected, and nobody who came later', async () => {
    const db = await open();
    const { came } = await inSession(db);
    await addViewer(db, 'student', 'Late');
    await db
      .updateTable('person')
      .set({ createdAt: NOW + 2 * HOUR_MS } as never)
      .where('name', '=', 'Late')
      .execute();
    const report = await reportBreach(db, question(), NOW);
    const own = kindOf(report, 'Account');
    assert.deepEqual([own?.people, own?.protection], [4, 'clear']);
    const marks = kindOf(report, 'Marks');
    assert.deepEqual([marks?.rows, marks?.people], [1, 1]);
    assert.equal(kindOf(report, 'Face template')?.protection, 'sealed');
    assert.equal(kindOf(report, 'Face template')?.people, 3);
    const withKeys = await reportBreach(db, question({ hasKeys: true }), NOW);
    assert.equal(kindOf(withKeys, 'Face template')?.protection, 'clear');
    assert.equal(kindOf(withKeys, 'Hashes of pictures')?.protection ?? 'hashed', 'hashed');
    const only = await reportBreach(db, question({ system: 'templates' }), NOW);
    assert.deepEqual(
      [only.people, kindOf(only, 'Account'), only.byRole],
      [3, undefined, [{ role: 'student', people: 3 }]],
    );
    const earlier = await reportBreach(db, question({ system: 'templates', from: NOW - HOUR_MS, to: NOW - 1 }), NOW);
    assert.equal(earlier.people, 0, 'there was nothing yet');
    await db.updateTable('person').set({ erasedAt: NOW }).where('id', '=', came.personId).execute();
    const without = await reportBreach(db, question(), NOW);
    assert.deepEqual(
      [without.people, kindOf(without, 'Account')?.people, kindOf(without, 'Marks')],
      [report.people - 1, 3, undefined],
    );
  });

  test('what happened meanwhile is counted, and nothing from before', async () => {
    const db = await open();
    await inSession(db);
    const told = { actor: { kind: 'network', id: 'n' }, personId: null } as const;
    await reportSecurityEvent(db, { ...told, code: 'sign_in_failed', at: NOW + 5 });
    await reportSecurityEvent(db, { ...told, code: 'sign_in_failed', at: NOW - HOUR_MS });
    await db
      .insertInto('erasure')
      .values({ id: newId(NOW), kind: 'template', personId: newId(NOW), at: NOW, certificate: null })
      .execute();
    const { happened, erasedSince } = await reportBreach(db, question(), NOW);
    assert.equal(erasedSince, 1);
    assert.equal(happened.auditEntries.find(({ action }) => action === 'session.opened')?.count, 1);
    const after = await reportBreach(db, question({ from: NOW + HOUR_MS, to: NOW + 2 * HOUR_MS }), NOW);
    assert.deepEqual(after.happened, { securityEvents: [], auditEntries: [], alerts: 0 });
  });

  test('an account that was taken over: its own data, and whom it acted upon; a device: who passed it', async () => {
    const db = await open();
    const { teacher, came } = await inSession(db);
    const entry = await db
      .selectFrom('auditDetail')
      .select('personId')
      .where('actorId', '=', came.personId)
      .where('personId', 'is not', null)
      .execute();
    assert.ok(entry.length > 0, 'there is something to find');
    const report = await reportBreach(db, question({ system: 'account', of: came.personId }), NOW);
    assert.ok(report.people >= 1);
    assert.equal(kindOf(report, 'Marks')?.people, 1);
    const none = await reportBreach(
      db,
      question({ system: 'account', of: teacher.personId, from: NOW - 5, to: NOW - 4 }),
      NOW,
    );
    assert.equal(kindOf(none, 'Acted upon with the account, by the audit log'), undefined);
    const device = await reportBreach(db, question({ system: 'device', of: newId(NOW) }), NOW);
    assert.equal(device.people, 0);
  });

  test('the list says how to reach each of them, and no cell is a formula', async () => {
    const db = await open();
    const { came } = await inSession(db);
    await db
      .updateTable('person')
      .set({ name: '=1+1', email: 'a@college.example' })
      .where('id', '=', came.personId)
      .execute();
    const rows = (await listBreach(db, question({ system: 'templates' }))).trim().split('\r\n');
    assert.equal(rows.length, 4);
    const [head, ...people] = rows;
    assert.equal(head, 'id,name,email,role,usn,under18,guardianEmail,kinds');
    assert.ok(people.some((row) => row.includes(`${came.personId},'=1+1,a@college.example,student`)));
    assert.ok(people.every((row) => row.includes('Face template')));
  });

  test('asking is for administrators with a fresh proof, and is written down', async () => {
    const db = await open();
    const app = await createTestApp({ db, now: NOW });
    try {
      const ask = async (role: 'admin' | 'faculty', url: string, payload: object = question()) => {
        const { headers } = await signInAs(app, role);
        return app.http.inject({ method: 'POST', url, headers, payload });
      };
      const report = await ask('admin', '/api/breach-reports');
      assert.equal(report.statusCode, 200, report.body);
      const list = await ask('admin', '/api/breach-reports/list');
      assert.match(String(list.headers['content-type']), /text\/csv/);
      assert.equal((await ask('faculty', '/api/breach-reports')).statusCode, 403);
      assert.equal((await ask('admin', '/api/breach-reports', question({ system: 'account' }))).statusCode, 400);
      assert.equal((await ask('admin', '/api/breach-reports', question({ from: NOW + 2 * HOUR_MS }))).statusCode, 400);
      const entries = await db.selectFrom('auditEntry').select('seq').where('action', '=', 'breach.reported').execute();
      assert.equal(entries.length, 2);
      const { headers } = await signInAs(app, 'admin');
      app.clock.now += 11 * 60_000;
      const later = await app.http.inject({ method: 'POST', url: '/api/breach-reports', headers, payload: question() });
      assert.equal(later.statusCode, 403, 'proved too long ago');
    } finally {
      await app.close();
    }
  });
});
