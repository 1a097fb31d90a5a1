import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Accuracy } from '@smart-presence/contract';
import { pino } from 'pino';
import { type Db, newId } from '../../../platform/db/index.ts';
import { eachDatabase } from '../../../platform/db/testing.ts';
import { runDueJobs } from '../../../platform/jobs/index.ts';
import { createTestApp } from '../../../testing/test-app.ts';
import { signInAs } from '../../accounts/testing.ts';
import { openSession } from '../../attendance/index.ts';
import { addClass, addViewer, checkInAs, MINUTE_MS, NOW, newDevice, type TestClass } from '../../attendance/testing.ts';
import { binOf } from '../../biometrics/index.ts';
import { provideTestService } from '../../biometrics/testing.ts';
import { addEnrolled } from '../../biometrics/testing-templates.ts';
import { askToEnrolAgain, startStudy } from './accuracy.routes.ts';
import { failingTemplates, newestStudy } from './study.store.ts';
import { studyAccuracy } from './study-accuracy.ts';

const DAY_MS = 24 * 3_600_000;

const study = async (db: Db, now = NOW + 60 * MINUTE_MS) => {
  const { id: actorId } = await db.selectFrom('person').select('id').limit(1).executeTakeFirstOrThrow();
  const job = await startStudy(db, { actorId, now });
  const works = new Map([['accuracy-study' as const, studyAccuracy]]);
  await runDueJobs({ db, clock: () => now, log: pino({ level: 'silent' }), works });
  const done = await db.selectFrom('job').select(['state', 'failure']).where('id', '=', job.id).executeTakeFirst();
  assert.deepEqual(done, { state: 'done', failure: null });
  const found = await newestStudy(db);
  assert.ok(found);
  return found;
};

/** A mark as a check-in by the own face leaves it. */
const recognised = async (db: Db, group: TestClass, { at, distance, isUnsure = false }: Recognised): Promise<void> => {
  const evidence = {
    face: { distance, kind: isUnsure ? 'uncertain' : 'match' },
    ...(isUnsure && { reviewId: newId() }),
  };
  const { id } = await openSession(db, { sectionId: group.sectionId, viewer: group.teacher, now: NOW + at * DAY_MS });
  await db.updateTable('attendanceSession').set({ state: 'closed' }).where('id', '=', id).execute();
  const row = { code: 'P', method: 'face-self' as const, at: NOW, recordedAt: NOW, actorId: null, reason: null };
  const studentId = group.students[0]?.personId ?? '';
  const flags = { isFlagged: false, isCurrent: true, version: 1, origin: null, originId: null };
  await db
    .insertInto('mark')
    .values({ ...row, ...flags, id: newId(NOW), sessionId: id, studentId, evidence: JSON.stringify(evidence) })
    .execute();
};

interface Recognised {
  at: number;
  distance: number;
  isUnsure?: boolean;
}

