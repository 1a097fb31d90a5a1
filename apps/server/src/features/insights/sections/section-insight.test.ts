import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { SectionInsight } from '@smart-presence/contract';
import { type Db, newId } from '../../../platform/db/index.ts';
import { eachDatabase } from '../../../platform/db/testing.ts';
import { signInAs, somebody } from '../../accounts/testing.ts';
import { createAccountsApp } from '../../accounts/testing-app.ts';
import { closeSession, openSession } from '../../attendance/index.ts';
import { addClass, drop, MINUTE_MS, NOW, setPolicy, type TestClass } from '../../attendance/testing.ts';
import { registerInsights } from '../index.ts';
import { followSessions } from '../tallies/follow-sessions.ts';

const DAY_MS = 24 * 3_600_000;

/** Holds a class a day; each word is a student, each letter their mark of a day. Late marks are of the sixth minute by room code. */
const hold = async (db: Db, room: TestClass, words: readonly string[]): Promise<string[]> => {
  const ids: string[] = [];
  for (let day = 0; day < (words[0]?.length ?? 0); day += 1) {
    const openedAt = NOW + day * DAY_MS;
    const viewer = room.teacher;
    const { id: sessionId } = await openSession(db, { sectionId: room.sectionId, viewer, minutes: 30, now: openedAt });
    const marks = words.map((word, index) => {
      const code = word[day] ?? 'P';
      const seen =
        code === 'L'
          ? { method: 'room-code' as const, at: openedAt + 6.9 * MINUTE_MS }
          : { method: 'manual' as const, at: openedAt + 20 * MINUTE_MS };
      return {
        id: newId(),
        sessionId,
        studentId: room.students[index]?.personId ?? '',
        version: 1,
        isCurrent: true,
        code,
        ...seen,
      };
    });
    const rest = {
      recordedAt: openedAt,
      actorId: null,
      reason: null,
      isFlagged: false,
      evidence: '{}',
      origin: null,
      originId: null,
    };
    await db
      .insertInto('mark')
      .values(marks.map((mark) => ({ ...mark, ...rest })))
      .execute();
    await closeSession(db, { sessionId, viewer, now: openedAt + 40 * MINUTE_MS });
    ids.push(sessionId);
  }
  await followSessions({ db });
  return ids;
};

const served = async (t: TestContext, db: Db, now = NOW + 60 * DAY_MS) => {
  const app = await createAccountsApp({ db, now, register: registerInsights });
  t.after(app.close);
  return async (who: Parameters<typeof signInAs>[1], sectionId: string) => {
    const { headers } = await signInAs(app, who);
    const reply = await app.http.inject({ method: 'GET', url: `/api/sections/${sectionId}/insight`, headers });
    return { status: reply.statusCode, body: reply.json<SectionInsight>() };
  };
};
const as = ({ personId }: { personId: string }, role: 'faculty' | 'student' = 'faculty') => ({
  id: personId,
  name: '',
  role,
});

eachDatabase((open) => {
  test('sessions beside what is usual, who comes late and by how much, and who is slipping with evidence', async (t) => {
    const db = await open();
    await setPolicy(db, {});
    const room = await addClass(db, { students: 4 });
    await hold(db, room, ['PPPPPPPPPAPAAAP', 'PPPPPPPPPPPPPPP', 'LLPPPPPPPPPPPPL', 'AAAAAAAAAAAAAAA']);
    const { status, body } = await (await served(t, db))(as(room.teacher), room.sectionId);
    assert.equal(status, 200);
    assert.equal(body.sessions.length, 15);
    const { id: _, openedAt, ...first } = body.sessions[0] as SectionInsight['sessions'][number];
    assert.equal(openedAt, NOW);
    assert.deepEqual(first, { of: 4, attended: 3, percent: 75, late: 1, minutesLate: 6 });
    assert.equal(body.sessions[11]?.percent, 50);
    assert.equal(body.sessions[2]?.minutesLate, null);
    assert.equal(body.usualPercent, 75);
    assert.deepEqual(body.punctuality, { late: 3, came: 41, minutesLate: 6 });
    const slipping = [{ before: { attended: 9, of: 10 }, recent: { attended: 2, of: 5 } }];
    assert.deepEqual(
      body.slipping.map(({ student: _, ...evidence }) => evidence),
      slipping,
    );
    assert.equal(body.slipping[0]?.student.id, room.students[0]?.personId);
  });

  test('who has left, or joined later, is judged by their own sessions', async (t) => {
    const db = await open();
    await setPolicy(db, {});
    const room = await addClass(db, { students: 3 });
    const [gone, late] = room.students.map(({ personId }) => personId) as [string, string];
    await hold(db, room, ['PPPPPAAAAA', 'PPPPPAAAAA', 'PPPPPAAAAA']);
    await drop(db, { sectionId: room.sectionId, studentId: gone, now: NOW + 20 * DAY_MS });
    await db
      .updateTable('enrolment')
      .set({ enrolledAt: NOW + DAY_MS } as never)
      .where('studentId', '=', late)
      .execute();
    const { body } = await (await served(t, db))(as(room.teacher), room.sectionId);
    assert.deepEqual(
      body.slipping.map(({ student }) => student.id),
      [room.students[2]?.personId],
    );
  });

  test('is for those who teach the section and for administrators', async (t) => {
    const db = await open();
    await setPolicy(db, {});
    const room = await addClass(db);
    const ask = await served(t, db);
    assert.equal((await ask(as(room.teacher), room.sectionId)).status, 200);
    assert.equal((await ask('admin', room.sectionId)).status, 200);
    assert.equal((await ask(await somebody(db, { role: 'faculty' }, NOW), room.sectionId)).status, 404);
    assert.equal((await ask(as(room.students[0] as { personId: string }, 'student'), room.sectionId)).status, 403);
    assert.equal((await ask('admin', newId())).status, 404);
    const empty = (await ask(as(room.teacher), room.sectionId)).body;
    assert.deepEqual([empty.sessions, empty.slipping, empty.usualPercent], [[], [], null]);
  });
});
