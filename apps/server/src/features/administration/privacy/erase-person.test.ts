import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { signingKeyFor } from '../../../platform/crypto/index.ts';
import { type Db, newId } from '../../../platform/db/index.ts';
import { eachDatabase } from '../../../platform/db/testing.ts';
import { AppError } from '../../../platform/http/index.ts';
import { rowsHeld } from '../../../platform/personal-data/index.ts';
import { ensureInstitution, givePassword, somebody } from '../../accounts/testing.ts';
import { closeSession, openSession } from '../../attendance/index.ts';
import { addClass, addViewer, checkInAs, NOW } from '../../attendance/testing.ts';
import { provideTestService } from '../../biometrics/testing.ts';
import { keepTemplateAt } from '../../biometrics/testing-templates.ts';
import { checkTallies, followSessions } from '../../insights/index.ts';
import { judgeCertificate } from './certificate.ts';
import { erasePerson, previewErasure } from './erase-person.ts';
import { listErasures } from './erasures.store.ts';
import { tablesAboutPeople } from './personal-data.ts';

const key = signingKeyFor(randomBytes(32), 'test');
const LATER = NOW + 3_600_000;
const refuses = (code: string) => (error: unknown) => error instanceof AppError && error.code === code;

/** A student who checked in, asked for leave and gave a guardian; and the administrator who erases. */
const livedHere = async (db: Db) => {
  await ensureInstitution(db, NOW);
  const vault = provideTestService(db);
  const group = await addClass(db, { students: 2 });
  const [student, other] = group.students;
  assert.ok(student && other);
  const { personId } = student;
  await db.deleteFrom('template').where('personId', '=', personId).execute();
  await keepTemplateAt(db, vault, { personId, place: 0 });
  const { id: sessionId } = await openSession(db, { sectionId: group.sectionId, viewer: group.teacher, now: NOW });
  await checkInAs(db, { sessionId, student, begunAt: NOW + 1000 });
  await checkInAs(db, { sessionId, student: other, begunAt: NOW + 1000 });
  await db.updateTable('person').set({ email: 'canary@college.example' }).where('id', '=', personId).execute();
  await db
    .updateTable('studentProfile')
    .set({ guardianEmail: 'home@parents.example', departmentId: group.departmentId, year: 2 })
    .where('personId', '=', personId)
    .execute();
  const requestId = newId(NOW);
  const never = { secondReadingBy: null, secondAskedAt: null, secondStatement: null, settledAt: null, verdict: null };
  const leave = { leaveKind: 'medical' as const, firstDay: '2026-08-03', lastDay: '2026-08-03' };
  const noAppeal = { sessionId: null, markId: null, wanted: null, sectionId: null };
  const asked = {
    kind: 'leave' as const,
    state: 'open' as const,
    statement: 'a migraine',
    askedAt: NOW,
    answerBy: NOW,
  };
  await db
    .insertInto('studentRequest')
    .values({ id: requestId, studentId: personId, ...asked, ...never, ...leave, ...noAppeal })
    .execute();
  const sealed = { kekId: 'k', wrapped: Buffer.from('w'), sealed: Buffer.from('s'), erasedAt: null };
  await db
    .insertInto('requestDocument')
    .values({ id: newId(NOW), requestId, type: 'application/pdf', bytes: 1, addedAt: NOW, ...sealed })
    .execute();
  const admin = await addViewer(db, 'admin', 'Admin');
  return { personId, other, sessionId, admin, actorId: admin.personId, name: student.name };
};

const ofKind = (counts: readonly { kind: string; count: number }[], kind: string) =>
  counts.find((entry) => entry.kind === kind)?.count;

