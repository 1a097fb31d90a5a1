import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import {
  type AttendanceSession,
  type Board,
  type Challenge,
  type CheckInReply,
  type ErrorReply,
  facesMessage,
  type MarkChange,
  type Proposal,
  type Review,
} from '@smart-presence/contract';
import type { Db } from '../../platform/db/index.ts';
import { eachDatabase } from '../../platform/db/testing.ts';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';
import { enrolStudents } from '../academics/index.ts';
import { type SignedIn, signInAs } from '../accounts/testing.ts';
import {
  addEnrolledStudent,
  badPictures,
  framesOf,
  provideTestService,
  samplePhoto,
  type TestFace,
} from '../biometrics/testing.ts';
import { addClass, allMarks, NOW, phoneOf } from './testing.ts';

interface Sent {
  method?: 'GET' | 'POST';
  url: string;
  body?: object;
  files?: { name: string; pictures: readonly Buffer[]; data: object };
  headers?: Record<string, string>;
}

const send = async (app: TestApp, who: SignedIn, { method = 'POST', url, body, files, headers = {} }: Sent) => {
  const form = files && new Response(formOf(files));
  const reply = await app.http.inject({
    method,
    url,
    ...(form ? { payload: Buffer.from(await form.arrayBuffer()) } : body ? { payload: body } : {}),
    headers: {
      ...who.headers,
      ...headers,
      ...(form ? { 'content-type': form.headers.get('content-type') ?? '' } : {}),
    },
  });
  const code = reply.statusCode < 400 ? undefined : reply.json<ErrorReply>().error.code;
  return { status: reply.statusCode, code, headers: reply.headers, text: reply.body, json: <T>() => reply.json<T>() };
};

const formOf = ({ name, pictures, data }: NonNullable<Sent['files']>): FormData => {
  const form = new FormData();
  form.set('data', JSON.stringify(data));
  for (const picture of pictures) form.append(name, new Blob([new Uint8Array(picture)]), 'picture.jpg');
  return form;
};

/** The whole product, a teacher with an open session, and students with real faces. */
const withOpenSession = async (
  open: () => Promise<Db>,
  faces: readonly TestFace[],
  work: (story: Story) => Promise<void>,
) => {
  const db = await open();
  const app = await createTestApp({ db, now: NOW });
  try {
    const vault = provideTestService(db);
    const { sectionId, teacher } = await addClass(db, { students: 0, place: true });
    const ids: string[] = [];
    for (const face of faces) ids.push(await addEnrolledStudent(db, vault, { face }));
    await enrolStudents(db, { sectionId, studentIds: ids, usns: [], now: NOW });
    const students: SignedIn[] = [];
    for (const id of ids) students.push(await signInAs(app, { id, name: id, role: 'student' }));
    const staff = await signInAs(app, { id: teacher.personId, name: teacher.name, role: 'faculty' });
    const opened = await send(app, staff, {
      url: `/api/sections/${sectionId}/attendance-sessions`,
      body: { minutes: 10 },
    });
    assert.equal(opened.status, 201, opened.text);
    const session = opened.json<AttendanceSession>();
    await work({ db, app, staff, students, session, url: `/api/attendance-sessions/${session.id}` });
  } finally {
    await app.close();
  }
};

interface Story {
  db: Db;
  app: TestApp;
  staff: SignedIn;
  students: SignedIn[];
  session: AttendanceSession;
  /** Address of the session. */
  url: string;
}

const filmed = (challenge: Challenge, pictures: readonly Buffer[], { person }: SignedIn) => {
  const { id: challengeId, sessionId, nonce } = challenge;
  const frameDigests = pictures.map((picture) => createHash('sha256').update(picture).digest('hex'));
  const device = phoneOf({ personId: person.id }).sign(
    facesMessage({ personId: person.id, sessionId, challengeId, nonce, frameDigests }),
  );
  return {
    name: 'frames',
    pictures,
    data: { challengeId, nonce, frameTimes: pictures.map((_, index) => index * 250), device },
  };
};

const challengeOf = async ({ app, url }: Story, who: SignedIn): Promise<Challenge> => {
  const reply = await send(app, who, { url: `${url}/challenges`, body: {} });
  assert.equal(reply.status, 201, reply.text);
  return reply.json<Challenge>();
};

