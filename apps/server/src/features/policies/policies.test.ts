import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultPolicy, type Policy, PolicyData, policyPresetIds, withPreset } from '@smart-presence/contract';
import { type Db, newId, transact } from '../../platform/db/index.ts';
import { eachDatabase } from '../../platform/db/testing.ts';
import { startOfDay } from '../academics/index.ts';
import { signInAs, somebody } from '../accounts/testing.ts';
import { createAccountsApp } from '../accounts/testing-app.ts';
import { currentPolicy, policyByVersion, registerPolicies } from './index.ts';
import { savePolicy } from './save-policy.ts';
import { policyProblems } from './validate-policy.ts';

const NOW = Date.UTC(2026, 7, 3, 9);
const HOUR_MS = 3_600_000;
const strict: PolicyData = { ...defaultPolicy, minimumPercent: 85 };

const startOf = (_: Db, day: string) => Promise.resolve(startOfDay('Asia/Kolkata', day));

const save = (db: Db, change: { data?: PolicyData; now?: number; effectiveFrom?: number }) =>
  savePolicy(db, { data: strict, note: null, createdBy: null, now: NOW, ...change });

eachDatabase((open) => {
  test('there always is a policy: the first use writes the default as version 1', async () => {
    const db = await open();
    const policy = await currentPolicy(db, NOW);
    assert.equal(policy.version, 1);
    assert.deepEqual(policy.data, defaultPolicy);
    assert.deepEqual(await currentPolicy(db, NOW + HOUR_MS), policy);
    assert.deepEqual(await policyByVersion(db, 1), policy);
  });

  test('twenty first uses at once write one version', async () => {
    const db = await open();
    const all = await Promise.all(Array.from({ length: 20 }, () => currentPolicy(db, NOW)));
    assert.equal(new Set(all.map(({ id }) => id)).size, 1);
  });

  test('the first use may happen inside a transaction, and is undone with it', async () => {
    const db = await open();
    const undone = transact(db, async (trx) => {
      assert.equal((await currentPolicy(trx, NOW)).version, 1);
      throw new Error('planted');
    });
    await assert.rejects(undone, /planted/);
    await assert.rejects(policyByVersion(db, 1), { code: 'not_found' });
    assert.equal((await transact(db, (trx) => currentPolicy(trx, NOW))).version, 1);
    assert.equal((await policyByVersion(db, 1)).version, 1);
  });

  test('a saved version is in force from its instant; before it the earlier one is', async () => {
    const db = await open();
    await currentPolicy(db, NOW);
    const saved = await save(db, { now: NOW + HOUR_MS });
    assert.equal(saved.version, 2);
    assert.equal((await currentPolicy(db, NOW + HOUR_MS - 1)).version, 1);
    assert.equal((await currentPolicy(db, NOW + HOUR_MS)).data.minimumPercent, 85);
    assert.equal((await currentPolicy(db, NOW - HOUR_MS)).version, 1, 'a clock behind gets the first one');
    assert.equal((await policyByVersion(db, 1)).data.minimumPercent, 75, 'old sessions keep theirs');
  });

  test('a version of a day to come waits for it, whatever is saved meanwhile', async () => {
    const db = await open();
    await currentPolicy(db, NOW);
    const coming = await save(db, { effectiveFrom: NOW + 24 * HOUR_MS });
    const meanwhile = await save(db, { data: { ...defaultPolicy, minimumPercent: 60 }, now: NOW + HOUR_MS });
    assert.deepEqual([coming.version, meanwhile.version], [2, 3]);
    assert.equal((await currentPolicy(db, NOW)).version, 1);
    assert.equal((await currentPolicy(db, NOW + 2 * HOUR_MS)).version, 3);
    assert.equal((await currentPolicy(db, NOW + 24 * HOUR_MS - 1)).version, 3);
    assert.equal((await currentPolicy(db, NOW + 24 * HOUR_MS)).version, 2);
    const instead = await save(db, { effectiveFrom: NOW + 24 * HOUR_MS });
    assert.equal((await currentPolicy(db, NOW + 25 * HOUR_MS)).version, instead.version, 'the later word counts');
    await assert.rejects(save(db, { effectiveFrom: NOW - 1 }), { code: 'invalid_request' });
  });

  test('another server’s version is seen at once', async () => {
    const db = await open();
    const here = await currentPolicy(db, NOW);
    const row = { createdBy: null, note: null, data: JSON.stringify(strict) };
    await db
      .insertInto('policy')
      .values({ ...row, id: newId(), version: here.version + 1, effectiveFrom: NOW })
      .execute();
    assert.equal((await currentPolicy(db, NOW)).version, 2);
  });

  test('saved first of all, a policy follows the default', async () => {
    const db = await open();
    assert.equal((await save(db, {})).version, 2);
    assert.equal((await policyByVersion(db, 1)).data.minimumPercent, 75);
  });

  test('versions saved at the same time each get a number', async () => {
    const db = await open();
    const saved = await Promise.all(Array.from({ length: 8 }, () => save(db, {})));
    assert.deepEqual(saved.map(({ version }) => version).sort(), [2, 3, 4, 5, 6, 7, 8, 9]);
  });

  test('over HTTP: everyone reads the current one, staff read all, an administrator saves', async (t) => {
    const app = await createAccountsApp({
      db: await open(),
      register: (platform) => registerPolicies(platform, { startOf }),
    });
    t.after(app.close);
    const [admin, faculty, student] = [
      await signInAs(app, await somebody(app.platform.db, { role: 'admin', name: 'Asha' }, NOW)),
      await signInAs(app, 'faculty'),
      await signInAs(app, 'student'),
    ];
    const url = '/api/policies';
    const post = (headers: Record<string, string>, data: PolicyData) =>
      app.http.inject({ method: 'POST', url, headers, payload: { data, note: 'Senate, 3 August' } });
    assert.equal((await post(faculty.headers, strict)).statusCode, 403);
    const made = (await post(admin.headers, strict)).json<Policy>();
    assert.deepEqual([made.version, made.createdBy, made.note], [2, 'Asha', 'Senate, 3 August']);
    const current = await app.http.inject({ url: `${url}/current`, headers: student.headers });
    assert.deepEqual(current.json(), made);
    const all = (await app.http.inject({ url, headers: faculty.headers })).json<Policy[]>();
    assert.deepEqual(
      all.map(({ version, createdBy }) => [version, createdBy]),
      [
        [2, 'Asha'],
        [1, null],
      ],
    );
    const later = { data: strict, effectiveFrom: '2026-12-01' };
    const waiting = await app.http.inject({ method: 'POST', url, headers: admin.headers, payload: later });
    assert.equal(waiting.json<Policy>().effectiveFrom, Date.UTC(2026, 10, 30, 18, 30), 'midnight of the college');
    const over = { ...later, effectiveFrom: '2026-08-03' };
    assert.equal(
      (await app.http.inject({ method: 'POST', url, headers: admin.headers, payload: over })).statusCode,
      400,
    );
    const bad = await post(admin.headers, { ...strict, presentCode: 'X' });
    assert.equal(bad.statusCode, 400);
    assert.deepEqual(bad.json().error.details, [{ path: 'body.data.presentCode', message: 'X is none of the marks' }]);
  });
});

