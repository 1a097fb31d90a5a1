import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Db, transact } from '../../platform/db/index.ts';
import { eachDatabase } from '../../platform/db/testing.ts';
import { addViewer, NOW } from '../attendance/testing.ts';
import { notify } from '../notifications/index.ts';
import { saveChoice, saveRhythm } from '../notifications/testing-digests.ts';
import { openCourse } from '../standing/testing-classes.ts';
import { DAY_MS, letters, look, reads, settle } from './testing-digests.ts';

/** Monday the tenth of August at seven; a week after the course began. */
const MONDAY = Date.UTC(2026, 7, 10, 7);
const NEXT_MONDAY = MONDAY + 7 * DAY_MS;

/** A course with a teacher and three students, of whom two read mail. Digests are sent since the day it began. */
const begun = async (db: Db) => {
  await settle(db);
  const course = await openCourse(db);
  const [asha, ben, never] = course.students.map(({ personId }) => personId) as [string, string, string];
  for (const id of [asha, ben, course.teacher.personId]) await reads(db, id);
  await look(db, NOW);
  return { ...course, asha, ben, never };
};
/** Enough to tell administrators about. */
const failedMail = {
  ...{ id: 'failed', kind: 'invitation', recipient: 'x@example.edu', personId: null, data: Buffer.from('x') },
  ...{ state: 'dead' as const, createdAt: NOW, dueAt: NOW, expiresAt: NOW + 400 * DAY_MS, attempts: 9 },
  ...{ lastError: 'refused', claimedUntil: null, sentAt: null },
};
const readers = async (db: Db) => (await letters(db)).map(({ personId }) => personId).toSorted();

