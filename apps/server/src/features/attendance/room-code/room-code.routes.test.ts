import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CheckInDevice, CheckInReply, ErrorReply, RoomCodeReply, RoomCodes } from '@smart-presence/contract';
import type { Db } from '../../../platform/db/index.ts';
import { eachDatabase } from '../../../platform/db/testing.ts';
import { createTestApp, type TestApp } from '../../../testing/test-app.ts';
import { type SignedIn, signInAs } from '../../accounts/testing.ts';
import { openSession } from '../open-session.ts';
import { addClass, allMarks, NOW, setPolicy } from '../testing.ts';

interface Room {
  app: TestApp;
  url: string;
  sessionId: string;
  staff: SignedIn;
  student: SignedIn;
  students: SignedIn[];
}

const inRoom = async (db: Db, work: (room: Room) => Promise<void>) => {
  const app = await createTestApp({ db, now: NOW });
  try {
    await setPolicy(db, {});
    const group = await addClass(db, { students: 2 });
    await db.deleteFrom('template').execute();
    const { id } = await openSession(db, { sectionId: group.sectionId, viewer: group.teacher, now: NOW });
    const staff = await signInAs(app, { id: group.teacher.personId, name: group.teacher.name, role: 'faculty' });
    const students: SignedIn[] = [];
    for (const { personId, name } of group.students)
      students.push(await signInAs(app, { id: personId, name, role: 'student' }));
    const [student] = students as [SignedIn];
    await work({ app, url: `/api/attendance-sessions/${id}`, sessionId: id, staff, student, students });
  } finally {
    await app.close();
  }
};

const post = async (
  app: TestApp,
  who: SignedIn,
  url: string,
  body: object = {},
  headers: Record<string, string> = {},
) => {
  const reply = await app.http.inject({ method: 'POST', url, payload: body, headers: { ...who.headers, ...headers } });
  return { status: reply.statusCode, text: reply.body, json: <T>() => reply.json<T>() };
};

const codesOf = async ({ app, staff, url }: Room) =>
  (await post(app, staff, `${url}/room-codes`)).json<RoomCodes>().codes;

eachDatabase((open) => {
  test('over HTTP: shown to staff, entered by students, the same request answered the same', async () => {
    const db = await open();
    await inRoom(db, async (room) => {
      const { app, url, student, sessionId } = room;
      assert.equal((await post(app, student, `${url}/room-codes`)).status, 403);
      const [shown] = await codesOf(room);
      const code = shown?.code ?? '';
      const spaced = `${code.slice(0, 4)} ${code.slice(4)}`;
      const key = { 'idempotency-key': 'one-intention' };
      const replies = await Promise.all(
        Array.from({ length: 50 }, () => post(app, student, `${url}/code-check-in`, { code: spaced }, key)),
      );
      assert.equal(new Set(replies.map(({ text }) => text)).size, 1, 'word for word');
      const reply = replies[0]?.json<CheckInReply>();
      assert.deepEqual([replies[0]?.status, reply?.code, reply?.mark?.method], [200, 'accepted', 'room-code']);
      assert.equal((await allMarks(db, sessionId)).length, 1);
      // Long after, when the code is not good any more, a lost reply is still answered.
      app.clock.now = NOW + 5 * 60_000;
      const lost = await post(app, student, `${url}/code-check-in`, { code: spaced }, key);
      assert.equal(lost.text, replies[0]?.text);
      const again = (await post(app, student, `${url}/code-check-in`, { code })).json<CheckInReply>();
      assert.equal(again.code, 'already_marked');
    });
  });

  test('what is no code is bad input, and a wait is said in seconds', async () => {
    await inRoom(await open(), async ({ app, url, student }) => {
      for (const code of ['1234567', '123456789', '1234567a', '', '１２３４５６７８', null])
        assert.equal((await post(app, student, `${url}/code-check-in`, { code })).status, 400, String(code));
      for (let i = 0; i < 4; i += 1) {
        const wrong = (await post(app, student, `${url}/room-code`, { code: '00000000' })).json<RoomCodeReply>();
        assert.deepEqual([wrong.code, wrong.until], ['room_code_wrong', null]);
      }
      const reply = await app.http.inject({
        method: 'POST',
        url: `${url}/room-code`,
        payload: { code: '00000000' },
        headers: student.headers,
      });
      assert.deepEqual([reply.statusCode, reply.headers['retry-after']], [429, '1']);
    });
  });

  test('a student sees and removes their own devices alone', async () => {
    const db = await open();
    await inRoom(db, async ({ app, students }) => {
      const [one, two] = students as [SignedIn, SignedIn];
      const device = {
        personId: one.person.id,
        thumbprint: 'abcdefghijkl',
        publicKey: 'key',
        label: 'Firefox on Android',
      };
      const times = { firstUsedAt: NOW, knownSince: NOW, lastUsedAt: NOW, lastSessionId: null, removedAt: null };
      await db
        .insertInto('checkInDevice')
        .values({ id: crypto.randomUUID(), ...device, ...times })
        .execute();
      const list = async (who: SignedIn) =>
        (await app.http.inject({ url: '/api/me/check-in-devices', headers: who.headers })).json<CheckInDevice[]>();
      const [own] = await list(one);
      assert.deepEqual([own?.label, own?.fingerprint], ['Firefox on Android', 'abcdefgh']);
      assert.equal(JSON.stringify(own).includes('"key"'), false);
      assert.deepEqual(await list(two), []);
      const remove = async (who: SignedIn) =>
        app.http.inject({ method: 'DELETE', url: `/api/me/check-in-devices/${own?.id}`, headers: who.headers });
      assert.equal((await remove(two)).json<ErrorReply>().error.code, 'not_found');
      assert.equal((await remove(one)).statusCode, 200);
      assert.deepEqual(await list(one), []);
    });
  });
});
