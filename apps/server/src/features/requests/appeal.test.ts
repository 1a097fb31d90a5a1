import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MarkChange, RequestOffer, StudentRequest } from '@smart-presence/contract';
import { transact } from '../../platform/db/index.ts';
import { eachDatabase } from '../../platform/db/testing.ts';
import { DAY_MS, openSession } from '../attendance/index.ts';
import { refuses } from '../attendance/testing.ts';
import { answerRequest } from './answer-request.ts';
import { appealMark } from './appeal-mark.ts';
import { type College, inCollege, send } from './testing.ts';

const appeal = async ({ app, people, sessionId }: College, body: object = {}, who = people.student) =>
  send(app, who, {
    url: '/api/me/appeals',
    body: { sessionId, wanted: 'P', statement: 'I sat in the back.', ...body },
  });

eachDatabase((open) => {
  test('accepted, the mark is corrected and says where it comes from; the student sees it', () =>
    inCollege(open, async (college) => {
      const { answer, people, marks, get, sessionId } = college;
      const { id, appeal: about } = (await appeal(college)).json<StudentRequest>();
      assert.deepEqual([about?.from, about?.wanted, about?.session.isLocked], ['A', 'P', false]);
      assert.equal((await answer(people.teacher, id, { reason: 'I remember.' })).status, 200);
      assert.deepEqual(await marks(), ['A', 'P']);
      const url = `/api/attendance-sessions/${sessionId}/marks/${people.student.person.id}`;
      const history = await get<MarkChange[]>(people.student, url);
      const { origin, reason, actor, from, to } = history.at(-1)!;
      assert.deepEqual(
        { origin, reason, actor: actor?.id, from, to },
        { origin: { kind: 'appeal', id }, reason: 'I remember.', actor: people.teacher.person.id, from: 'A', to: 'P' },
      );
    }));

  test('refused, nothing changes; a second reader may overturn that, once', () =>
    inCollege(open, async (college) => {
      const { app, answer, people, marks } = college;
      const { id } = (await appeal(college)).json<StudentRequest>();
      await answer(people.teacher, id, { verdict: 'refused' });
      assert.deepEqual(await marks(), ['A']);
      const url = `/api/me/requests/${id}/second-reading`;
      assert.equal((await send(app, people.student, { url, body: { statement: 'Ask my neighbour.' } })).status, 200);
      assert.equal((await answer(people.teacher, id, { round: 2 })).code, 'second_reader_needed');
      assert.equal((await answer(people.colleague, id, { round: 1 })).code, 'request_settled', 'answered meanwhile');
      assert.equal((await answer(people.colleague, id, { round: 2 })).json<StudentRequest>().state, 'final');
      assert.deepEqual(await marks(), ['A', 'P']);
      assert.equal((await answer(people.admin, id, { round: 2, verdict: 'refused' })).code, 'request_settled');
    }));

  test('overturned, the mark before comes back, unless somebody has set another since', () =>
    inCollege(open, async (college) => {
      const { app, answer, people, marks, sessionId } = college;
      const { id } = (await appeal(college)).json<StudentRequest>();
      await answer(people.teacher, id);
      await answer(people.colleague, id, { round: 2, verdict: 'refused' });
      assert.deepEqual(await marks(), ['A', 'P', 'A']);
      const other = (await appeal(college, {}, people.other)).json<StudentRequest>();
      await answer(people.teacher, other.id);
      const late = [{ studentId: people.other.person.id, code: 'L' }];
      const url = `/api/attendance-sessions/${sessionId}/marks`;
      await send(app, people.teacher, { url, body: { marks: late, reason: 'came late' } });
      await answer(people.colleague, other.id, { round: 2, verdict: 'refused' });
      const history = await college.get<MarkChange[]>(people.other, `${url}/${people.other.person.id}`);
      assert.deepEqual(
        history.map((change) => change.to),
        ['A', 'P', 'L'],
      );
    }));

  test('one appeal a mark, in time, against a mark of one’s own that is settled', () =>
    inCollege(open, async (college) => {
      const { app, db, people, group, get, sessionId } = college;
      assert.equal((await appeal(college, { wanted: 'A' })).code, 'nothing_to_appeal');
      assert.equal((await appeal(college, { wanted: 'ZZ' })).code, 'invalid_request');
      const offered = async () => (await get<{ offer: RequestOffer }>(people.student, '/api/me/requests')).offer.marks;
      assert.deepEqual(
        (await offered()).map((mark) => mark.sessionId),
        [sessionId],
      );
      const { id } = (await appeal(college)).json<StudentRequest>();
      assert.deepEqual(await offered(), []);
      assert.equal((await appeal(college)).code, 'appeal_exists');
      await send(app, people.student, { url: `/api/me/requests/${id}/withdraw` });
      assert.equal((await appeal(college)).status, 201);
      const viewer = group.teacher;
      const running = await openSession(db, { sectionId: group.sectionId, viewer, now: app.clock.now });
      assert.equal((await appeal(college, { sessionId: running.id })).code, 'not_found');
      const studentId = people.other.person.id;
      const late = { sessionId, wanted: 'P', statement: 'x', studentId };
      const closedAt = app.clock.now - 60_000;
      const at = (now: number) => transact(db, (trx) => appealMark(trx, { ...late, now }));
      await assert.rejects(at(closedAt + 7 * DAY_MS), refuses('asked_too_late'));
      assert.ok(await at(closedAt + 7 * DAY_MS - 1));
    }));

  test('in a locked session it takes an administrator to accept; a teacher may refuse', () =>
    inCollege(open, async (college) => {
      const { db, app, group, marks, people } = college;
      const { id } = (await appeal(college)).json<StudentRequest>();
      const other = (await appeal(college, {}, people.other)).json<StudentRequest>();
      const now = app.clock.now + 8 * DAY_MS;
      const admin = { personId: people.admin.person.id, role: 'admin' };
      const answer = (request: string, viewer: { personId: string; role: string }, verdict: 'granted' | 'refused') =>
        transact(db, (trx) => answerRequest(trx, { id: request, round: 1, verdict, reason: 'x', viewer, now }));
      await assert.rejects(answer(id, group.teacher, 'granted'), refuses('session_locked'));
      assert.equal((await db.selectFrom('requestAnswer').selectAll().execute()).length, 0);
      await answer(other.id, group.teacher, 'refused');
      await answer(id, admin, 'granted');
      assert.deepEqual(await marks(), ['A', 'P']);
    }));
});