eachDatabase((open) => {
  test('on Monday morning everybody concerned gets one letter, however many servers look and how often', async () => {
    const db = await open();
    const { hold, asha, ben, teacher } = await begun(db);
    await hold({ 0: 'A' });
    assert.equal(await look(db, MONDAY - 1), 0, 'not before seven');
    const counts = await Promise.all([1, 2, 3].map(() => look(db, MONDAY)));
    assert.equal(
      counts.reduce((sum, n) => sum + n, 0),
      3,
    );
    assert.equal(await look(db, MONDAY + 1000), 0);
    assert.equal(await look(db, NEXT_MONDAY - 1), 0);
    assert.deepEqual(await readers(db), [asha, ben, teacher.personId].toSorted());
    const [first] = await letters(db);
    assert.equal(first?.expiresAt, NEXT_MONDAY, 'then it is old news');
    assert.equal(first?.subject, 'Test College: your weekly digest');
  });

  test('after an outage the newest is sent, once; those missed are not', async () => {
    const db = await open();
    const { hold, asha, ben, teacher } = await begun(db);
    for (let day = 0; day < 10; day += 1) await hold();
    const late = NEXT_MONDAY + 3 * DAY_MS;
    assert.equal(await look(db, late), 3);
    assert.equal(await look(db, late + DAY_MS), 0);
    assert.deepEqual(await readers(db), [asha, ben, teacher.personId].toSorted());
  });

  test('a server that stops in between has settled nobody', async () => {
    const db = await open();
    const { hold } = await begun(db);
    await hold();
    await assert.rejects(
      transact(db, async (trx) => {
        assert.equal(await look(trx, MONDAY), 3);
        throw new Error('the server stops here');
      }),
    );
    assert.equal((await letters(db)).length, 0);
    assert.equal(await look(db, MONDAY), 3);
  });

  test('across the change of clocks each morning has its letter, at seven by the clocks', async () => {
    const db = await open();
    await settle(db, 'Europe/Berlin');
    const admin = await addViewer(db, 'admin', 'Admin');
    await reads(db, admin.personId);
    await db.insertInto('outbox').values(failedMail).execute();
    const start = Date.UTC(2026, 9, 23, 6);
    await look(db, start);
    const sentAt: string[] = [];
    for (let now = start; now < start + 4 * DAY_MS; now += DAY_MS / 48)
      if ((await look(db, now)) > 0) sentAt.push(new Date(now).toISOString());
    assert.deepEqual(sentAt, ['2026-10-24T05:00:00.000Z', '2026-10-25T06:00:00.000Z', '2026-10-26T06:00:00.000Z']);
  });

  test('nothing to say: no letter, and nobody looks again; who has no address or never came gets none', async () => {
    const db = await open();
    const { hold, asha, never } = await begun(db);
    assert.equal(await look(db, MONDAY), 0);
    await hold();
    assert.equal(await look(db, MONDAY + DAY_MS), 0, 'that Monday is settled');
    for (let day = 0; day < 8; day += 1) await hold();
    await db.updateTable('person').set({ email: 'never@example.edu' }).where('id', '=', never).execute();
    await db.updateTable('person').set({ isDisabled: true }).where('id', '=', asha).execute();
    assert.equal(await look(db, NEXT_MONDAY), 2, 'those who came');
    assert.ok(!(await readers(db)).includes(asha) && !(await readers(db)).includes(never));
  });

  test('as people choose: off, every day, and not for what was due before they chose', async () => {
    const db = await open();
    const { hold, asha, ben, teacher } = await begun(db);
    await saveRhythm(db, { personId: asha, rhythm: 'off', now: NOW });
    await saveRhythm(db, { personId: teacher.personId, rhythm: 'daily', now: NOW });
    await hold();
    await look(db, MONDAY - 5 * DAY_MS);
    assert.deepEqual(await readers(db), [teacher.personId]);
    await look(db, MONDAY);
    assert.deepEqual(await readers(db), [ben, teacher.personId].toSorted(), 'the teacher had no class since');
    await saveRhythm(db, { personId: asha, rhythm: 'weekly', now: MONDAY + 1 });
    assert.equal(await look(db, MONDAY + DAY_MS), 0);
  });

  test('news that waited is said once, with nothing else to say too, and in one letter', async () => {
    const db = await open();
    const { asha, ben } = await begun(db);
    for (const kind of ['enrol-again', 'feedback-answered'] as const)
      await saveChoice(db, { personId: asha, role: 'student', kind, inApp: true, mail: true, waits: true });
    const section = { id: ben, name: 'A', courseCode: 'CS51', courseName: 'Networks' };
    await transact(db, async (trx) => {
      await notify(trx, { kind: 'enrol-again', data: {}, cause: 'x', people: [asha], now: NOW });
      await notify(trx, { kind: 'feedback-answered', data: { section }, cause: 'y', people: [asha], now: NOW });
    });
    assert.equal(await look(db, MONDAY), 1);
    const [letter] = await letters(db);
    assert.match(letter?.text ?? '', /What you were told\n- Your face is often hard.*\n- Somebody has answered/);
    assert.equal(await look(db, NEXT_MONDAY), 0);
  });

  test('whoever came after it was due has to wait for the next', async () => {
    const db = await open();
    await begun(db);
    await db.insertInto('outbox').values(failedMail).execute();
    for (const [id, createdAt] of [
      ['before', MONDAY - 1],
      ['after', MONDAY],
    ] as const) {
      const row = { id, name: id, email: `${id}@example.edu`, role: 'admin' as const, passwordHash: null };
      const times = { createdAt, updatedAt: createdAt, lastSignInAt: createdAt };
      await db
        .insertInto('person')
        .values({ ...row, ...times })
        .execute();
    }
    await look(db, MONDAY + 1000);
    assert.deepEqual(await readers(db), ['before']);
    await look(db, MONDAY + DAY_MS);
    assert.deepEqual(await readers(db), ['after', 'before'], 'a letter that still waits is replaced by the next');
  });

  test('an installation that begins to send digests says nothing of the time before', async () => {
    const db = await open();
    await settle(db);
    const { hold, teacher } = await openCourse(db);
    await reads(db, teacher.personId);
    await hold();
    assert.equal(await look(db, MONDAY + DAY_MS), 0);
    for (let day = 0; day < 8; day += 1) await hold();
    assert.equal(await look(db, NEXT_MONDAY), 1);
  });
});
