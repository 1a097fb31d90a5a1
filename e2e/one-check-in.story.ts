import assert from 'node:assert/strict';
import { test } from 'node:test';
import { acceptInvitation, setUpCollege } from './support/college.ts';
import { beginCheckIn, enrolFace } from './support/enrolled.ts';
import { framesOf } from './support/frames.ts';
import { startServer } from './support/server.ts';

test('one check-in, however often it arrives; another face is refused', async (t) => {
  const server = await startServer();
  t.after(() => server.stop());
  const { admin, teacher, sectionId, students } = await setUpCollege(server, ['Asha', 'Elin']);
  const [ashaId = '', elinId = ''] = students.map((student) => student.id);
  const asha = await acceptInvitation({ server, admin, personId: ashaId });
  const elin = await acceptInvitation({ server, admin, personId: elinId });
  await enrolFace(asha, 'asha');
  await enrolFace(elin, 'elin');
  // Place is not this story's subject.
  const policy = await admin.call('currentPolicy');
  await admin.call('savePolicy', { body: { data: { ...policy.data, placeMode: 'off' } } });
  const session = await teacher.call('openSession', { params: { id: sectionId }, body: { minutes: 30 } });

  await t.test('fifty at once with one key: one mark, one answer', async () => {
    const post = await beginCheckIn(asha, {
      sessionId: session.id,
      frames: await framesOf('asha', 4),
      key: 'asha-check-in-1',
    });
    const answers = await Promise.all(Array.from({ length: 50 }, post));
    answers.push(await post());
    assert.deepEqual(
      [...new Set(answers.map(({ status, body }) => `${status} ${body.decision} ${body.mark?.id}`))].length,
      1,
    );
    assert.equal(answers[0]?.status, 200, JSON.stringify(answers[0]?.body));
    assert.equal(answers[0]?.body.decision, 'accept');
    const history = await teacher.call('markHistory', { params: { id: session.id, studentId: ashaId } });
    assert.equal(history.length, 1);
    assert.deepEqual([history[0]?.to, history[0]?.method], ['P', 'face-self']);
  });

  await t.test("a friend's face is refused, with advice and without a score", async () => {
    const post = await beginCheckIn(elin, { sessionId: session.id, frames: await framesOf('asha', 4) });
    const { body } = await post();
    assert.deepEqual([body.decision, body.code, body.mark], ['reject', 'face_mismatch', null]);
    assert.ok(body.advice);
    assert.doesNotMatch(JSON.stringify(body), /distance|score|0\.\d/);
  });

  await t.test('the same request without a key: the challenge makes it one', async () => {
    const post = await beginCheckIn(elin, { sessionId: session.id, frames: await framesOf('elin', 4) });
    const answers = await Promise.all(Array.from({ length: 20 }, post));
    assert.deepEqual(new Set(answers.map(({ body }) => `${body.decision} ${body.mark?.id}`)).size, 1);
    assert.equal(answers[0]?.body.decision, 'accept', JSON.stringify(answers[0]?.body));
    const board = await teacher.call('getBoard', { params: { id: session.id } });
    assert.deepEqual(board.session.counts, { roster: 2, marked: 2, attended: 2, review: 0 });
  });
});
