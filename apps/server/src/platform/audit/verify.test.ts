import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { type Db, transact } from '../db/index.ts';
import { eachDatabase } from '../db/testing.ts';
import { auditAll } from './append.ts';
import { verifyBundle } from './bundle.ts';
import { actorCommitment, detailsCommitment, GENESIS, hashOf } from './chain.ts';
import { eraseFromAudit } from './erase.ts';
import { exportBundle } from './export.ts';
import { feedVerifier, newestStatement } from './log.store.ts';
import { pruneLog } from './prune.ts';
import { openAuditSigner, trust } from './signer.ts';
import { AT, auditHouse, someEntries, writeLog } from './testing-log.ts';
import { createVerifier } from './verify.ts';

const breathe = () => Promise.resolve();
/** Removes what keeps the log from being changed, as whoever owns the database can. */
const disarm = async (db: Db, engine: string): Promise<void> => {
  const tables = { audit_entry: 'stays', audit_detail: 'stays' };
  for (const [table, rule] of Object.entries(tables))
    for (const name of [`${table}_${rule}`, `${table}_remains`])
      await sql.raw(engine === 'sqlite' ? `drop trigger ${name}` : `drop trigger ${name} on ${table}`).execute(db);
};
const linesOf = async function* (db: Db, house: ReturnType<typeof auditHouse>) {
  const options = { signer: house.signer, institution: 'College', now: AT };
  for await (const text of exportBundle(db, options)) yield* text.trimEnd().split('\n');
};

test('a number that is left out is found, also where every hash fits', () => {
  const verifier = createVerifier(trust());
  const actor = { actorId: null, actorSalt: 'A' };
  const detail = { ...actor, subjectKind: null, subjectId: null, personId: null, data: '{}', salt: 'A' };
  const commitments = {
    actor: actorCommitment('A', null),
    details: detailsCommitment('A', { subjectKind: null, subjectId: null, personId: null, data: {} }),
  };
  let prev = GENESIS;
  for (const seq of [1, 3]) {
    const entry = { seq, at: AT, action: 'sign-out', ...commitments };
    prev = hashOf(entry, prev);
    verifier.entry({ ...entry, hash: prev }, detail);
  }
  assert.deepEqual(verifier.end(), { ok: false, seq: 2, problem: 'sequence' });
});