eachDatabase((open) => {
  test('what is erased is what was announced; marks stay under a pseudonym, and statistics as they were', async () => {
    const db = await open();
    const { personId, actorId, name, other, sessionId } = await livedHere(db);
    await closeSession(db, { sessionId, viewer: { personId: actorId, role: 'admin' }, now: NOW + 60_000 });
    await followSessions({ db });
    const tally = () => db.selectFrom('sessionTally').select(['roster', 'marked', 'attended', 'faceSelf']).execute();
    const counted = await tally();
    assert.deepEqual(counted, [{ roster: 2, marked: 2, attended: 2, faceSelf: 2 }]);
    const announced = await previewErasure(db, { personId, actorId });
    assert.deepEqual(announced.person, { id: personId, name });
    assert.equal(ofKind(announced.erases, 'Face template'), 1);
    assert.equal(ofKind(announced.keeps, 'Marks'), 1);
    const others = await Promise.all(tablesAboutPeople.map((table) => rowsHeld(db, table, other.personId)));

    const certificate = await erasePerson(db, { personId, actorId, key, now: LATER });
    assert.deepEqual([certificate.erased, certificate.kept], [announced.erases, announced.keeps]);
    assert.deepEqual(judgeCertificate(JSON.stringify(certificate)).isGenuine, true);

    const held = JSON.stringify(await Promise.all(tablesAboutPeople.map((table) => rowsHeld(db, table, personId))));
    for (const trace of [name, 'canary@', 'parents.example', 'migraine', 'USN '])
      assert.equal(held.includes(trace), false, `${trace} is still held`);
    const marks = await db
      .selectFrom('mark')
      .select(['code', 'evidence', 'method'])
      .where('studentId', '=', personId)
      .execute();
    assert.deepEqual(marks, [{ code: 'P', evidence: '{}', method: 'face-self' }]);
    const profile = await db
      .selectFrom('studentProfile')
      .selectAll()
      .where('personId', '=', personId)
      .executeTakeFirst();
    assert.deepEqual([profile?.year, profile?.usn, profile?.guardianEmail], [2, null, null]);
    await db.updateTable('tallyProgress').set({ filledTo: '' }).execute();
    assert.equal(await followSessions({ db }), 1);
    assert.deepEqual(await tally(), counted);
    assert.equal((await checkTallies(db)).differing, 0);
    for (const table of ['template', 'dataKey'] as const)
      assert.equal((await db.selectFrom(table).selectAll().where('personId', '=', personId).execute()).length, 0);
    const [document] = await db.selectFrom('requestDocument').select(['wrapped', 'sealed', 'erasedAt']).execute();
    assert.deepEqual(document, { wrapped: null, sealed: null, erasedAt: LATER });
    assert.deepEqual(await Promise.all(tablesAboutPeople.map((table) => rowsHeld(db, table, other.personId))), others);
  });

  test('it is written down: in the ledger, in the list with its certificate, and in the audit log', async () => {
    const db = await open();
    const { personId, actorId } = await livedHere(db);
    const inLog = (column: 'personId' | 'actorId') =>
      db
        .selectFrom('auditDetail')
        .innerJoin('auditEntry', 'auditEntry.seq', 'auditDetail.seq')
        .select('action')
        .where(column, '=', personId)
        .execute();
    assert.ok((await inLog('personId')).length > 0);
    assert.ok((await inLog('actorId')).length > 0);
    const chain = await db.selectFrom('auditEntry').select('hash').orderBy('seq').execute();
    const { id } = await erasePerson(db, { personId, actorId, key, now: LATER });
    assert.deepEqual(await inLog('personId'), [{ action: 'person.erased' }]);
    assert.deepEqual(await inLog('actorId'), []);
    const after = await db.selectFrom('auditEntry').select('hash').orderBy('seq').execute();
    assert.deepEqual(after.slice(0, chain.length), chain, 'the chain is as it was');
    const { items, total } = await listErasures(db, { page: 1, pageSize: 25 });
    assert.equal(total, 1);
    assert.deepEqual([items[0]?.id, items[0]?.person, items[0]?.at], [id, personId, LATER]);
    const entries = await db.selectFrom('auditEntry').select('action').where('action', '=', 'person.erased').execute();
    assert.equal(entries.length, 1);
  });

  test('reports that wait for somebody are erased, whoever they are about', async () => {
    const db = await open();
    const { personId, actorId } = await livedHere(db);
    const kept = { kekId: 'k', wrapped: Buffer.from('w'), sealed: Buffer.from('s'), expiresAt: LATER + 1, bytes: 1 };
    const asked = { request: '{"kind":"security","days":7}', title: 'Security summary', format: 'pdf' as const };
    const never = { scheduleId: null, period: null, jobId: null, lastTakenAt: null };
    await db
      .insertInto('reportFile')
      .values({ id: newId(NOW), ownerId: actorId, ...asked, ...never, ...kept, state: 'ready', askedAt: NOW })
      .execute();
    await erasePerson(db, { personId, actorId, key, now: LATER });
    const left = await db.selectFrom('reportFile').select(['state', 'sealed']).execute();
    assert.deepEqual(left, [{ state: 'expired', sealed: null }]);
  });

  test('not oneself, not the last administrator, not a kiosk, not twice; then nothing is changed', async () => {
    const db = await open();
    const { personId, actorId } = await livedHere(db);
    const erase = (id: string, by = actorId) => erasePerson(db, { personId: id, actorId: by, key, now: LATER });
    await assert.rejects(erase(actorId), refuses('own_account'));
    // The other administrator has no password: nobody would be left who can sign in.
    await givePassword(db, actorId, NOW);
    const second = await somebody(db, { role: 'admin' }, NOW);
    await assert.rejects(erase(actorId, second.id), refuses('last_admin'));
    const admin = await db
      .selectFrom('person')
      .select(['name', 'isDisabled'])
      .where('id', '=', actorId)
      .executeTakeFirst();
    assert.deepEqual(admin, { name: 'Admin', isDisabled: false });
    assert.equal((await db.selectFrom('erasure').selectAll().execute()).length, 0);
    const kiosk = newId(NOW);
    const row = { name: 'Door', email: null, role: 'kiosk' as const, passwordHash: null, lastSignInAt: null };
    await db
      .insertInto('person')
      .values({ ...row, id: kiosk, createdAt: NOW, updatedAt: NOW })
      .execute();
    await assert.rejects(erase(kiosk), refuses('not_found'));
    await erase(personId);
    await assert.rejects(erase(personId), refuses('not_found'));
  });

  test('a class photo forgets the name of whoever was erased, and no other', async () => {
    const db = await open();
    const { personId, actorId, sessionId, other } = await livedHere(db);
    const candidates = [personId, other.personId].map((id) => ({ student: { id, name: `Name of ${id}`, usn: 'U' } }));
    const proposal = JSON.stringify({ proposal: { faces: [{ candidates }] } });
    const photo = { id: newId(NOW), sessionId, createdBy: actorId, createdAt: NOW, proposal, confirmedAt: null };
    await db.insertInto('classPhoto').values(photo).execute();
    await erasePerson(db, { personId, actorId, key, now: LATER });
    const [kept] = await db.selectFrom('classPhoto').select('proposal').execute();
    assert.equal(kept?.proposal.includes(`Name of ${personId}`), false);
    assert.equal(kept?.proposal.includes(`Name of ${other.personId}`), true);
  });
});
