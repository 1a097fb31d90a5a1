import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Person } from '@smart-presence/contract';
import { type Db, newId, transact } from '../../platform/db/index.ts';
import { eachDatabase } from '../../platform/db/testing.ts';
import { bulkPeople } from './bulk-people.ts';
import { createPerson } from './create-person.ts';
import { personRefs, studentRefs } from './person.store.ts';
import { givePassword, openBrowser, queriesOf, signInAs, somebody } from './testing.ts';
import { createAccountsApp } from './testing-app.ts';
import { updatePerson } from './update-person.ts';

const NOW = Date.UTC(2026, 7, 3, 9);

interface PeoplePage {
  items: Person[];
  total: number;
}

eachDatabase((open) => {
  const bootAsAdmin = async (t: { after: (work: () => Promise<unknown>) => void }) => {
    const app = await createAccountsApp({ db: await open() });
    t.after(app.close);
    const admin = await signInAs(app, 'admin');
    await givePassword(app.platform.db, admin.person.id, NOW);
    const call = async (method: 'GET' | 'POST' | 'PATCH', url: string, payload?: object) => {
      const reply = await app.http.inject({ method, url, headers: admin.headers, ...(payload ? { payload } : {}) });
      return { status: reply.statusCode, body: reply.json(), code: reply.json().error?.code as string | undefined };
    };
    return { app, db: app.platform.db, admin, call };
  };

  test('a student keeps the profile that was given, and the rest of it when a part changes', async (t) => {
    const { call } = await bootAsAdmin(t);
    const profile = { usn: '1SP26CS001', year: 2, guardianEmail: 'Parent@Home.example', isUnder18: true };
    const made = await call('POST', '/api/people', { name: 'Ravi', email: 'Ravi@C.example', role: 'student', profile });
    assert.equal(made.status, 201);
    assert.equal(made.body.email, 'ravi@c.example');
    assert.equal(made.body.profile.guardianEmail, 'parent@home.example');
    const changed = await call('PATCH', `/api/people/${made.body.id}`, { profile: { year: 3 } });
    assert.deepEqual(changed.body.profile, {
      usn: '1SP26CS001',
      departmentId: null,
      year: 3,
      semester: null,
      sectionLabel: null,
      guardianEmail: 'parent@home.example',
      isUnder18: true,
    });
    assert.deepEqual((await call('GET', `/api/people/${made.body.id}`)).body, changed.body);
  });

  test('staff have no profile, and get none by mistake', async (t) => {
    const { call } = await bootAsAdmin(t);
    const profile = { usn: '1SP26CS001' };
    const made = await call('POST', '/api/people', { name: 'Meera', role: 'faculty', profile });
    assert.equal(made.body.profile, null);
    const promoted = await call('POST', `/api/people/${made.body.id}/role`, { role: 'student' });
    assert.equal(promoted.body.profile.usn, null);
  });

  test('an e-mail or USN belongs to one person, however it is typed', async (t) => {
    const { call } = await bootAsAdmin(t);
    const student = (email: string, usn: string) => ({ name: 'A', email, role: 'student', profile: { usn } });
    await call('POST', '/api/people', student('a@c.example', '1SP26 CS001'));
    assert.equal((await call('POST', '/api/people', student('A@C.example', 'X1'))).code, 'email_taken');
    assert.equal((await call('POST', '/api/people', student('b@c.example', '1sp26cs001'))).code, 'usn_taken');
    const other = await call('POST', '/api/people', student('b@c.example', 'X1'));
    const patch = (body: object) => call('PATCH', `/api/people/${other.body.id}`, body);
    assert.equal((await patch({ email: 'a@c.example' })).code, 'email_taken');
    assert.equal((await patch({ profile: { usn: '1SP26CS 001' } })).code, 'usn_taken');
    assert.equal((await patch({ profile: { departmentId: newId() } })).code, 'invalid_request');
    assert.equal((await call('PATCH', `/api/people/${newId()}`, { name: 'B' })).code, 'not_found');
  });

  test('search finds name, e-mail and USN; filters and pages add up', async (t) => {
    const { db, call } = await bootAsAdmin(t);
    const people = await transact(db, (trx) => manyStudents(trx, 30));
    await givePassword(db, people[0]?.id ?? '', NOW);
    await updatePerson(db, people[1]?.id ?? '', { isDisabled: true }, NOW);
    const list = async (query: string) => (await call('GET', `/api/people?${query}`)).body as PeoplePage;
    assert.deepEqual(
      (await list('search=USN007')).items.map((p) => p.name),
      ['Student 07'],
    );
    assert.equal((await list('search=student%2007')).total, 1);
    assert.equal((await list('search=S08%40c')).total, 1);
    assert.equal((await list('search=%25')).total, 0, 'a percent sign is a percent sign');
    assert.equal((await list('role=student')).total, 30);
    assert.equal((await list('role=student&status=active')).total, 1);
    assert.equal((await list('role=student&status=disabled')).total, 1);
    assert.equal((await list('role=student&status=invited')).total, 28);
    const third = await list('role=student&page=3&pageSize=12&sort=usn&order=desc');
    assert.deepEqual(
      third.items.map((p) => p.profile?.usn),
      ['USN005', 'USN004', 'USN003', 'USN002', 'USN001', 'USN000'],
    );
    const bySignIn = await list('sort=lastSignInAt&order=desc&pageSize=1');
    assert.equal(bySignIn.items[0]?.lastSignInAt, null, 'nobody signed in with a password yet');
  });

  test('what is empty sorts last in both directions', async (t) => {
    const { db, call } = await bootAsAdmin(t);
    await somebody(db, { role: 'student', name: 'with' }, NOW);
    await somebody(db, { role: 'student', name: 'without', profile: { usn: null } }, NOW);
    for (const order of ['asc', 'desc']) {
      const { items } = (await call('GET', `/api/people?role=student&sort=usn&order=${order}`)).body as PeoplePage;
      assert.deepEqual(
        items.map((p) => p.name),
        ['with', 'without'],
        order,
      );
    }
  });

  test('a list takes the same number of queries for one person as for many', async (t) => {
    const { db, call } = await bootAsAdmin(t);
    const few = await queriesOf(db, () => call('GET', '/api/people?pageSize=1'));
    assert.ok(few >= 3, 'queries are counted');
    await transact(db, (trx) => manyStudents(trx, 100));
    assert.equal(await queriesOf(db, () => call('GET', '/api/people?pageSize=200')), few);
  });

  test('faculty see the students they teach and themselves; others are not there', async (t) => {
    const { app, db, admin } = await bootAsAdmin(t);
    const teacher = await signInAs(app, 'faculty');
    const [taught, dropped, left, foreign] = await Promise.all(
      Array.from({ length: 4 }, () => somebody(db, { role: 'student' }, NOW)),
    );
    assert.ok(taught && dropped && left && foreign);
    await teach(db, { facultyId: teacher.person.id, students: [taught, dropped, left] });
    await db.updateTable('enrolment').set({ droppedAt: NOW }).where('studentId', '=', dropped.id).execute();
    await updatePerson(db, left.id, { isDisabled: true }, NOW);
    const get = async (id: string) =>
      (await app.http.inject({ url: `/api/people/${id}`, headers: teacher.headers })).statusCode;
    assert.equal(await get(taught.id), 200);
    assert.equal(await get(teacher.person.id), 200);
    for (const id of [admin.person.id, dropped.id, left.id, foreign.id, newId()]) assert.equal(await get(id), 404);
    const listed = (await app.http.inject({ url: '/api/people', headers: teacher.headers })).json<PeoplePage>();
    assert.deepEqual(listed.items.map((p) => p.id).sort(), [taught.id, teacher.person.id].sort());
    assert.equal(listed.total, 2);
  });

  test('disabling several at once ends their sessions and leaves the others alone', async (t) => {
    const { app, db, call } = await bootAsAdmin(t);
    const [one, two, three] = [
      await signInAs(app, 'student'),
      await signInAs(app, 'student'),
      await signInAs(app, 'student'),
    ];
    const ids = [one.person.id, two.person.id];
    assert.deepEqual((await call('POST', '/api/people/bulk', { ids, action: 'disable' })).body, { changed: 2 });
    assert.deepEqual((await call('POST', '/api/people/bulk', { ids, action: 'disable' })).body, { changed: 0 });
    const status = async ({ cookie }: { cookie: string }) =>
      (await app.http.inject({ url: '/api/me', headers: { cookie } })).statusCode;
    assert.deepEqual([await status(one), await status(two), await status(three)], [401, 401, 200]);
    assert.equal(await bulkPeople(db, { ids, action: 'enable', sessionId: '', actorId: one.person.id, now: NOW }), 2);
    assert.equal(await status(one), 401);
  });

  test('the last administrator who can sign in stays, whoever asks and however', async (t) => {
    const { db, admin, call } = await bootAsAdmin(t);
    await somebody(db, { role: 'admin', name: 'only invited' }, NOW);
    const url = `/api/people/${admin.person.id}`;
    assert.equal((await call('PATCH', url, { isDisabled: true })).code, 'last_admin');
    assert.equal((await call('POST', `${url}/role`, { role: 'faculty' })).code, 'last_admin');
    const bulk = { ids: [admin.person.id], action: 'disable' };
    assert.equal((await call('POST', '/api/people/bulk', bulk)).code, 'last_admin');
    assert.equal((await call('GET', '/api/me')).status, 200, 'the refusal changed nothing');
  });

  test('two administrators who remove each other at the same time: one stays', async () => {
    const db = await open();
    const admins = [await somebody(db, { role: 'admin' }, NOW), await somebody(db, { role: 'admin' }, NOW)];
    for (const { id } of admins) await givePassword(db, id, NOW);
    const results = await Promise.allSettled(
      admins.map(({ id }) => transact(db, (trx) => updatePerson(trx, id, { isDisabled: true }, NOW))),
    );
    assert.deepEqual(results.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
  });

  test('names are found for however many ids, each once', async () => {
    const db = await open();
    const students = await transact(db, (trx) => manyStudents(trx, 40));
    const teacher = await somebody(db, { role: 'faculty', name: 'Teacher' }, NOW);
    const ids = [
      ...students.map(({ id }) => id),
      teacher.id,
      teacher.id,
      ...Array.from({ length: 6000 }, () => newId()),
    ];
    assert.equal((await personRefs(db, ids)).size, 41);
    const refs = await studentRefs(db, ids);
    assert.equal(refs.size, 40);
    const [first] = students;
    assert.deepEqual(refs.get(first?.id ?? ''), { id: first?.id, name: 'Student 00', usn: 'USN000' });
    assert.equal((await personRefs(db, [])).size, 0);
  });

  test('an invitation works once, within a week, and makes the earlier one useless', async (t) => {
    const { app, db, call } = await bootAsAdmin(t);
    const person = await somebody(db, { role: 'faculty', email: 'meera@college.example' }, NOW);
    const first = await inviteToken(call, person.id);
    const token = await inviteToken(call, person.id);
    const browser = openBrowser(app);
    assert.equal((await browser.post('/api/links/inspect', { token: first })).code, 'link_invalid');
    const seen = (await browser.post('/api/links/inspect', { token })).json<{ email: string; expiresAt: number }>();
    assert.equal(seen.email, 'meera@college.example');
    assert.equal(seen.expiresAt, app.clock.now + 7 * 86_400_000);
    const accept = { token, password: 'pelicans over a cloudy bay' };
    assert.equal((await browser.post('/api/links/accept', { token, password: 'short' })).code, 'password_too_short');
    assert.equal((await browser.post('/api/links/accept', accept)).status, 200);
    assert.equal((await browser.get('/api/me')).status, 200);
    assert.equal((await openBrowser(app).post('/api/links/accept', accept)).code, 'link_invalid');
    const signIn = { email: 'meera@college.example', password: accept.password };
    assert.equal((await openBrowser(app).post('/api/sign-in', signIn)).status, 200);
  });

  test('an invitation accepted twice at once sets one password', async (t) => {
    const { app, db, call } = await bootAsAdmin(t);
    const person = await somebody(db, { role: 'student' }, NOW);
    const token = await inviteToken(call, person.id);
    const passwords = ['pelicans over a cloudy bay', 'zebra-lamp-onion-fjord'];
    const replies = await Promise.all(
      passwords.map((password) => openBrowser(app).post('/api/links/accept', { token, password })),
    );
    assert.deepEqual(replies.map(({ status }) => status).sort(), [200, 410]);
  });

  test('an expired invitation, and one of a person disabled since, are invalid', async (t) => {
    const { app, db, call } = await bootAsAdmin(t);
    const person = await somebody(db, { role: 'student' }, NOW);
    const token = await inviteToken(call, person.id);
    await updatePerson(db, person.id, { isDisabled: true }, NOW);
    assert.equal((await openBrowser(app).post('/api/links/inspect', { token })).code, 'link_invalid');
    assert.equal((await call('POST', `/api/people/${person.id}/invitation`)).code, 'invalid_request');
    await updatePerson(db, person.id, { isDisabled: false }, NOW);
    app.clock.now += 7 * 86_400_000;
    assert.equal((await openBrowser(app).post('/api/links/inspect', { token })).code, 'link_invalid');
  });
});

type Call = (method: 'POST', url: string) => Promise<{ status: number; body: { url: string } }>;

const inviteToken = async (call: Call, id: string): Promise<string> => {
  const { status, body } = await call('POST', `/api/people/${id}/invitation`);
  assert.equal(status, 200);
  assert.match(body.url, /^http:\/\/[^/]+\/invite#[\w-]{43}$/);
  return body.url.split('#')[1] ?? '';
};

const manyStudents = async (db: Db, count: number): Promise<Person[]> => {
  const made: Person[] = [];
  for (let at = 0; at < count; at += 1) {
    const number = String(at).padStart(2, '0');
    const input = { name: `Student ${number}`, email: `s${number}@c.example`, profile: { usn: `USN0${number}` } };
    made.push(await createPerson(db, { ...input, role: 'student' }, NOW));
  }
  return made;
};

/** A section of this teacher with these students. */
const teach = async (db: Db, { facultyId, students }: { facultyId: string; students: Person[] }): Promise<void> => {
  const [departmentId, termId, courseId, sectionId] = [newId(), newId(), newId(), newId()];
  await db
    .insertInto('department')
    .values({ id: departmentId, name: 'CS', code: 'CS', codeKey: 'CS', placeId: null })
    .execute();
  await db
    .insertInto('term')
    .values({ id: termId, name: 'Odd', startDay: '2026-08-01', endDay: '2026-12-15' })
    .execute();
  await db
    .insertInto('course')
    .values({ id: courseId, code: 'CS1', codeKey: 'CS1', name: 'Networks', departmentId, prescribedHours: null })
    .execute();
  await db.insertInto('section').values({ id: sectionId, courseId, termId, name: 'A' }).execute();
  await db.insertInto('sectionFaculty').values({ sectionId, personId: facultyId }).execute();
  const enrolments = students.map(({ id }) => ({
    id: newId(),
    sectionId,
    studentId: id,
    enrolledAt: NOW,
    droppedAt: null,
  }));
  await db.insertInto('enrolment').values(enrolments).execute();
};
