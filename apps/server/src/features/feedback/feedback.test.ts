import assert from 'node:assert/strict';
import { test } from 'node:test';
import { transact } from '../../platform/db/index.ts';
import { eachDatabase } from '../../platform/db/testing.ts';
import { closeSession, DAY_MS, openSession, setMarks } from '../attendance/index.ts';
import { addClass, addViewer, MINUTE_MS, NOW, refuses, setPolicy } from '../attendance/testing.ts';
import { awaitedOf } from './attended.store.ts';
import { feedbackOf } from './feedback.store.ts';
import { type Given, giveFeedback } from './give-feedback.ts';
import { replyToFeedback } from './reply-to-feedback.ts';
import { listFeedback, sectionFeedback } from './section-feedback.ts';
import { saveFeedbackSettings } from './settings.store.ts';

const LATER = NOW + 10 * MINUTE_MS;

eachDatabase((open) => {
  /** A class of seven with a session that everybody but the last attended. */
  const boot = async () => {
    const db = await open();
    const group = await addClass(db, { students: 7 });
    const { sectionId, teacher, students } = group;
    const { id: sessionId } = await openSession(db, { sectionId, viewer: teacher, now: NOW });
    const marks = students.slice(0, 6).map(({ personId }) => ({ studentId: personId, code: 'P' }));
    await setMarks(db, { sessionId, viewer: teacher, marks, reason: null, now: NOW + 1 });
    await closeSession(db, { sessionId, viewer: teacher, now: NOW + MINUTE_MS });
    const admin = await addViewer(db, 'admin', 'Head');
    const stranger = (await addClass(db)).teacher;
    const idOf = (at: number) => students[at]?.personId ?? '';
    const give = (at: number, rating: number, more: Partial<Given> = {}) =>
      transact(db, (trx) =>
        giveFeedback(trx, {
          ...{ sessionId, rating, comment: `comment of ${at}`, isNamed: false, studentId: idOf(at), now: LATER },
          ...more,
        }),
      );
    const read = (viewer = teacher) => sectionFeedback(db, { sectionId, viewer });
    const told = async (kind: 'feedback-low' | 'feedback-answered') => {
      const rows = await db
        .selectFrom('notification')
        .select(['personId', 'data', 'isMailDue'])
        .where('kind', '=', kind)
        .execute();
      return rows.map(({ data, ...row }) => ({ ...row, data: JSON.parse(data) as Record<string, unknown> }));
    };
    return { db, sectionId, sessionId, teacher, admin, stranger, idOf, give, read, told };
  };

  test('who attended may rate a session, once and for some days; nobody else, and never what they missed', async () => {
    const { db, idOf, give, sessionId } = await boot();
    const awaited = (at: number, now = LATER) => awaitedOf(db, { studentId: idOf(at), days: 7, now });
    assert.deepEqual(
      (await awaited(0)).map((each) => [each.sessionId, each.until]),
      [[sessionId, NOW + 7 * DAY_MS]],
    );
    assert.deepEqual(await awaited(6), [], 'absent');
    assert.deepEqual(await awaited(0, NOW + 7 * DAY_MS), [], 'too late');
    await assert.rejects(give(6, 3), refuses('nothing_to_rate'));
    await assert.rejects(give(0, 3, { now: NOW + 7 * DAY_MS }), refuses('nothing_to_rate'));
    await assert.rejects(give(0, 3, { sessionId: idOf(1) }), refuses('nothing_to_rate'));
    const own = await give(0, 4);
    await assert.rejects(give(0, 1), refuses('feedback_given'));
    assert.deepEqual(await feedbackOf(db, idOf(0)), [own]);
    assert.deepEqual(await awaited(0), []);
    const both = await Promise.allSettled([give(1, 5), give(1, 1)]);
    assert.deepEqual(both.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected'], 'two at once');
    await setPolicy(db, { feedback: { days: 0, isNamed: false } });
    await assert.rejects(give(2, 3), refuses('nothing_to_rate'), 'switched off');
  });

  test('without names nothing is shown of fewer than five, and no comment says whose it is or of when', async () => {
    const { give, read, idOf } = await boot();
    for (const at of [0, 1, 2, 3]) await give(at, 2);
    const few = await read();
    assert.deepEqual([few.given, few.attended, few.ratings, few.comments], [4, 6, null, []]);
    assert.deepEqual(
      few.sessions.map(({ given, ratings }) => [given, ratings]),
      [[4, null]],
    );
    await give(4, 5);
    const enough = await read();
    assert.deepEqual(enough.ratings, { counts: [0, 4, 0, 0, 1], average: 2.6, low: 4 });
    assert.equal(enough.sessions[0]?.ratings?.average, 2.6);
    assert.equal(enough.comments.length, 5);
    for (const { student, session } of enough.comments) assert.deepEqual([student, session], [null, null]);
    assert.doesNotMatch(JSON.stringify(enough), new RegExp(idOf(0)));
  });

  test('with names any number is shown; what was given without one stays so', async () => {
    const { db, give, read, idOf, sessionId } = await boot();
    await give(0, 1);
    await setPolicy(db, { feedback: { days: 7, isNamed: true } });
    await assert.rejects(
      give(1, 5, { isNamed: false }),
      refuses('feedback_rule_changed'),
      'the student was told otherwise',
    );
    await give(1, 5, { isNamed: true });
    const { ratings, comments } = await read();
    assert.equal(ratings, null, 'the total would tell what the one without a name said');
    assert.deepEqual(
      comments.map(({ student, session }) => [student?.id, session?.id]),
      [[idOf(1), sessionId]],
    );
  });

  test('a low rating is told once a day to those chosen who may read it, with no word of whose or what', async () => {
    const { db, give, told, teacher, admin, stranger, sectionId, idOf } = await boot();
    await give(0, 1);
    assert.deepEqual(await told('feedback-low'), [], 'nobody was chosen');
    const settings = { people: [admin.personId, stranger.personId], tellsTeachers: true };
    await transact(db, (trx) => saveFeedbackSettings(trx, settings));
    await give(1, 3);
    assert.deepEqual(await told('feedback-low'), [], 'not a low one');
    await give(2, 2);
    await give(3, 1, { now: LATER + 1 });
    const low = await told('feedback-low');
    assert.deepEqual(low.map(({ personId }) => personId).toSorted(), [admin.personId, teacher.personId].toSorted());
    for (const { data, isMailDue } of low) {
      assert.equal(isMailDue, true);
      assert.deepEqual(Object.keys(data).toSorted(), ['count', 'day', 'section']);
      assert.equal(data.count, 3);
    }
    const events = await db.selectFrom('domainEvent').selectAll().where('type', '=', 'feedback.flagged').execute();
    assert.deepEqual(
      events.map((event) => [event.sectionId, event.personId, event.actorId, event.data]),
      Array(3).fill([sectionId, null, null, '{}']),
    );
    assert.doesNotMatch(JSON.stringify([low, events]), new RegExp([0, 2, 3].map(idOf).join('|')));
    await give(4, 1, { now: LATER + DAY_MS });
    assert.equal((await told('feedback-low')).length, 4, 'another day, another notification');
    await assert.rejects(
      transact(db, (trx) => saveFeedbackSettings(trx, { people: [idOf(0)], tellsTeachers: false })),
      refuses('not_found'),
      'students hear nothing of others',
    );
  });

  test('teachers read their own sections, administrators all; a comment is answered once, and its student told', async () => {
    const { db, give, read, told, teacher, admin, stranger, sectionId, idOf } = await boot();
    for (const at of [0, 1, 2, 3]) await give(at, 4);
    const [early] = await feedbackOf(db, idOf(0));
    const reply = (viewer: typeof teacher, id = early?.id ?? '') =>
      transact(db, (trx) => replyToFeedback(trx, { id, text: 'Thank you.', viewer, now: LATER + 5 }));
    await assert.rejects(reply(teacher), refuses('not_found'), 'a comment that is not shown cannot be answered');
    await give(4, 4);
    await assert.rejects(read(stranger), refuses('not_found'));
    await assert.rejects(reply(stranger), refuses('not_found'));
    assert.equal((await read(admin)).comments.length, 5);
    const list = (viewer: typeof teacher) => listFeedback(db, { viewer, limit: 10, offset: 0 });
    assert.deepEqual(await list(stranger), { items: [], total: 0 });
    for (const viewer of [teacher, admin]) {
      const { items, total } = await list(viewer);
      assert.deepEqual(
        [total, items.map(({ section, given, ratings, lastAt }) => [section.id, given, ratings?.average, lastAt])],
        [1, [[sectionId, 5, 4, LATER]]],
      );
    }
    const answered = await reply(teacher);
    assert.deepEqual([answered.reply?.text, answered.student], ['Thank you.', null]);
    await assert.rejects(reply(admin), refuses('feedback_answered'));
    assert.equal((await feedbackOf(db, idOf(0)))[0]?.reply?.by.id, teacher.personId);
    assert.deepEqual(
      (await told('feedback-answered')).map(({ personId }) => personId),
      [idOf(0)],
    );
    const log = await db
      .selectFrom('auditDetail')
      .select(['subjectKind', 'subjectId', 'personId'])
      .where('actorId', '=', teacher.personId)
      .orderBy('seq', 'desc')
      .limit(1)
      .execute();
    assert.deepEqual(log, [{ subjectKind: 'section', subjectId: sectionId, personId: null }]);
  });
});
