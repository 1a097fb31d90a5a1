import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Db, newId } from '../../../platform/db/index.ts';
import { eachDatabase } from '../../../platform/db/testing.ts';
import { carryOut } from '../../../platform/retention/index.ts';
import { enrolStudents } from '../../academics/index.ts';
import { withdrawConsent } from '../../biometrics/index.ts';
import { closeSession } from '../close-session.ts';
import { decideReview } from '../decide-review.ts';
import { historyOf, markEvidence } from '../marks.store.ts';
import { openSession } from '../open-session.ts';
import { reviewsOf } from '../reviews.store.ts';
import { setMarks } from '../set-marks.ts';
import { addClass, allMarks, drop, eventTypes, MINUTE_MS, NOW, refuses, setPolicy } from '../testing.ts';
import { MOST_A_MINUTE, oldAttempts } from './attempts.store.ts';
import { checkInAtKiosk } from './check-in-at-kiosk.ts';
import { sessionsAtDoor } from './sessions-at-door.ts';
import { addKiosk, comeUp, placeOfClass, scriptedDoor, TIMES } from './testing-door.ts';

eachDatabase((open) => {
  const boot = async (prepare: (db: Db) => Promise<unknown> = async () => {}) => {
    const db = await open();
    await prepare(db);
    const here = await addClass(db, { place: true });
    const placeId = await placeOfClass(db, here.sectionId);
    const kioskId = await addKiosk(db, placeId);
    const session = await openSession(db, { sectionId: here.sectionId, viewer: here.teacher, now: NOW });
    const [first, second, third] = here.students;
    assert.ok(first && second && third);
    return { db, here, placeId, kioskId, session, first, second, third };
  };

  test('a person who is recognised is marked once, named, and told so the second time', async () => {
    const { db, kioskId, session, first } = await boot();
    const visit = { kioskId, studentId: first.personId, now: NOW + MINUTE_MS };
    const reply = await comeUp(db, visit);
    assert.deepEqual([reply.finding, reply.name], ['marked', first.name]);
    assert.deepEqual(
      reply.marks.map(({ code, meaning }) => [code, meaning]),
      [['P', 'Present']],
    );
    const again = await comeUp(db, { ...visit, now: NOW + 2 * MINUTE_MS });
    assert.deepEqual([again.finding, again.name, again.marks.length], ['already', first.name, 1]);
    const [mark, ...others] = await allMarks(db, session.id);
    assert.equal(others.length, 0);
    assert.ok(mark);
    assert.deepEqual(
      [mark.method, mark.actorId, mark.at, mark.isFlagged],
      ['face-kiosk', kioskId, NOW + MINUTE_MS, false],
    );
    assert.deepEqual(await eventTypes(db, session.id), ['session.opened', 'mark.recorded']);
  });

  test('at the same time, too, there is one mark', async () => {
    const { db, kioskId, session, first } = await boot();
    const visits = Array.from({ length: 6 }, () => comeUp(db, { kioskId, studentId: first.personId, now: NOW + 1000 }));
    const findings = (await Promise.all(visits)).map(({ finding }) => finding);
    assert.equal(findings.filter((finding) => finding === 'marked').length, 1);
    assert.equal((await allMarks(db, session.id)).length, 1);
  });

  test('the evidence says how near, how clear, which kiosk and which policy, and the history who', async () => {
    const { db, kioskId, session, first } = await boot();
    await comeUp(db, { kioskId, studentId: first.personId, now: NOW + 1000 });
    const place = { sessionId: session.id, studentId: first.personId };
    const { evidence } = (await markEvidence(db, place)) ?? {};
    assert.ok(evidence);
    const face = evidence.face as Record<string, unknown>;
    assert.deepEqual([face.distance, face.margin, evidence.kioskId], [0.31, 0.2, kioskId]);
    assert.equal(evidence.policyVersion, session.policyVersion);
    assert.equal((await historyOf(db, place))[0]?.actor?.name, 'Main door');
  });

  test('only students of sessions open at this place are looked for', async () => {
    const { db, here, kioskId, placeId, second, third } = await boot();
    const elsewhere = await addClass(db, { place: true });
    await openSession(db, { sectionId: elsewhere.sectionId, viewer: elsewhere.teacher, now: NOW });
    await drop(db, { sectionId: here.sectionId, studentId: second.personId, now: NOW + 1 });
    await db.updateTable('person').set({ isDisabled: true }).where('id', '=', third.personId).execute();
    const door = scriptedDoor({ kind: 'unknown' });
    const frames = [Buffer.from('a'), Buffer.from('b'), Buffer.from('c')];
    const request = { kioskId, frames, frameTimes: TIMES, now: NOW + 1000 };
    assert.equal((await checkInAtKiosk({ db, identify: door.identify, request })).finding, 'unknown');
    assert.deepEqual(door.asked[0]?.studentIds, [here.students[0]?.personId]);
    await closeSession(db, {
      sessionId: (await sessionsAtDoor(db, { placeId, now: NOW }))[0]?.id ?? '',
      viewer: here.teacher,
      now: NOW + 2000,
    });
    const later = { ...request, now: NOW + 3000 };
    assert.equal((await checkInAtKiosk({ db, identify: door.identify, request: later })).finding, 'closed');
    assert.equal(door.asked.length, 1, 'with nothing open no picture is looked at');
  });

  test('who is in two sessions here is marked in both', async () => {
    const { db, here, placeId, kioskId, first } = await boot();
    const other = await addClass(db);
    await db.updateTable('department').set({ placeId }).where('id', '=', other.departmentId).execute();
    await enrolStudents(db, { sectionId: other.sectionId, studentIds: [first.personId], usns: [], now: NOW });
    await openSession(db, { sectionId: other.sectionId, viewer: other.teacher, now: NOW });
    const reply = await comeUp(db, { kioskId, studentId: first.personId, now: NOW + 1000 });
    assert.equal(reply.marks.length, 2);
    assert.notEqual(here.sectionId, other.sectionId);
  });

  for (const kind of ['unsure', 'unknown', 'face_not_found', 'face_quality', 'frames_inconsistent'] as const)
    test(`${kind}: nobody is named and nothing is recorded`, async () => {
      const { db, kioskId, session, first } = await boot();
      const reply = await comeUp(db, { kioskId, kind, studentId: first.personId, now: NOW + 1000 });
      assert.deepEqual(reply, { finding: kind, name: null, marks: [] });
      assert.equal((await allMarks(db, session.id)).length, 0);
      assert.equal((await reviewsOf(db, session.id)).length, 0);
    });

  test('not seen alive nobody is marked; the third time the teacher is asked, once', async () => {
    const { db, kioskId, session, first } = await boot();
    const visit = { kioskId, studentId: first.personId, verdict: 'not-live' as const };
    const findings: string[] = [];
    for (const minute of [1, 2, 3, 4]) {
      const { finding, name } = await comeUp(db, { ...visit, now: NOW + minute * MINUTE_MS });
      findings.push(finding);
      assert.equal(name, finding === 'review' ? first.name : null);
    }
    assert.deepEqual(findings.slice(0, 3), ['not_live', 'not_live', 'review']);
    const reviews = await reviewsOf(db, session.id);
    assert.deepEqual(
      reviews.map(({ student, reasons, state }) => [student.id, reasons, state]),
      [[first.personId, ['liveness_unclear'], 'open']],
    );
    assert.equal((await allMarks(db, session.id)).length, 0);
    const { finding } = await comeUp(db, { ...visit, verdict: 'live', now: NOW + 5 * MINUTE_MS });
    assert.equal(finding, 'marked');
    assert.equal((await reviewsOf(db, session.id))[0]?.state, 'approved');
  });

  test('approved by the teacher it is a mark of the kiosk, at the time the student came up', async () => {
    const { db, here, kioskId, session, first } = await boot();
    const visit = { kioskId, studentId: first.personId, verdict: 'not-live' as const };
    for (const minute of [1, 2, 3]) await comeUp(db, { ...visit, now: NOW + minute * MINUTE_MS });
    const [review] = await reviewsOf(db, session.id);
    assert.ok(review);
    await decideReview(db, { reviewId: review.id, viewer: here.teacher, verdict: 'approve', now: NOW + 9 * MINUTE_MS });
    const [mark] = await allMarks(db, session.id);
    assert.deepEqual([mark?.method, mark?.at], ['face-kiosk', NOW + 3 * MINUTE_MS]);
  });

  test('failures of long ago and of other people do not add up', async () => {
    const { db, kioskId, session, first, second } = await boot((db) => setPolicy(db, { sessionMinutes: 60 }));
    const visit = { kioskId, verdict: 'inconclusive' as const };
    await comeUp(db, { ...visit, studentId: first.personId, now: NOW + MINUTE_MS });
    await comeUp(db, { ...visit, studentId: first.personId, now: NOW + 2 * MINUTE_MS });
    await comeUp(db, { ...visit, studentId: second.personId, now: NOW + 3 * MINUTE_MS });
    const { finding } = await comeUp(db, { ...visit, studentId: first.personId, now: NOW + 13 * MINUTE_MS });
    assert.equal(finding, 'not_live');
    assert.equal((await reviewsOf(db, session.id)).length, 0);
  });

  test('the policy says what is looked for: nothing, or an approach', async () => {
    for (const level of ['off', 'low'] as const) {
      const { db, kioskId } = await boot((db) => setPolicy(db, { liveness: { level, flashes: 'off' } }));
      const door = scriptedDoor({ kind: 'unknown' });
      const frames = [Buffer.from('a'), Buffer.from('b'), Buffer.from('c')];
      await checkInAtKiosk({
        db,
        identify: door.identify,
        request: { kioskId, frames, frameTimes: TIMES, now: NOW + 1000 },
      });
      const seen = door.asked[0]?.seen;
      if (level === 'off') assert.equal(seen, null);
      else
        assert.deepEqual([seen?.level, seen?.steps, seen?.times.map(({ at }) => at)], ['low', ['come-closer'], TIMES]);
    }
  });

  test('closed, dropped or withdrawn while the face is compared: no mark', async () => {
    const { db, here, kioskId, session, first, second, third } = await boot();
    const cases = [
      [first, () => withdrawConsent(db, { personId: first.personId, actorId: first.personId, now: NOW + 1000 })],
      [second, () => drop(db, { sectionId: here.sectionId, studentId: second.personId, now: NOW + 1000 })],
      [third, () => closeSession(db, { sessionId: session.id, viewer: here.teacher, now: NOW + 1000 })],
    ] as const;
    for (const [student, meanwhile] of cases) {
      const reply = await comeUp(db, { kioskId, studentId: student.personId, now: NOW + 1000, meanwhile });
      assert.deepEqual([reply.finding, reply.name], ['closed', null]);
    }
    const marks = await allMarks(db, session.id);
    assert.deepEqual(
      marks.map(({ method }) => method).filter((method) => method === 'face-kiosk'),
      [],
    );
  });

  test('begun before the end it counts within the grace, begun after it does not', async () => {
    const { db, kioskId, session, first, second } = await boot();
    const arrives = (studentId: string, now: number) => comeUp(db, { kioskId, studentId, now });
    assert.equal((await arrives(first.personId, session.endsAt + 400)).finding, 'marked');
    assert.equal((await arrives(second.personId, session.endsAt + 600)).finding, 'closed');
  });

  test('late by the policy of the session; against a teacher’s absence only with a flag', async () => {
    const { db, here, kioskId, session, first } = await boot((db) => setPolicy(db, { lateAfterMinutes: 5 }));
    const marks = [{ studentId: first.personId, code: 'A' }];
    await setMarks(db, { sessionId: session.id, viewer: here.teacher, marks, reason: null, now: NOW + 1000 });
    const reply = await comeUp(db, { kioskId, studentId: first.personId, now: NOW + 6 * MINUTE_MS });
    assert.deepEqual(
      reply.marks.map(({ code }) => code),
      ['L'],
    );
    const { mark, evidence } = (await markEvidence(db, { sessionId: session.id, studentId: first.personId })) ?? {};
    assert.equal(mark?.isFlagged, true);
    assert.deepEqual(evidence?.flags, ['contradicts_teacher']);
  });

  test('a device gone wild has to pause, and old attempts are forgotten', async () => {
    const { db, kioskId } = await boot();
    const knock = (now: number) => comeUp(db, { kioskId, kind: 'unknown', now });
    const attempts = Array.from({ length: MOST_A_MINUTE }, (_, i) => ({
      id: newId(),
      kioskId,
      at: NOW + i,
      finding: 'unknown',
      studentId: null,
    }));
    await db.insertInto('kioskAttempt').values(attempts).execute();
    await assert.rejects(knock(NOW + 59_999), refuses('too_many_requests'));
    assert.equal((await knock(NOW + MINUTE_MS)).finding, 'unknown');
    await carryOut(db, oldAttempts, { now: NOW + MINUTE_MS + 24 * 60 * MINUTE_MS });
    assert.deepEqual(await db.selectFrom('kioskAttempt').selectAll().execute(), []);
  });

  test('frame times that do not fit their pictures are refused', async () => {
    const { db, kioskId } = await boot();
    const frames = [Buffer.from('a'), Buffer.from('b'), Buffer.from('c')];
    for (const frameTimes of [
      [0, 100],
      [0, 100, 100],
      [0, 200, 100],
    ]) {
      const request = { kioskId, frames, frameTimes, now: NOW };
      await assert.rejects(
        checkInAtKiosk({ db, identify: scriptedDoor({}).identify, request }),
        refuses('invalid_request'),
      );
    }
  });
});
