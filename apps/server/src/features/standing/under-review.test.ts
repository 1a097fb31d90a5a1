import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HistoryEntry, Standing } from '@smart-presence/contract';
import { eachDatabase } from '../../platform/db/testing.ts';
import { createTestApp } from '../../testing/test-app.ts';
import { signInAs } from '../accounts/testing.ts';
import { closeSession, openSession } from '../attendance/index.ts';
import { addClass, NOW } from '../attendance/testing.ts';

eachDatabase((open) => {
  test('a session that is under review counts neither way, and says so', async () => {
    const db = await open();
    const app = await createTestApp({ db, now: NOW });
    try {
      const { sectionId, teacher, students } = await addClass(db);
      const [student] = students;
      assert.ok(student);
      for (const [index, hasFailed] of [false, true].entries()) {
        const now = NOW + index * 60_000;
        const { id: sessionId } = await openSession(db, { sectionId, viewer: teacher, now });
        const failure = { sessionId, personId: student.personId, cause: 'failed' as const, at: now };
        if (hasFailed) await db.insertInto('failedCheckIn').values(failure).execute();
        await closeSession(db, { sessionId, viewer: teacher, now: now + 1000 });
      }
      const { headers } = await signInAs(app, { id: student.personId, name: student.name, role: 'student' });
      const reply = await app.http.inject({ url: '/api/me/attendance', headers });
      const { standings, history } = reply.json<{ standings: Standing[]; history: HistoryEntry[] }>();
      assert.deepEqual(
        history.map(({ code, isUnderReview }) => [code, isUnderReview]),
        [
          [null, true],
          ['A', false],
        ],
      );
      assert.deepEqual([standings[0]?.held, standings[0]?.attended], [1, 0]);
    } finally {
      await app.close();
    }
  });
});
