import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Db, newId, transact } from '../../../platform/db/index.ts';
import { eachDatabase } from '../../../platform/db/testing.ts';
import type { Viewer } from '../../../platform/http/index.ts';
import { closeDueSessions } from '../close-due-sessions.ts';
import { closeSession } from '../close-session.ts';
import { decideReview } from '../decide-review.ts';
import { markHistory } from '../mark-history.ts';
import { openSession } from '../open-session.ts';
import { requestReview } from '../reviews.store.ts';
import { DAY_MS } from '../session-clock.ts';
import { setMarks } from '../set-marks.ts';
import { addClass, addViewer, allMarks, eventTypes, MINUTE_MS, NOW, refuses, type TestClass } from '../testing.ts';
import { endLeave, grantLeave } from './grant-leave.ts';
import { marksFrom } from './granted-leave.store.ts';

const grant = (db: Db, props: { student: Viewer; viewer: Viewer; sectionId?: string; now?: number; code?: string }) => {
  const { student, viewer, sectionId = null, now = NOW + 20 * MINUTE_MS, code = 'M' } = props;
  const range = { startsAt: NOW - 3_600_000, endsAt: NOW + 12 * 3_600_000 };
  const leave = {
    id: newId(),
    studentId: student.personId,
    sectionId,
    code,
    reason: 'leave granted: medical',
    ...range,
  };
  return transact(db, async (trx) => ({ id: leave.id, set: await grantLeave(trx, { leave, viewer, now }) }));
};

const end = (db: Db, props: { leaveId: string; viewer: Viewer; now?: number }) =>
  transact(db, (trx) => endLeave(trx, { reason: 'overturned', now: NOW + 30 * MINUTE_MS, ...props }));

const held = async (db: Db, { sectionId, teacher }: TestClass, now = NOW) => {
  const { id } = await openSession(db, { sectionId, viewer: teacher, now });
  return { id, close: (at: number) => closeSession(db, { sessionId: id, viewer: teacher, now: at }) };
};

const codes = async (db: Db, sessionId: string, student: Viewer) =>
  (await allMarks(db, sessionId)).filter((mark) => mark.studentId === student.personId).map((mark) => mark.code);

