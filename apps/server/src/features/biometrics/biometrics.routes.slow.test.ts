import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { type BiometricStatus, consentText, type EnrolmentResult, type ErrorReply } from '@smart-presence/contract';
import { type Db, newId } from '../../platform/db/index.ts';
import { eachDatabase } from '../../platform/db/testing.ts';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';
import { createCourse, enrolStudents, saveDepartment, sectionsOf, startStructure } from '../academics/index.ts';
import { type SignedIn, signInAs } from '../accounts/testing.ts';
import type { ModelManifest } from './model-files.routes.ts';
import { addConsentingStudent, framesOf, NOW, provideTestService } from './testing.ts';

const openApp = async (db: Db): Promise<TestApp> => {
  const app = await createTestApp({ db, now: NOW });
  provideTestService(db);
  return app;
};

interface Sent {
  method: 'GET' | 'POST' | 'DELETE';
  url: string;
  body?: object;
  frames?: readonly Buffer[];
  /** The part named `data`. */
  data?: object;
}

const send = async (app: TestApp, who: SignedIn, { method, url, body, frames, data = {} }: Sent) => {
  const form = frames && new Response(multipart(frames, data));
  const reply = await app.http.inject({
    method,
    url,
    ...(form ? { payload: Buffer.from(await form.arrayBuffer()) } : body ? { payload: body } : {}),
    headers: { ...who.headers, ...(form ? { 'content-type': form.headers.get('content-type') ?? '' } : {}) },
  });
  const code = reply.statusCode < 400 ? undefined : reply.json<ErrorReply>().error.code;
  return { status: reply.statusCode, code, json: <T>() => reply.json<T>() };
};

const multipart = (frames: readonly Buffer[], data: object): FormData => {
  const form = new FormData();
  form.set('data', JSON.stringify(data));
  for (const frame of frames) form.append('frames', new Blob([new Uint8Array(frame)]), 'frame.jpg');
  return form;
};

const withApp = async (open: () => Promise<Db>, work: (app: TestApp, db: Db) => Promise<void>) => {
  const db = await open();
  const app = await openApp(db);
  try {
    await work(app, db);
  } finally {
    await app.close();
  }
};