eachDatabase((open, engine) => {
  test('a log that nobody touched verifies, from the beginning and from what was seen before', async () => {
    const house = auditHouse(await open());
    await writeLog(house, { count: 450, every: 150 });
    assert.equal(await house.watch.sweep({}), null);
    assert.equal(await house.guard().follow(), null);
    const verifier = createVerifier(house.keys);
    await feedVerifier(house.db, { verifier, breathe });
    const verdict = verifier.end({ mustBeSigned: true });
    assert.deepEqual(
      verdict.ok && [verdict.entries, verdict.checkpoints, verdict.erased, verdict.signedUpTo],
      [450, 3, 0, 450],
    );
    assert.equal(house.watch.state.verifiedUpTo, 450);
  });

  test('what a bundle says is what the log says; the key decides whose it is', async () => {
    const house = auditHouse(await open());
    await writeLog(house, { count: 45 });
    const { verdict, manifest } = await verifyBundle(linesOf(house.db, house), house.keys);
    assert.deepEqual([verdict.ok, manifest?.entries, manifest?.last], [true, 45, 45]);
    const stranger = trust(openAuditSigner(Buffer.alloc(32, 1)).publicKey);
    const other = await verifyBundle(linesOf(house.db, house), stranger);
    assert.deepEqual(other.verdict, { ok: false, seq: 20, problem: 'unknown_key' });
  });

  test('a change that the owner of the database makes is found, and never signed', async () => {
    const db = await open();
    const house = auditHouse(db);
    await writeLog(house);
    await disarm(db, engine);
    await sql`update audit_entry set at = at + 1 where seq = 31`.execute(db);
    assert.deepEqual(await house.guard().sweep({}), { seq: 31, problem: 'hash' });
    await transact(db, (trx) => auditAll(trx, someEntries(3)));
    const fresh = house.guard();
    await sql`update audit_detail set data = '{}' where seq = 62`.execute(db);
    assert.equal(await fresh.checkpoint(), false);
    assert.deepEqual(fresh.state.broken, { seq: 62, problem: 'details' });
    assert.equal((await newestStatement(db, 'checkpoint'))?.seq, 60);
  });

  test('an end that is taken back after it was seen is missed, also with its checkpoint', async () => {
    const db = await open();
    const house = auditHouse(db);
    await writeLog(house);
    await disarm(db, engine);
    await sql
      .raw(`drop trigger audit_checkpoint_remains ${engine === 'sqlite' ? '' : 'on audit_checkpoint'}`)
      .execute(db);
    await sql`delete from audit_entry where seq > 40`.execute(db);
    // Whoever begins after the newest checkpoint finds its entry gone; whoever begins at the beginning, where the end is.
    assert.deepEqual(await house.guard().follow(), { seq: 60, problem: 'cut_off' });
    assert.deepEqual(await house.guard().sweep({}), { seq: 41, problem: 'cut_off' });
    await sql`delete from audit_checkpoint where seq > 40`.execute(db);
    assert.deepEqual(await house.watch.follow(), { seq: 60, problem: 'cut_off' });
  });

  test('who is erased is gone from the log, which still verifies; emptied without a word it does not', async () => {
    const db = await open();
    const house = auditHouse(db);
    await writeLog(house);
    await transact(db, (trx) => eraseFromAudit(trx, { personId: 'person-3', actorId: 'actor-1', now: AT }));
    await transact(db, (trx) => eraseFromAudit(trx, { personId: 'actor-4', actorId: 'actor-1', now: AT }));
    const text = JSON.stringify(await db.selectFrom('auditDetail').selectAll().execute());
    assert.doesNotMatch(text, /"person-3"|"actor-4"/);
    assert.match(text, /"person-4"/);
    await house.watch.checkpoint();
    const { verdict } = await verifyBundle(linesOf(db, house), house.keys);
    assert.ok(verdict.ok && verdict.erased > 10, JSON.stringify(verdict));
    await db
      .updateTable('auditDetail')
      .set({ data: null, salt: null, subjectKind: null, subjectId: null, personId: null })
      .where('seq', '=', 2)
      .execute();
    assert.deepEqual(await house.guard().sweep({}), { seq: 2, problem: 'missing_details' });
  });

  test('what is older than its retention goes, proven, and the rest verifies from there', async () => {
    const db = await open();
    const house = auditHouse(db);
    await writeLog(house, { count: 2500, every: 1250 });
    const prune = (before: number) =>
      pruneLog(db, { signer: house.signer, keys: house.keys, before, now: house.clock.now });
    assert.equal(await prune(AT + 2100 * 1000), 2100);
    const left = await db.selectFrom('auditEntry').select(['seq', 'action']).orderBy('seq').execute();
    assert.equal(left[0]?.seq, 2101);
    assert.deepEqual(
      left.slice(-3).map(({ action }) => action),
      ['audit.pruned', 'audit.pruned', 'audit.pruned'],
    );
    assert.equal((await db.selectFrom('auditDetail').select('seq').where('seq', '<=', 2100).execute()).length, 0);
    assert.equal(await prune(AT + 2100 * 1000), 0);
    await house.watch.checkpoint();
    assert.equal(await house.watch.sweep({}), null);
    assert.equal(await house.guard().sweep({}), null);
    const { verdict } = await verifyBundle(linesOf(db, house), house.keys);
    assert.ok(verdict.ok && verdict.entries === 403, JSON.stringify(verdict));
    await assert.rejects(sql`delete from audit_entry where seq = 2101`.execute(db), /only grows/);
    // Everything is old: the newest entry stays, and what is appended follows it.
    await prune(AT + 1e12);
    await transact(db, (trx) => auditAll(trx, someEntries(1)));
    assert.equal(await house.guard().sweep({}), null);
  });

  test('what does not verify is not pruned: nothing is hidden that way', async () => {
    const db = await open();
    const house = auditHouse(db);
    await writeLog(house);
    await disarm(db, engine);
    await sql`update audit_detail set person_id = 'somebody' where seq = 7`.execute(db);
    const { signer, keys } = house;
    assert.equal(await pruneLog(db, { signer, keys, before: AT + 1e9, now: AT }), 0);
    assert.equal(await newestStatement(db, 'pruned'), undefined);
  });

  test('one checkpoint a minute, whoever makes it; none when nothing was added', async () => {
    const db = await open();
    const house = auditHouse(db);
    const [one, other] = [house.guard(), house.guard()];
    const count = async () => (await db.selectFrom('auditCheckpoint').select('seq').execute()).length;
    await one.checkpoint({ everyMs: 50_000 });
    assert.equal(await count(), 0);
    await transact(db, (trx) => auditAll(trx, someEntries(2)));
    await Promise.all([one.checkpoint({ everyMs: 50_000 }), other.checkpoint({ everyMs: 50_000 })]);
    assert.equal(await count(), 1);
    await transact(db, (trx) => auditAll(trx, someEntries(2)));
    await other.checkpoint({ everyMs: 50_000 });
    assert.equal(await count(), 1);
    house.clock.now += 60_000;
    await other.checkpoint({ everyMs: 50_000 });
    await one.checkpoint();
    assert.equal(await count(), 2);
  });
});
