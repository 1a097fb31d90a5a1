import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { type Db, transact } from '../db/index.ts';
import { eachDatabase } from '../db/testing.ts';
import { publishAll } from '../events/index.ts';
import { type AuditEntry, audit, auditAll } from './append.ts';
import { actorCommitment, detailsCommitment, GENESIS, hashOf } from './chain.ts';

const NOW = Date.UTC(2026, 7, 3, 9);
const entry = (n: number): AuditEntry => ({
  action: 'person.changed',
  at: NOW + n,
  actorId: 'the-admin',
  subject: { kind: 'person', id: `student-${n}` },
  details: { name: { from: 'A', to: `Bina ${n}` } },
});
const append = (db: Db, ...entries: AuditEntry[]) => transact(db, (trx) => auditAll(trx, entries));
const chain = (db: Db) => db.selectFrom('auditEntry').selectAll().orderBy('seq').execute();
const detailsIn = (db: Db) => db.selectFrom('auditDetail').selectAll().orderBy('seq').execute();

eachDatabase((open, name) => {
  test('entries follow one another without a hole, each with the hash of the one before', async () => {
    const db = await open();
    await append(db, entry(1), entry(2));
    await append(db, entry(3));
    const entries = await chain(db);
    assert.deepEqual(
      entries.map(({ seq, at, action }) => [seq, at, action]),
      [1, 2, 3].map((n) => [n, NOW + n, 'person.changed']),
    );
    let prev = GENESIS;
    for (const { hash, ...rest } of entries) {
      assert.equal(hash, hashOf(rest, prev));
      prev = hash;
    }
  });

  test('the chain holds commitments; who and what stand beside it, and fit', async () => {
    const db = await open();
    await append(db, entry(1), {
      ...entry(2),
      actorId: null,
      subject: { kind: 'term', id: 't' },
      personId: 'guardian-9',
    });
    const entries = await chain(db);
    assert.doesNotMatch(JSON.stringify(entries), /the-admin|student-|Bina|guardian/);
    for (const [index, detail] of (await detailsIn(db)).entries()) {
      const { actorId, actorSalt, salt, data, subjectKind, subjectId, personId } = detail;
      assert.equal(entries[index]?.actor, actorCommitment(String(actorSalt), actorId));
      const about = { subjectKind, subjectId, personId, data: JSON.parse(String(data)) as unknown };
      assert.equal(entries[index]?.details, detailsCommitment(String(salt), about));
    }
    const rows = await detailsIn(db);
    assert.deepEqual(
      rows.map(({ actorId, subjectId, personId }) => [actorId, subjectId, personId]),
      [
        ['the-admin', 'student-1', 'student-1'],
        [null, 't', 'guardian-9'],
      ],
    );
    const salts = rows.flatMap(({ salt, actorSalt }) => [salt, actorSalt]);
    assert.equal(new Set(salts).size, 4);
    for (const salt of salts) assert.equal(Buffer.from(String(salt), 'base64url').length, 32);
  });

  test('an entry needs the transaction of its action, and goes with it', async () => {
    const db = await open();
    await assert.rejects(audit(db as never, entry(1)), /transaction/);
    await assert.rejects(
      transact(db, async (trx) => {
        await audit(trx, entry(1));
        throw new Error('undone');
      }),
      /undone/,
    );
    assert.deepEqual([await chain(db), await detailsIn(db)], [[], []]);
  });

  test('many who append at once take turns', async () => {
    const db = await open();
    await Promise.all(Array.from({ length: 20 }, (_, n) => append(db, entry(n), entry(n + 100))));
    const seqs = (await chain(db)).map(({ seq }) => seq);
    assert.deepEqual(
      seqs,
      Array.from({ length: 40 }, (_, index) => index + 1),
    );
  });

  test('what is in the log is neither changed nor removed', async () => {
    const db = await open();
    await append(db, entry(1), entry(2));
    await db
      .insertInto('auditCheckpoint')
      .values({ kind: 'checkpoint', seq: 2, at: NOW, hash: 'h', keyId: 'k', signature: 's' })
      .execute();
    for (const statement of [
      'update audit_entry set at = 1',
      "update audit_entry set action = 'sign-out' where seq = 1",
      'delete from audit_entry',
      'delete from audit_entry where seq = 2',
      "update audit_detail set data = '{}'",
      "update audit_detail set actor_id = 'somebody'",
      'update audit_detail set seq = seq + 10',
      'delete from audit_detail where seq = 1',
      'update audit_checkpoint set seq = 1',
      'delete from audit_checkpoint',
      ...(name === 'postgres' ? ['truncate audit_entry', 'truncate audit_detail', 'truncate audit_checkpoint'] : []),
    ]) {
      await assert.rejects(sql.raw(statement).execute(db), /only grows/, statement);
    }
    // Erasing is allowed: it leaves nothing, and puts nothing in its place.
    await db.updateTable('auditDetail').set({ data: null, salt: null, subjectId: null }).where('seq', '=', 1).execute();
  });

  test('events of consequence leave an entry, with what streams do not tell; the others leave none', async () => {
    const db = await open();
    const about = { at: NOW, actorId: 'f', sessionId: 's', sectionId: 'x', personId: 'p' };
    const mark = { id: 'm', version: 2, code: 'P', method: 'manual', at: NOW, isFlagged: false };
    await publishAll(db, [
      {
        ...about,
        type: 'mark.changed',
        data: { mark, student: { name: 'Asha' } },
        proof: { from: 'A', reason: 'seen' },
      },
      { ...about, type: 'notifications.changed', data: {} },
      { ...about, type: 'toString', data: {} },
      { ...about, type: 'job.changed', data: { job: { id: 'j', kind: 'import-apply', state: 'running', done: 1 } } },
      { ...about, type: 'job.changed', data: { job: { id: 'j', kind: 'import-apply', state: 'done', done: 2 } } },
    ]);
    assert.deepEqual(
      (await chain(db)).map(({ action }) => action),
      ['mark.changed', 'job.done'],
    );
    const [first] = await detailsIn(db);
    assert.deepEqual([first?.actorId, first?.subjectKind, first?.subjectId, first?.personId], ['f', 'mark', 'm', 'p']);
    const changed = { sessionId: 's', version: 2, method: 'manual', at: NOW, isFlagged: false, from: 'A', to: 'P' };
    assert.deepEqual(JSON.parse(String(first?.data)), { ...changed, reason: 'seen' });
    assert.doesNotMatch(JSON.stringify(await db.selectFrom('domainEvent').selectAll().execute()), /seen/);
  });
});