eachDatabase((open) => {
  test('a student consents, enrols, enrols again after proving who it is, and withdraws', () =>
    withApp(open, async (app, db) => {
      const student = await signInAs(app, 'student');
      const enrol = (data: object, frames: readonly Buffer[]) =>
        send(app, student, { method: 'POST', url: '/api/me/enrolment', frames, data });
      const frames = await framesOf('ann', 5);
      assert.equal((await enrol({}, frames)).code, 'consent_required');
      assert.equal((await enrol({}, frames.slice(1))).code, 'invalid_request', 'fewer than five');

      const body = { textVersion: consentText.version };
      const consented = await send(app, student, { method: 'POST', url: '/api/me/consent', body });
      assert.equal(consented.status, 201);
      const first = await enrol({}, frames);
      assert.equal(first.status, 200);
      assert.equal(first.json<EnrolmentResult>().outcome, 'enrolled');

      assert.equal((await enrol({}, frames)).code, 'reauthentication_required');
      const proveAt = (reauthenticatedAt: number) =>
        db.updateTable('signInSession').set({ reauthenticatedAt }).where('personId', '=', student.person.id).execute();
      await proveAt(NOW - 10 * 60_000 - 1);
      assert.equal((await enrol({}, frames)).code, 'reauthentication_required', 'too long ago');
      await proveAt(NOW - 10 * 60_000);
      const again = await enrol({}, frames);
      assert.equal(again.json<EnrolmentResult>().status.template?.version, 2);

      const withdrawn = await send(app, student, { method: 'DELETE', url: '/api/me/consent' });
      assert.equal(withdrawn.status, 200);
      assert.equal(withdrawn.json<BiometricStatus>().template, null);
      assert.equal((await db.selectFrom('template').selectAll().execute()).length, 0);
    }));

  test('faculty see and enrol the students they teach, admins all of them, and nobody learns who exists', () =>
    withApp(open, async (app, db) => {
      const admin = await signInAs(app, 'admin');
      const [teacher, stranger] = [await signInAs(app, 'faculty'), await signInAs(app, 'faculty')];
      const student = await addConsentingStudent(db, 'Taught');
      await startStructure(db, {
        department: { name: 'Physics', code: 'PH' },
        term: { name: 'Odd', start: '2026-07-01', end: '2026-12-15' },
      });
      const department = await saveDepartment(db, { name: 'Computer Science', code: 'CS', placeId: null });
      const fields = { code: 'CS1', name: 'Networks', departmentId: department.id, prescribedHours: null };
      await createCourse(db, { fields, facultyIds: [teacher.person.id], now: NOW });
      const [section] = await sectionsOf(db, { personId: admin.person.id, role: 'admin' });
      assert.ok(section);
      await enrolStudents(db, { sectionId: section.id, studentIds: [student], usns: [], now: NOW });

      const look = (who: SignedIn, id: string) =>
        send(app, who, { method: 'GET', url: `/api/people/${id}/biometrics` });
      const enrol = async (who: SignedIn, id: string) =>
        send(app, who, { method: 'POST', url: `/api/people/${id}/enrolment`, frames: await framesOf('ann', 5) });
      const erase = (who: SignedIn, id: string) =>
        send(app, who, { method: 'DELETE', url: `/api/people/${id}/template` });

      assert.equal((await look(stranger, student)).code, 'not_found');
      assert.equal((await look(stranger, newId())).code, 'not_found');
      assert.equal((await enrol(stranger, student)).code, 'not_found');
      assert.equal((await look(await signInAs(app, 'student'), student)).code, 'forbidden');
      assert.equal((await look(admin, teacher.person.id)).code, 'not_found', 'staff have no face here');

      assert.equal((await look(teacher, student)).status, 200);
      const desk = await enrol(teacher, student);
      assert.equal(desk.json<EnrolmentResult>().outcome, 'enrolled');
      assert.equal((await erase(teacher, student)).code, 'forbidden');
      assert.equal((await erase(admin, student)).status, 200);
      assert.equal((await erase(admin, student)).code, 'template_missing');
      const after = (await look(admin, student)).json<BiometricStatus>();
      assert.equal(after.template, null);
      assert.notEqual(after.consent, null);

      await db.updateTable('enrolment').set({ droppedAt: NOW }).execute();
      assert.equal((await look(teacher, student)).code, 'not_found', 'no longer taught');
      assert.equal((await look(admin, student)).status, 200);
    }));

  test('the nets for guidance are public files that never change under their name', () =>
    withApp(open, async (app) => {
      const reply = await app.http.inject({ url: '/models/manifest.json' });
      assert.equal(reply.statusCode, 200);
      assert.equal(reply.headers['cache-control'], 'no-cache');
      const manifest = reply.json<ModelManifest>();
      assert.deepEqual(Object.keys(manifest).toSorted(), ['landmarks', 'tiny']);
      for (const { url, bytes, sha256 } of Object.values(manifest)) {
        const file = await app.http.inject({ url });
        assert.equal(file.statusCode, 200);
        assert.equal(file.headers['cache-control'], 'public, max-age=31536000, immutable');
        assert.equal(file.rawPayload.length, bytes);
        assert.equal(createHash('sha256').update(file.rawPayload).digest('hex'), sha256);
        assert.ok(url.includes(sha256.slice(0, 16)), url);
      }
      for (const url of ['/models/face_recognition.onnx', '/models/..%2f..%2fpackage.json', '/models/']) {
        assert.equal((await app.http.inject({ url })).statusCode, 404, url);
      }
      const models = (await app.http.inject({ url: '/ready' })).json<{ checks: Record<string, unknown> }>().checks
        .models;
      assert.equal((models as { ok: boolean }).ok, true);
    }));

  test('a server that lacks the key of some templates is not ready', () =>
    withApp(open, async (app, db) => {
      const wait = () => app.http.inject({ url: '/models/manifest.json' });
      await wait();
      const personId = await addConsentingStudent(db, 'Other key');
      const row = { personId, kekId: '0123456789abcdef', wrapped: randomBytes(60), createdAt: NOW };
      await db.insertInto('dataKey').values(row).execute();
      const reply = await app.http.inject({ url: '/ready' });
      assert.equal(reply.statusCode, 503);
      assert.deepEqual(
        reply.json<ErrorReply>().error.details?.map(({ path }) => path),
        ['templates'],
      );
    }));
});