eachDatabase((open) => {
  test('an absence of a session that is over gets the mark, with who, why and where from; the present stay', async () => {
    const db = await open();
    const group = await addClass(db);
    const [ill, well] = group.students as [Viewer, Viewer];
    const { id, close } = await held(db, group);
    await setMarks(db, {
      sessionId: id,
      viewer: group.teacher,
      marks: [{ studentId: well.personId, code: 'P' }],
      reason: null,
      now: NOW + 1000,
    });
    await close(NOW + MINUTE_MS);
    const granted = await grant(db, { student: ill, viewer: group.teacher });
    assert.equal(granted.set, 1);
    assert.equal((await grant(db, { student: well, viewer: group.teacher })).set, 0);
    assert.deepEqual(await codes(db, id, ill), ['A', 'M']);
    assert.deepEqual(await codes(db, id, well), ['P']);
    const history = await markHistory(db, { sessionId: id, studentId: ill.personId, viewer: ill });
    const { actor, reason, origin, from, to, method } = history.at(-1)!;
    assert.deepEqual(
      { actor: actor?.id, reason, origin, from, to, method },
      {
        actor: group.teacher.personId,
        reason: 'leave granted: medical',
        origin: { kind: 'leave', id: granted.id },
        from: 'A',
        to: 'M',
        method: 'manual',
      },
    );
    assert.ok((await eventTypes(db, id)).includes('mark.changed'));
    assert.equal((await marksFrom(db, [granted.id])).get(granted.id), 1);
  });

  test('whoever would be absent when a session closes gets the mark; so does who was noted absent before', async () => {
    const db = await open();
    const group = await addClass(db);
    const [missing, noted, other] = group.students as [Viewer, Viewer, Viewer];
    const { id } = await held(db, group);
    await setMarks(db, {
      sessionId: id,
      viewer: group.teacher,
      marks: [{ studentId: noted.personId, code: 'A' }],
      reason: null,
      now: NOW + 1000,
    });
    for (const student of [missing, noted])
      assert.equal((await grant(db, { student, viewer: group.teacher, now: NOW + 2000 })).set, 0);
    assert.deepEqual(await codes(db, id, noted), ['A'], 'not while it runs: they may still come');
    await closeDueSessions(db, NOW + 11 * MINUTE_MS);
    assert.deepEqual(await codes(db, id, missing), ['M']);
    assert.deepEqual(await codes(db, id, noted), ['A', 'M']);
    assert.deepEqual(await codes(db, id, other), ['A']);
    const [first] = await markHistory(db, { sessionId: id, studentId: missing.personId, viewer: missing });
    assert.deepEqual([first?.method, first?.actor, first?.origin?.kind], ['clock', null, 'leave']);
  });

  test('only in its days and, where it names one, in its section', async () => {
    const db = await open();
    const [group, other] = [await addClass(db), await addClass(db)];
    const [student] = group.students as [Viewer];
    const before = await held(db, group, NOW - 2 * DAY_MS);
    await before.close(NOW - 2 * DAY_MS + MINUTE_MS);
    const there = await held(db, group);
    assert.equal((await grant(db, { student, viewer: group.teacher, sectionId: other.sectionId })).set, 0);
    await there.close(NOW + MINUTE_MS);
    assert.deepEqual(await codes(db, there.id, student), ['A']);
    assert.equal((await grant(db, { student, viewer: group.teacher, sectionId: group.sectionId })).set, 1);
    assert.deepEqual(await codes(db, before.id, student), ['A']);
    const after = await held(db, group, NOW + DAY_MS);
    await after.close(NOW + DAY_MS + MINUTE_MS);
    assert.deepEqual(await codes(db, after.id, student), ['A']);
  });

  test('taken back, what was there before comes again; what somebody set since stays', async () => {
    const db = await open();
    const group = await addClass(db);
    const [one, two, three] = group.students as [Viewer, Viewer, Viewer];
    const first = await held(db, group);
    await first.close(NOW + MINUTE_MS);
    const leave = new Map<Viewer, string>();
    for (const student of [one, two, three])
      leave.set(student, (await grant(db, { student, viewer: group.teacher })).id);
    const second = await held(db, group, NOW + 2 * MINUTE_MS);
    await second.close(NOW + 3 * MINUTE_MS);
    await setMarks(db, {
      sessionId: first.id,
      viewer: group.teacher,
      marks: [{ studentId: two.personId, code: 'P' }],
      reason: 'was there',
      now: NOW + 25 * MINUTE_MS,
    });
    assert.equal(await end(db, { leaveId: leave.get(one)!, viewer: group.teacher }), 2);
    assert.equal(await end(db, { leaveId: leave.get(two)!, viewer: group.teacher }), 1);
    assert.deepEqual(await codes(db, first.id, one), ['A', 'M', 'A']);
    assert.deepEqual(await codes(db, second.id, one), ['M', 'A']);
    assert.deepEqual(await codes(db, first.id, two), ['A', 'M', 'P']);
    assert.deepEqual(await codes(db, first.id, three), ['A', 'M']);
    assert.equal(await end(db, { leaveId: leave.get(one)!, viewer: group.teacher }), 0, 'once');
    const third = await held(db, group, NOW + 4 * MINUTE_MS);
    await third.close(NOW + 5 * MINUTE_MS);
    assert.deepEqual(await codes(db, third.id, one), ['A'], 'no longer in force');
  });

  test('where other leave is in force, its mark comes instead of the absence', async () => {
    const db = await open();
    const group = await addClass(db);
    const [student] = group.students as [Viewer];
    const { id, close } = await held(db, group);
    await grant(db, { student, viewer: group.teacher, code: 'OD', now: NOW + 1000 });
    const medical = await grant(db, { student, viewer: group.teacher, now: NOW + 2000 });
    await close(NOW + MINUTE_MS);
    await end(db, { leaveId: medical.id, viewer: group.teacher });
    assert.deepEqual(await codes(db, id, student), ['M', 'OD']);
  });

  test('a locked session takes an administrator, and nothing happens otherwise', async () => {
    const db = await open();
    const group = await addClass(db);
    const admin = await addViewer(db, 'admin', 'Admin');
    const [student] = group.students as [Viewer];
    const { id, close } = await held(db, group);
    await close(NOW + MINUTE_MS);
    const late = NOW + 8 * DAY_MS;
    await assert.rejects(grant(db, { student, viewer: group.teacher, now: late }), refuses('session_locked'));
    assert.equal((await db.selectFrom('grantedLeave').selectAll().execute()).length, 0);
    const granted = await grant(db, { student, viewer: admin, now: late });
    await assert.rejects(end(db, { leaveId: granted.id, viewer: group.teacher, now: late }), refuses('session_locked'));
    assert.deepEqual(await codes(db, id, student), ['A', 'M']);
  });

  test('granted while the session closes, the absence has the mark, whoever comes first', async () => {
    const db = await open();
    const group = await addClass(db);
    const [student] = group.students as [Viewer];
    for (let round = 0; round < 12; round += 1) {
      const now = NOW + round * 10 * MINUTE_MS;
      const { id, close } = await held(db, group, now);
      const work = [
        () => close(now + MINUTE_MS),
        () => grant(db, { student, viewer: group.teacher, now: now + MINUTE_MS }),
      ];
      const results = await Promise.all((round % 2 === 0 ? work : work.toReversed()).map((one) => one()));
      assert.equal((await codes(db, id, student)).at(-1), 'M', `round ${round}`);
      const leaveId = results.map((result) => ('set' in result ? result.id : null)).find((one) => one !== null);
      await end(db, { leaveId: leaveId ?? '', viewer: group.teacher, now: now + 2 * MINUTE_MS });
    }
  });

  test('a rejected check-in of somebody with leave becomes the mark of the leave', async () => {
    const db = await open();
    const group = await addClass(db);
    const [student] = group.students as [Viewer];
    const { id, close } = await held(db, group);
    await grant(db, { student, viewer: group.teacher, now: NOW + 1000 });
    const asked = { sessionId: id, studentId: student.personId, requestedAt: NOW + 2000, evidence: {} };
    const review = await transact(db, (trx) => requestReview(trx, { ...asked, reasons: ['match_uncertain'] }));
    await close(NOW + MINUTE_MS);
    assert.deepEqual(await codes(db, id, student), []);
    const decision = { reviewId: review!.id, viewer: group.teacher, verdict: 'reject' as const };
    await decideReview(db, { ...decision, now: NOW + 2 * MINUTE_MS });
    assert.deepEqual(await codes(db, id, student), ['M']);
  });
});
