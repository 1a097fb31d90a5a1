import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultPolicy, type RequestOffer, type StudentRequest } from '@smart-presence/contract';
import { transact } from '../../platform/db/index.ts';
import { eachDatabase } from '../../platform/db/testing.ts';
import { DAY_MS } from '../attendance/index.ts';
import { refuses, setPolicy } from '../attendance/testing.ts';
import { answerRequest } from './answer-request.ts';
import { MOST_WAITING } from './ask-leave.ts';
import { countLeave } from './count-leave.ts';
import { askSecondReading } from './own-requests.ts';
import { type College, inCollege, pdf, send, TODAY } from './testing.ts';

const mine = async ({ get, people }: College, id: string) => {
  const { requests } = await get<{ requests: StudentRequest[] }>(people.student, '/api/me/requests');
  return requests.find((request) => request.id === id);
};

eachDatabase((open) => {
  test('leave is asked for, granted and seen by everybody concerned; the absence becomes the mark', () =>
    inCollege(open, async (college) => {
      const { ask, answer, people, marks, get, db, sectionId } = college;
      const asked = await ask(people.student, {}, [pdf()]);
      assert.deepEqual(
        [asked.state, asked.verdict, asked.can, asked.section?.id, asked.documents.length],
        ['open', null, ['withdraw'], sectionId, 1],
      );
      const { items } = await get<{ items: StudentRequest[] }>(people.teacher, '/api/requests');
      assert.deepEqual(
        items.map((item) => [item.id, item.can]),
        [[asked.id, ['answer']]],
      );
      const granted = await answer(people.teacher, asked.id);
      assert.equal(granted.status, 200);
      assert.deepEqual(await marks(), ['A', 'M']);
      const seen = await mine(college, asked.id);
      assert.deepEqual([seen?.state, seen?.verdict, seen?.marks, seen?.can], ['answered', 'granted', 1, ['withdraw']]);
      assert.equal(seen?.answers[0]?.by.id, people.teacher.person.id);
      assert.equal(seen?.answers[0]?.code, 'M');
      const [told, ...more] = await db
        .selectFrom('notification')
        .selectAll()
        .where('kind', '<>', 'session-opened')
        .execute();
      assert.deepEqual([told?.kind, told?.personId, more.length], ['request-answered', people.student.person.id, 0]);
      const { verdict, firstDay } = JSON.parse(told?.data ?? '{}') as Record<string, unknown>;
      assert.deepEqual([verdict, firstDay], ['granted', TODAY]);
      assert.equal(told?.data.includes('certificate'), false, 'the reason is not for a mail');
      const events = await db.selectFrom('domainEvent').selectAll().where('type', '=', 'request.changed').execute();
      assert.deepEqual(
        events.map((event) => [event.personId, event.sectionId]),
        [0, 1].map(() => [people.student.person.id, sectionId]),
      );
      const again = await answer(people.teacher, asked.id);
      assert.equal(again.code, 'request_settled');
    }));

  test('withdrawn, the mark is put back and the documents are gone', () =>
    inCollege(open, async ({ app, ask, answer, people, marks, db }) => {
      const { id } = await ask(people.student, {}, [pdf()]);
      await answer(people.teacher, id);
      const url = `/api/me/requests/${id}/withdraw`;
      assert.equal((await send(app, people.other, { url })).code, 'not_found');
      const withdrawn = (await send(app, people.student, { url })).json<StudentRequest>();
      assert.deepEqual([withdrawn.state, withdrawn.can, withdrawn.marks], ['withdrawn', [], 1]);
      assert.deepEqual(await marks(), ['A', 'M', 'A']);
      const [document] = await db.selectFrom('requestDocument').selectAll().execute();
      assert.deepEqual([document?.sealed, document?.wrapped, document?.kekId], [null, null, null]);
      assert.equal((await send(app, people.student, { url })).code, 'request_settled');
      assert.equal((await answer(people.colleague, id, { round: 2, verdict: 'refused' })).code, 'request_settled');
    }));

  test('a second reader, who is somebody else, overturns: the mark goes and comes with it', () =>
    inCollege(open, async ({ app, ask, answer, people, marks }) => {
      const { id } = await ask();
      await answer(people.teacher, id);
      assert.equal((await answer(people.teacher, id, { round: 2, verdict: 'refused' })).code, 'second_reader_needed');
      const overturned = await answer(people.colleague, id, { round: 2, verdict: 'refused' });
      assert.equal(overturned.json<StudentRequest>().state, 'final');
      assert.deepEqual(await marks(), ['A', 'M', 'A']);
      assert.equal((await answer(people.admin, id, { round: 2 })).code, 'request_settled');

      const second = await ask();
      await answer(people.teacher, second.id, { verdict: 'refused' });
      const url = `/api/me/requests/${second.id}/second-reading`;
      const asked = await send(app, people.student, { url, body: { statement: 'The certificate is genuine.' } });
      assert.deepEqual(asked.json<StudentRequest>().state, 'second-reading');
      assert.equal((await send(app, people.student, { url, body: { statement: 'Again.' } })).code, 'request_settled');
      assert.equal((await answer(people.admin, second.id, { round: 2 })).status, 200);
      assert.deepEqual(await marks(), ['A', 'M', 'A', 'M']);
    }));

  test('what was confirmed stays as it is', () =>
    inCollege(open, async ({ ask, answer, people, marks }) => {
      const { id } = await ask();
      await answer(people.teacher, id);
      const confirmed = await answer(people.colleague, id, { round: 2 });
      assert.deepEqual(confirmed.json<StudentRequest>().state, 'final');
      assert.deepEqual(await marks(), ['A', 'M']);
    }));

  test('who sees and answers it: teachers of its section and administrators; of every class, administrators alone', () =>
    inCollege(open, async ({ app, ask, answer, people, get }) => {
      const section = await ask();
      const all = await ask(people.student, { sectionId: null });
      const { stranger, teacher, colleague, admin, other } = people;
      for (const [who, ids] of [
        [stranger, []],
        [teacher, [section.id]],
        [colleague, [section.id]],
        [admin, [section.id, all.id]],
      ] as const) {
        const { items, total } = await get<{ items: StudentRequest[]; total: number }>(who, '/api/requests');
        assert.deepEqual(items.map((item) => item.id).sort(), [...ids].sort());
        assert.equal(total, ids.length);
      }
      assert.equal((await answer(stranger, section.id)).code, 'not_found');
      assert.equal((await answer(teacher, all.id)).code, 'not_found');
      assert.equal((await answer(other, section.id)).code, 'forbidden');
      const url = `/api/requests/${section.id}`;
      assert.equal((await send(app, stranger, { method: 'GET', url })).code, 'not_found');
      assert.equal((await answer(admin, all.id)).status, 200);
      assert.equal((await answer(admin, all.id, { round: 2 })).code, 'second_reader_needed');
      assert.equal((await answer(people.otherAdmin, all.id, { round: 2 })).status, 200);
    }));

  test('the policy says until when it may be asked for, which kinds there are and until when it is read again', () =>
    inCollege(open, async ({ app, ask, answer, people, db }) => {
      const code = (asked: unknown) => (asked as { error?: { code: string } }).error?.code;
      assert.equal(
        code(await ask(people.student, { firstDay: '2026-07-20', lastDay: '2026-07-26' })),
        'asked_too_late',
      );
      assert.equal(code(await ask(people.student, { firstDay: '2026-07-20', lastDay: '2026-07-27' })), undefined);
      assert.equal(code(await ask(people.student, { firstDay: '2026-08-04' })), 'invalid_request');
      const stranger = await db
        .selectFrom('section')
        .select('id')
        .where('id', '<>', (await ask()).section!.id)
        .execute();
      assert.equal(code(await ask(people.student, { sectionId: stranger[0]?.id })), 'not_enrolled');
      const { id } = await ask();
      await answer(people.teacher, id, { verdict: 'refused' });
      // Whoever was signed in is signed out by then: by the use cases themselves.
      const until = app.clock.now + 7 * DAY_MS;
      const viewer = { personId: people.student.person.id, role: 'student' };
      const askAgain = (now: number) =>
        transact(db, (trx) => askSecondReading(trx, { id, viewer, statement: 'Once more.', now }));
      const readAgain = (now: number) => {
        const reader = { personId: people.colleague.person.id, role: 'faculty' };
        const reading = { id, round: 2, verdict: 'refused' as const, reason: 'x', viewer: reader, now };
        return transact(db, (trx) => answerRequest(trx, reading));
      };
      await assert.rejects(askAgain(until), refuses('request_settled'));
      await assert.rejects(readAgain(until), refuses('request_settled'));
      await askAgain(until - 1);
      assert.equal((await readAgain(until + DAY_MS)).state, 'final', 'asked for in time, it is answered');
    }));

  test('a kind without a mark is not offered', () =>
    inCollege(open, async ({ ask, people, get, db }) => {
      const { requests } = defaultPolicy;
      await setPolicy(db, { requests: { ...requests, leaveMarks: { ...requests.leaveMarks, medical: null } } });
      const refused = (await ask()) as unknown as { error: { code: string } };
      assert.equal(refused.error.code, 'leave_not_offered');
      const { offer } = await get<{ offer: RequestOffer }>(people.student, '/api/me/requests');
      assert.deepEqual(
        offer.leave.kinds.map(({ kind }) => kind),
        ['excused', 'on-duty'],
      );
      assert.equal(offer.leave.earliestDay, '2026-07-27');
    }));

  test('sent again with the same key it is asked once; not more than a few wait', () =>
    inCollege(open, async ({ app, people, sectionId, ask }) => {
      const body = { kind: 'excused', firstDay: TODAY, lastDay: TODAY, sectionId, statement: 'A wedding.' };
      const form = new FormData();
      form.set('data', JSON.stringify(body));
      const encoded = new Response(form);
      const payload = Buffer.from(await encoded.arrayBuffer());
      const headers = {
        ...people.student.headers,
        'content-type': encoded.headers.get('content-type') ?? '',
        'idempotency-key': 'a-key-of-its-own',
      };
      const url = '/api/me/leave';
      const replies = [];
      for (let times = 0; times < 3; times += 1)
        replies.push(await app.http.inject({ method: 'POST', url, payload, headers }));
      assert.equal(new Set(replies.map((reply) => reply.json<StudentRequest>().id)).size, 1);
      for (let n = 1; n < MOST_WAITING; n += 1) assert.ok((await ask()).id);
      const refused = (await ask()) as unknown as { error: { code: string } };
      assert.equal(refused.error.code, 'too_many_waiting');
    }));

  test('leave on days that a term is to lose is counted: granted or waiting, of its students', () =>
    inCollege(open, async ({ db, ask, answer, people, sectionId }) => {
      const { termId } = await db
        .selectFrom('section')
        .select('termId')
        .where('id', '=', sectionId)
        .executeTakeFirstOrThrow();
      const on = (start: string, end = start) => countLeave(db, { termId, cut: [{ start, end }] });
      assert.equal(await on(TODAY), 0);
      const asked = await ask(people.student);
      assert.equal(await on(TODAY), 1);
      assert.equal(await on('2026-07-01', '2026-07-31'), 0);
      assert.equal(await countLeave(db, { termId, cut: [] }), 0);
      assert.equal(await countLeave(db, { termId: 'another', cut: [{ start: TODAY, end: TODAY }] }), 0);
      await answer(people.teacher, asked.id);
      assert.equal(await on(TODAY), 1);
      await db.updateTable('studentRequest').set({ verdict: 'refused' }).execute();
      assert.equal(await on(TODAY), 0);
      await db.updateTable('studentRequest').set({ verdict: null, state: 'withdrawn' }).execute();
      assert.equal(await on(TODAY), 0);
    }));
});
