import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { type RouteName, routes } from '@smart-presence/contract';
import { transact } from '../../platform/db/index.ts';
import { eachDatabase } from '../../platform/db/testing.ts';
import { enqueueJob, runDueJobs } from '../../platform/jobs/index.ts';
import { createTestApp } from '../../testing/test-app.ts';
import { leavesNoEntry } from '../../testing/watch-audit.ts';
import { GOOD_PASSWORD, givePassword, openBrowser, type SignedIn, signInAs, somebody } from '../accounts/testing.ts';
import { isUnsafe, servedRoutes } from '../accounts/testing-walk.ts';
import { closeDueSessions } from '../attendance/index.ts';
import { recordedByOthers, recordedElsewhere } from './testing-elsewhere.ts';

type Reply = Record<string, unknown> & { id: string };

eachDatabase((open) => {
  const boot = async (t: { after: (work: () => Promise<unknown>) => void }) => {
    const app = await createTestApp({ db: await open() });
    t.after(app.close);
    const admin = await signInAs(app, 'admin');
    const call = async (
      name: RouteName,
      given: { who?: SignedIn; params?: Record<string, string>; body?: object } = {},
    ) => {
      const { method, path } = routes[name];
      const url = path.replace(/:(\w+)/g, (_, key: string) => given.params?.[key] ?? key);
      const { headers } = given.who ?? admin;
      const body = method === 'GET' || method === 'DELETE' ? {} : { payload: given.body ?? {} };
      const reply = await app.http.inject({ method, url, headers, ...body });
      assert.ok(reply.statusCode < 300, `${name}: ${reply.statusCode} ${reply.body}`);
      return reply.json<Reply>();
    };
    const { db } = app.platform;
    const actions = async () =>
      (await db.selectFrom('auditEntry').select('action').orderBy('seq').execute()).map((e) => e.action);
    return { app, db, admin, call, actions };
  };

  test('every unsafe route that does something leaves an entry, or says why it does not', async (t) => {
    const { app, db, admin, call } = await boot(t);
    const now = app.clock.now;
    await givePassword(db, admin.person.id, now);
    const student = await somebody(db, { role: 'student', profile: { usn: '1SP26CS001' } }, now);
    const other = await somebody(db, { role: 'student', profile: { usn: '1SP26CS002' } }, now);
    const teacher = await somebody(db, { role: 'faculty' }, now);
    const asStudent = await signInAs(app, student);

    const place = await call('createPlace', {
      body: { name: 'Campus', latitude: 12.9, longitude: 77.5, radius: 50, networks: [] },
    });
    const at = { id: place.id };
    await call('updatePlace', {
      params: at,
      body: { name: 'Campus', latitude: 12.9, longitude: 77.5, radius: 90, networks: [] },
    });
    const spare = await call('createPlace', {
      body: { name: 'Spare', latitude: 1, longitude: 1, radius: 50, networks: [] },
    });
    await call('deletePlace', { params: { id: spare.id } });
    const department = await call('createDepartment', { body: { name: 'Physics', code: 'PH', placeId: place.id } });
    await call('updateDepartment', {
      params: { id: department.id },
      body: { name: 'Physics', code: 'PHY', placeId: place.id },
    });
    const spareDepartment = await call('createDepartment', { body: { name: 'Spare', code: 'SP', placeId: null } });
    await call('deleteDepartment', { params: { id: spareDepartment.id } });
    const term = await call('createTerm', { body: { name: 'Term', start: '2026-07-01', end: '2026-12-01' } });
    await call('updateTerm', {
      params: { id: term.id },
      body: { name: 'Term one', start: '2026-07-01', end: '2026-12-01' },
    });
    const course = await call('createCourse', {
      body: { code: 'PH1', name: 'Optics', departmentId: department.id, facultyIds: [teacher.id] },
    });
    await call('updateCourse', {
      params: { id: course.id },
      body: { code: 'PH1', name: 'Light', departmentId: department.id },
    });
    const section = await call('createSection', {
      body: { courseId: course.id, termId: term.id, name: 'B', facultyIds: [teacher.id] },
    });
    const of = { id: section.id };
    await call('updateSection', { params: of, body: { name: 'C' } });
    await call('enrolStudents', { params: of, body: { studentIds: [student.id] } });
    await call('enrolStudents', { params: of, body: { studentIds: [other.id], from: '2026-09-01' } });
    await call('cancelPlannedEnrolment', { params: { id: section.id, studentId: other.id } });
    await call('enrolStudents', { params: of, body: { studentIds: [other.id] } });
    await call('dropStudent', { params: { id: section.id, studentId: other.id } });
    await call('splitIntoBatches', { params: of, body: { apply: true } });
    const room = await call('createRoom', { body: { name: 'R1', placeId: place.id } });
    await call('updateRoom', { params: { id: room.id }, body: { name: 'R2', placeId: place.id } });
    await call('deleteRoom', { params: { id: room.id } });
    const holiday = await call('addHoliday', {
      params: { id: term.id },
      body: { name: 'Feast', first: '2026-08-15', last: '2026-08-15' },
    });
    await call('removeHoliday', { params: { id: holiday.id } });
    const slot = { weekday: 3, start: '10:00', end: '11:00' };
    const timetable = (await call('addSlot', { params: of, body: slot })) as unknown as { slots: { id: string }[] };
    const slotId = timetable.slots[0]?.id ?? '';
    await call('updateSlot', { params: { id: slotId }, body: { ...slot, end: '11:30' } });
    await call('setSelfOpening', { params: of, body: { opensItself: true } });
    const day = { id: slotId, day: '2026-08-12' };
    await call('changeClass', { params: day, body: { cancelled: { reason: 'ill' } } });
    await call('restoreClass', { params: day });
    await call('removeSlot', { params: { id: slotId } });
    const next = { name: 'Term two', start: '2027-01-04', end: '2027-05-01' };
    await call('rollOverTerm', { params: { id: term.id }, body: { term: next, apply: true } });

    const session = await call('openSession', { params: of, body: {} });
    const open1 = { id: session.id };
    await call('extendSession', { params: open1, body: { minutes: 5 } });
    await call('setMarks', { params: open1, body: { marks: [{ studentId: student.id, code: 'P' }], reason: 'seen' } });
    await call('closeSession', { params: open1 });
    await call('makeCalendarFeed');
    await call('removeCalendarFeed');
    await call('saveGuardianWarnings', { who: asStudent, body: { isOptedIn: true } });
    await call('archiveTerm', { params: { id: term.id } });
    await call('restoreTerm', { params: { id: term.id } });

    const policy = (await call('currentPolicy')) as unknown as { data: object };
    await call('savePolicy', { body: { data: { ...policy.data, lateAfterMinutes: 7 }, note: null } });
    const access = await call('accessPolicy');
    await call('saveAccessPolicy', { body: { ...access, staff: undefined, ...access } });
    await call('saveSignInOrder', { body: { isSingleSignOnFirst: false } });
    const kiosk = await call('createKiosk', { body: { name: 'Door', placeId: place.id } });
    await call('updateKiosk', { params: { id: kiosk.id }, body: { name: 'Gate' } });
    await call('makePairingCode', { params: { id: kiosk.id } });
    await call('unpairKiosk', { params: { id: kiosk.id } });
    await call('removeKiosk', { params: { id: kiosk.id } });

    const person = await call('createPerson', {
      body: { name: 'Meera', email: 'meera@college.example', role: 'faculty' },
    });
    const her = { id: person.id };
    await call('updatePerson', { params: her, body: { name: 'Meera Nair' } });
    await call('changeRole', { params: her, body: { role: 'admin' } });
    await call('unlockPerson', { params: her });
    await call('endPersonSignInSessions', { params: her });
    await call('bulkPeople', { body: { ids: [person.id], action: 'disable' } });
    await call('bulkPeople', { body: { ids: [person.id], action: 'enable' } });
    const { url } = (await call('invitePerson', { params: her })) as unknown as { url: string };
    const browser = openBrowser(app);
    const token = new URL(url, 'http://x').hash.slice(1);
    assert.equal((await browser.post('/api/links/accept', { token, password: GOOD_PASSWORD })).status, 200);
    await call('prepareAuditBundle');
    await call('signOut', { who: asStudent });

    const unsafe = servedRoutes(app.http)
      .filter(isUnsafe)
      .map(({ name }) => name as RouteName);
    const accounted = (name: RouteName) =>
      app.recorded.has(name) || leavesNoEntry[name] || recordedElsewhere[name] || recordedByOthers[name];
    assert.deepEqual(
      unsafe.filter((name) => !accounted(name)),
      [],
      'call it here, or say where it is recorded',
    );
    assert.ok(app.recorded.size >= 55, `${app.recorded.size} recorded here`);
    for (const name of [leavesNoEntry, recordedElsewhere, recordedByOthers].flatMap(Object.keys))
      assert.ok(unsafe.includes(name as RouteName), `${name} is no unsafe route`);
    for (const file of Object.values(recordedElsewhere))
      assert.ok(existsSync(new URL(`../${file}`, import.meta.url)), file);
  });

  test('sign-ins, failed ones and sign-outs, what the clock does and jobs leave theirs', async (t) => {
    const { app, db, call, actions } = await boot(t);
    const person = await somebody(db, { role: 'faculty', email: 'meera@college.example' }, app.clock.now);
    await givePassword(db, person.id, app.clock.now);
    const browser = openBrowser(app);
    const email = 'meera@college.example';
    await browser.post('/api/sign-in', { email, password: 'not the right one at all' });
    await browser.post('/api/sign-in', { email: 'nobody@college.example', password: 'not the right one at all' });
    await browser.post('/api/sign-in', { email, password: GOOD_PASSWORD });
    await browser.post('/api/sign-out');
    assert.deepEqual(await actions(), ['sign-in.failed', 'sign-in.failed', 'sign-in.succeeded', 'sign-out']);
    const failed = await db
      .selectFrom('auditDetail')
      .select(['personId', 'data'])
      .where('seq', '<=', 2)
      .orderBy('seq')
      .execute();
    assert.deepEqual(
      failed.map(({ personId }) => personId),
      [person.id, null],
    );
    assert.doesNotMatch(JSON.stringify(failed), /nobody@|not the right/);

    await call('createTerm', { body: { name: 'Term', start: '2026-07-01', end: '2026-12-01' } });
    const department = await call('createDepartment', { body: { name: 'Physics', code: 'PH', placeId: null } });
    await call('createCourse', { body: { code: 'PH1', name: 'Optics', departmentId: department.id, facultyIds: [] } });
    const [section] = (await call('listSections')) as unknown as { id: string }[];
    const session = await call('openSession', { params: { id: section?.id ?? '' }, body: { minutes: 1 } });
    app.clock.now += 10 * 60_000;
    await closeDueSessions(db, app.clock.now);
    const closed = await db
      .selectFrom('auditEntry as e')
      .innerJoin('auditDetail as d', 'd.seq', 'e.seq')
      .select(['e.action', 'd.actorId'])
      .where('d.subjectId', '=', session.id)
      .orderBy('e.seq')
      .execute();
    assert.deepEqual(closed.at(-1), { action: 'session.closed', actorId: null });

    const asked = {
      kind: 'import-check',
      subject: 'x.csv',
      input: {},
      actorId: person.id,
      now: app.clock.now,
    } as const;
    await transact(db, (trx) => enqueueJob(trx, asked));
    const { log, clock } = app.platform;
    await runDueJobs({ db, clock, log, works: new Map([['import-check', () => Promise.resolve()]]) });
    assert.deepEqual((await actions()).slice(-2), ['job.asked', 'job.done']);
  });
});