eachDatabase((open) => {
  test('fifty times the same request, with and without a key: one mark, one answer', () =>
    withOpenSession(open, ['ann', 'bea'], async (story) => {
      const { app, db, students, session, url } = story;
      const pictures = await framesOf('ann', 3, 6);
      const withAndWithout: Record<string, string>[] = [{}, { 'idempotency-key': 'the-same-key' }];
      for (const [index, headers] of withAndWithout.entries()) {
        const who = students[index] as SignedIn;
        const own = index === 0 ? pictures : await framesOf('bea', 3, 6);
        const files = filmed(await challengeOf(story, who), own, who);
        const replies = await Promise.all(
          Array.from({ length: 50 }, () => send(app, who, { url: `${url}/check-in`, files, headers })),
        );
        for (const reply of replies) assert.equal(reply.text, replies[0]?.text);
        const answer = replies[0]?.json<CheckInReply>();
        assert.deepEqual([replies[0]?.status, answer?.decision, answer?.mark?.code], [200, 'accept', 'P']);
      }
      assert.equal((await allMarks(db, session.id)).length, 2);
    }));

  test('another person’s face is refused, what cannot be read is named, and neither costs the next try', () =>
    withOpenSession(open, ['ann'], async (story) => {
      const { app, db, students, session, url } = story;
      const who = students[0] as SignedIn;
      const attempt = async (challenge: Challenge, pictures: readonly Buffer[]) =>
        send(app, who, { url: `${url}/check-in`, files: filmed(challenge, pictures, who) });
      const first = await challengeOf(story, who);
      const broken = await attempt(first, [...(await framesOf('ann', 2)), await badPictures.truncated()]);
      assert.deepEqual([broken.status, broken.code], [422, 'image_truncated']);
      const other = await attempt(first, await framesOf('cid', 3));
      assert.deepEqual([other.status, other.json<CheckInReply>().code], [200, 'face_mismatch']);
      assert.doesNotMatch(other.text, /distance|0\.\d/);
      const blank = await attempt(
        await challengeOf(story, who),
        await Promise.all([1, 2, 3].map(() => badPictures.noFace())),
      );
      assert.equal(blank.json<CheckInReply>().code, 'face_not_found');
      assert.deepEqual(await allMarks(db, session.id), []);
      const own = await attempt(await challengeOf(story, who), await framesOf('ann', 3, 5));
      assert.equal(own.json<CheckInReply>().code, 'accepted');
    }));

  test('a photo of the room is proposed, corrected and confirmed; board, history and sheet agree', () =>
    withOpenSession(open, ['dot', 'bea'], async (story) => {
      const { app, staff, students, url } = story;
      const [dot, bea] = students as [SignedIn, SignedIn];
      const files = { name: 'photos', pictures: [await samplePhoto(1)], data: {} };
      const reply = await send(app, staff, { url: `${url}/class-photos`, files });
      assert.equal(reply.status, 201, reply.text);
      const proposal = reply.json<Proposal>();
      const found = proposal.faces.findIndex((face) =>
        face.candidates.some(({ student }) => student.id === dot.person.id),
      );
      assert.ok(found >= 0, 'the student on the photo');
      assert.equal((await send(app, dot, { url: `${url}/class-photos`, files })).code, 'forbidden');
      const confirm = {
        url: `${url}/class-photos/${proposal.id}/confirm`,
        body: { faces: [{ face: found, studentId: dot.person.id }] },
      };
      const confirmed = (await send(app, staff, confirm)).json<{ recorded: number }>();
      assert.equal(confirmed.recorded, 1);
      assert.equal((await send(app, staff, confirm)).code, 'proposal_settled');
      const roll = { marks: [{ studentId: bea.person.id, code: 'L' }] };
      assert.equal((await send(app, staff, { url: `${url}/marks`, body: roll })).status, 200);
      const closed = await send(app, staff, { url: `${url}/close` });
      assert.equal(closed.json<AttendanceSession>().state, 'closed');
      const board = (await send(app, staff, { method: 'GET', url: `${url}/board` })).json<Board>();
      const marks = new Map(board.roster.map(({ student, mark }) => [student.id, mark?.method]));
      assert.deepEqual([marks.get(dot.person.id), marks.get(bea.person.id)], ['class-photo', 'manual']);
      const history = await send(app, bea, { method: 'GET', url: `${url}/marks/${bea.person.id}` });
      assert.deepEqual(
        history.json<MarkChange[]>().map((change) => change.to),
        ['L'],
      );
      const sheet = await send(app, staff, { method: 'GET', url: `${url}/export.csv` });
      assert.match(String(sheet.headers['content-type']), /^text\/csv/);
      assert.match(String(sheet.headers['content-disposition']), /^attachment; filename="[\w-]+\.csv"$/);
      assert.equal(sheet.text.trim().split('\r\n').length, 3);
    }));

  test('a doubt is decided by the teacher, and lists show what a teacher may see', () =>
    withOpenSession(open, ['ann'], async (story) => {
      const { app, staff, students, url } = story;
      const who = students[0] as SignedIn;
      const { data, ...rest } = filmed(await challengeOf(story, who), await framesOf('ann', 3), who);
      const elsewhere = { latitude: 13, longitude: 77.59, accuracy: 10, at: NOW };
      const nowhere = { ...rest, data: { ...data, place: { ...elsewhere, latitude: 0, longitude: 0 } } };
      assert.equal((await send(app, who, { url: `${url}/check-in`, files: nowhere })).code, 'invalid_request');
      const files = { ...rest, data: { ...data, place: elsewhere } };
      const reply = await send(app, who, { url: `${url}/check-in`, files });
      const { decision } = reply.json<CheckInReply>();
      const { reviews } = (await send(app, staff, { method: 'GET', url: `${url}/board` })).json<Board>();
      assert.deepEqual([decision, reviews.length], ['review', 1], reply.text);
      const verdict = { url: `/api/reviews/${reviews[0]?.id}`, body: { verdict: 'approve' } };
      assert.equal((await send(app, who, verdict)).code, 'forbidden');
      assert.equal((await send(app, staff, verdict)).json<Review>().state, 'approved');
      const list = async (query: string) =>
        (await send(app, staff, { method: 'GET', url: `/api/attendance-sessions?${query}` })).json<{
          total: number;
          items: unknown[];
        }>();
      assert.equal((await list('')).total, 1);
      assert.equal((await list('state=open')).total, 1);
      assert.equal((await list('from=2026-08-03&to=2026-08-03&pageSize=1')).items.length, 1);
      assert.equal((await list('from=2026-08-04')).total, 0);
    }));
});