test('every preset fits together, on the default and on each other', () => {
  for (const first of policyPresetIds)
    for (const second of policyPresetIds)
      assert.deepEqual(
        policyProblems(PolicyData.parse(withPreset(second, withPreset(first, defaultPolicy)))),
        [],
        `${second} after ${first}`,
      );
});

test('the default fits together, and every way not to is named', () => {
  assert.deepEqual(policyProblems(defaultPolicy), []);
  const face = (change: Partial<PolicyData['face']>): PolicyData => ({
    ...defaultPolicy,
    face: { ...defaultPolicy.face, ...change },
  });
  const [present, , , absent] = defaultPolicy.marks;
  assert.ok(present && absent);
  const broken: [string, PolicyData][] = [
    ['presentCode', { ...defaultPolicy, presentCode: 'X' }],
    ['lateCode', { ...defaultPolicy, lateCode: 'X' }],
    ['absentCode', { ...defaultPolicy, absentCode: 'X' }],
    ['absentCode', { ...defaultPolicy, absentCode: 'P' }],
    ['lateCode', { ...defaultPolicy, lateCode: 'A' }],
    ['presentCode', { ...defaultPolicy, presentCode: 'E' }],
    ['marks.6.code', { ...defaultPolicy, marks: [...defaultPolicy.marks, present] }],
    ['condonationPercent', { ...defaultPolicy, condonationPercent: 76 }],
    ['onDutyCode', { ...defaultPolicy, onDutyCode: 'X' }],
    ['onDutyCode', { ...defaultPolicy, onDutyCode: 'P' }],
    ['onDutyCapPercent', { ...defaultPolicy, onDutyCode: null, onDutyCapPercent: 10 }],
    ['face.verifyReview', face({ verifyReview: 0.51 })],
    ['face.identifyReview', face({ identifyReview: 0.49 })],
    ['face.identifyMargin', face({ identifyMargin: 0.5 })],
    ['face.duplicateSure', face({ duplicateSure: 0.51 })],
  ];
  for (const [path, data] of broken)
    assert.ok(
      policyProblems(data).some((problem) => problem.path === path),
      path,
    );
});