eachDatabase((open) => {
  test('check-ins are counted as they were made, and cameras only where they are not about one person', async () => {
    const db = await open();
    provideTestService(db);
    const group = await addClass(db, { students: 6 });
    const { id: sessionId } = await openSession(db, { sectionId: group.sectionId, viewer: group.teacher, now: NOW });
    for (const [at, student] of group.students.entries())
      await checkInAs(db, {
        sessionId,
        student,
        begunAt: NOW + 1000,
        device: newDevice(at === 0 ? 'Rare Browser on Nothing' : 'Firefox on Android'),
      });
    const found = await study(db);
    assert.deepEqual(
      found.genuine.map(({ way, checkIns, students }) => [way, checkIns, students]),
      [['face-self', 6, 6]],
    );
    assert.equal(found.genuine[0]?.histogram[binOf(0.31)], 6);
    assert.deepEqual(
      found.cameras.map(({ name, students, median }) => [name, students, median]),
      [['Firefox on Android', 5, 0.31]],
    );
    assert.equal(found.hiddenCameras, 1);
    assert.deepEqual([found.overruled, found.rejected, found.impostor], [0, 0, null]);
  });

  test('who is marked otherwise later, or refused by a teacher, is neither genuine nor forgotten', async () => {
    const db = await open();
    const app = await createTestApp({ db, now: NOW });
    try {
      const group = await addClass(db, { students: 3 });
      const { id: sessionId } = await openSession(db, { sectionId: group.sectionId, viewer: group.teacher, now: NOW });
      const [one, two, three] = group.students;
      assert.ok(one && two && three);
      await checkInAs(db, { sessionId, student: one, begunAt: NOW + 1000 });
      await checkInAs(db, { sessionId, student: two, begunAt: NOW + 1000, kind: 'uncertain' });
      await checkInAs(db, { sessionId, student: three, begunAt: NOW + 1000, kind: 'uncertain' });
      const teacher = await signInAs(app, { id: group.teacher.personId, name: 'T', role: 'faculty' });
      const send = async (method: 'POST' | 'PUT', url: string, payload: object) => {
        const reply = await app.http.inject({ method, url, payload, headers: teacher.headers });
        assert.equal(reply.statusCode, 200, reply.body);
      };
      const reviews = await db.selectFrom('review').select(['id', 'studentId']).execute();
      for (const { id, studentId } of reviews)
        await send('POST', `/api/reviews/${id}`, {
          verdict: studentId === two.personId ? 'approve' : 'reject',
        });
      await send('POST', `/api/attendance-sessions/${sessionId}/marks`, {
        marks: [{ studentId: one.personId, code: 'A' }],
      });
      const found = await study(db);
      assert.deepEqual(
        found.genuine.map(({ way, checkIns }) => [way, checkIns]),
        [['face-self', 1]],
      );
      assert.equal(found.genuine[0]?.histogram[binOf(0.55)], 1, 'the one a teacher approved');
      assert.deepEqual([found.overruled, found.rejected], [1, 1]);
    } finally {
      await app.close();
    }
  });

  test('a template that fails often is named, and its owner asked once a week', async () => {
    const db = await open();
    const vault = provideTestService(db);
    const group = await addClass(db, { students: 1 });
    const good = await addClass(db, { students: 1 });
    for (const at of [0, 1, 2, 3]) {
      await recognised(db, group, { at, distance: 0.5 + at / 50, isUnsure: at > 1 });
      await recognised(db, good, { at, distance: 0.3 });
    }
    assert.deepEqual(await failingTemplates(db), []);
    await study(db);
    const studentId = group.students[0]?.personId ?? '';
    const [failing, ...others] = await failingTemplates(db);
    assert.deepEqual(others, []);
    assert.deepEqual(
      [failing?.student.id, failing?.checkIns, failing?.median, failing?.unsure, failing?.askedAt],
      [studentId, 4, 0.52, 2, null],
    );
    const admin = await addViewer(db, 'admin', 'Admin');
    const unenrolled = await addViewer(db, 'student', 'No face');
    const ask = (now: number) =>
      askToEnrolAgain(db, { studentIds: [studentId, studentId, unenrolled.personId], actorId: admin.personId, now });
    assert.equal(await ask(NOW), 1);
    assert.equal(await ask(NOW + DAY_MS), 0);
    assert.equal((await failingTemplates(db))[0]?.askedAt, NOW);
    assert.equal(await ask(NOW + 8 * DAY_MS), 1);
    const told = await db
      .selectFrom('notification')
      .select(['personId', 'kind'])
      .where('kind', '=', 'enrol-again')
      .execute();
    assert.deepEqual(told, [
      { personId: studentId, kind: 'enrol-again' },
      { personId: studentId, kind: 'enrol-again' },
    ]);
    await addEnrolled(db, vault, { name: 'Somebody', place: 0 });
    await db.deleteFrom('template').where('personId', '=', studentId).execute();
    assert.deepEqual(await failingTemplates(db), [], 'without a template there is nothing to make anew');
  });

  test('an administrator reads the study with its rates; opening look-alikes is written down; nobody else gets in', async () => {
    const db = await open();
    const app = await createTestApp({ db, now: NOW });
    try {
      const admin = await signInAs(app, 'admin');
      const get = () => app.http.inject({ url: '/api/accuracy', headers: admin.headers });
      assert.deepEqual((await get()).json().study, null);
      const vault = provideTestService(db);
      for (const [at, place] of [0, 0.3, 1.5].entries()) await addEnrolled(db, vault, { name: `Student ${at}`, place });
      await study(db);
      const accuracy = Accuracy.parse((await get()).json());
      assert.equal(accuracy.study?.impostor?.pairs, 3);
      const row = accuracy.rates.find(({ threshold }) => threshold === 0.52);
      assert.deepEqual([row?.falseAccepts?.count, row?.falseAccepts?.of, row?.alike?.count], [1, 3, 2]);
      assert.equal(row?.falseRejects, null, 'nobody has checked in');
      assert.doesNotMatch(JSON.stringify(accuracy), /Student [01]/, 'the study names nobody');

      const opened = await app.http.inject({
        method: 'POST',
        url: '/api/accuracy/look-alikes/open',
        payload: {},
        headers: admin.headers,
      });
      assert.deepEqual(
        opened
          .json()
          .items.map(({ students, from, to }: never[] & { students: { name: string }[]; from: number; to: number }) => [
            students.map(({ name }) => name).sort(),
            from,
            to,
          ]),
        [[['Student 0', 'Student 1'], 0.3, 0.35]],
      );
      const entries = await db
        .selectFrom('auditEntry')
        .innerJoin('auditDetail', 'auditDetail.seq', 'auditEntry.seq')
        .select('actorId')
        .where('action', '=', 'look-alikes.opened')
        .execute();
      assert.deepEqual(entries, [{ actorId: admin.person.id }]);
    } finally {
      await app.close();
    }
  });

  test('asked for twice, a study is done once', async () => {
    const db = await open();
    provideTestService(db);
    const { personId: actorId } = await addViewer(db, 'admin', 'Admin');
    const [one, other] = await Promise.all([
      startStudy(db, { actorId, now: NOW }),
      startStudy(db, { actorId, now: NOW }),
    ]);
    assert.equal(one.id, other.id);
  });
});
