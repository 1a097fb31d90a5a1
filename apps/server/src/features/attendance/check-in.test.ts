import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CheckInReply, type PlaceEvidence } from '@smart-presence/contract';
import { eachDatabase } from '../../platform/db/testing.ts';
import type { Viewer } from '../../platform/http/index.ts';
import { type CheckInProps, checkIn } from './check-in.ts';
import { closeDueSessions } from './close-due-sessions.ts';
import { closeSession } from './close-session.ts';
import { markHistory } from './mark-history.ts';
import { setMarks } from './set-marks.ts';
import { addViewer, allMarks, checkInAs, drop, MINUTE_MS, NOW, refuses, scripted, setPolicy } from './testing.ts';
import { assertNothingRecorded, begin, END, GRACE_END, openClass } from './testing-check-in.ts';

eachDatabase((open) => {
  test('a match is a mark with its evidence, and an event with the counts', async () => {
    const db = await open();
    const { sessionId, student } = await openClass(db);
    const reply = CheckInReply.parse(await checkInAs(db, { sessionId, student, begunAt: NOW + 1000 }));
    assert.deepEqual([reply.decision, reply.code, reply.mark?.code], ['accept', 'accepted', 'P']);
    const [row] = await allMarks(db, sessionId);
    assert.equal(row?.actorId, student.personId);
    assert.equal(row?.at, NOW + 4000);
    const evidence = JSON.parse(row?.evidence ?? '{}');
    assert.equal(evidence.policyVersion, 1);
    assert.equal(evidence.face.distance, 0.31);
    assert.equal(evidence.place.finding, 'unset');
    assert.deepEqual(evidence.challenge.frameTimes, [0, 300, 600]);
    const event = await db
      .selectFrom('domainEvent')
      .selectAll()
      .where('type', '=', 'mark.recorded')
      .executeTakeFirstOrThrow();
    assert.equal(event.personId, student.personId);
    assert.deepEqual(JSON.parse(event.data).counts, { roster: 2, marked: 1, attended: 1, review: 0 });
    assert.doesNotMatch(event.data, /distance|0\.31/);
  });

  test('begun in time and arriving within the grace counts; after that the teacher decides', async () => {
    const db = await open();
    const { sessionId, students } = await openClass(db, { students: 4 });
    const arriving = async (index: number, arrivesAt: number) =>
      (await checkInAs(db, { sessionId, student: students[index]!, begunAt: END - 1, arrivesAt })).code;
    assert.equal(await arriving(0, END - 1), 'accepted');
    await closeDueSessions(db, END);
    const [, second, third, fourth] = students as [Viewer, Viewer, Viewer, Viewer];
    await assert.rejects(begin(db, { sessionId, student: second, begunAt: END }), refuses('session_closed'));
    await assert.rejects(
      begin(db, { sessionId, student: second, begunAt: END - 1 }),
      refuses('session_closed'),
      'clock behind',
    );
    // Issued before the end, by a server that had not moved the session on.
    await db.updateTable('attendanceSession').set({ state: 'open' }).where('id', '=', sessionId).execute();
    const requests = [
      await begin(db, { sessionId, student: second, begunAt: END - 1 }),
      await begin(db, { sessionId, student: third, begunAt: END - 1 }),
      await begin(db, { sessionId, student: fourth, begunAt: END - 1 }),
    ] as const;
    await closeDueSessions(db, END);
    const send = async (request: CheckInProps['request'], now: number) =>
      (await checkIn({ db, verify: scripted().verify, request: { ...request, now } })).code;
    assert.equal(await send(requests[0], GRACE_END - 1), 'accepted');
    assert.equal(await send(requests[1], GRACE_END), 'sent_to_review', 'by the clock, though nobody has closed it yet');
    await closeDueSessions(db, GRACE_END);
    assert.equal(await send(requests[2], GRACE_END - 1), 'sent_to_review', 'closed for all, also for a clock behind');
    assert.deepEqual((await allMarks(db, sessionId)).filter((m) => m.method === 'face-self').length, 2);
  });

  test('admitted in time counts even when the session closes while the face is compared', async () => {
    const db = await open();
    const { sessionId, student, teacher } = await openClass(db);
    const request = await begin(db, { sessionId, student });
    const script = scripted();
    script.meanwhile = () => closeSession(db, { sessionId, viewer: teacher, now: NOW + 3500 });
    const reply = await checkIn({ db, verify: script.verify, request });
    assert.equal(reply.code, 'accepted');
    const history = await markHistory(db, { sessionId, studentId: student.personId, viewer: student });
    assert.deepEqual(
      history.map((change) => [change.from, change.to, change.method]),
      [
        [null, 'A', 'clock'],
        ['A', 'P', 'face-self'],
      ],
    );
  });

  test('late by the policy', async () => {
    const db = await open();
    await setPolicy(db, { lateAfterMinutes: 3 });
    const { sessionId, students } = await openClass(db);
    const codeAt = async (index: number, arrivesAt: number) =>
      (await checkInAs(db, { sessionId, student: students[index]!, begunAt: arrivesAt - 1000, arrivesAt })).mark?.code;
    assert.equal(await codeAt(0, NOW + 3 * MINUTE_MS - 1), 'P');
    assert.equal(await codeAt(1, NOW + 3 * MINUTE_MS), 'L');
  });

  test('who is marked already is told so, without another look at the face', async () => {
    const db = await open();
    const { sessionId, student } = await openClass(db);
    const first = await checkInAs(db, { sessionId, student, begunAt: NOW + 1000 });
    const script = scripted('mismatch');
    const request = await begin(db, { sessionId, student, begunAt: NOW + 9000 });
    const again = await checkIn({ db, verify: script.verify, request });
    assert.deepEqual([again.decision, again.code, again.mark?.id], ['accept', 'already_marked', first.mark?.id]);
    assert.equal(script.asked, 0);
  });

  test('a face that contradicts the teacher is marked and flagged, not overruled in silence', async () => {
    const db = await open();
    const { sessionId, student, teacher } = await openClass(db);
    const marks = [{ studentId: student.personId, code: 'A' }];
    await setMarks(db, { sessionId, viewer: teacher, marks, reason: null, now: NOW + 500 });
    const reply = await checkInAs(db, { sessionId, student, begunAt: NOW + 1000 });
    assert.deepEqual([reply.decision, reply.mark?.isFlagged, reply.mark?.version], ['flag', true, 2]);
  });

  test('students who left the section, or were never in it, do not get in', async () => {
    const db = await open();
    const { sessionId, student, sectionId } = await openClass(db);
    const stranger = await addViewer(db, 'student', 'Stranger');
    await assert.rejects(begin(db, { sessionId, student: stranger }), refuses('not_found'));
    const request = await begin(db, { sessionId, student });
    await drop(db, { sectionId, studentId: student.personId, now: NOW + 1500 });
    await assert.rejects(checkIn({ db, verify: scripted().verify, request }), refuses('not_enrolled'));
    await assert.rejects(begin(db, { sessionId, student }), refuses('not_found'));
    await assertNothingRecorded(db, sessionId);
  });

  test('without consent or template there is nothing to compare with', async () => {
    const db = await open();
    const { sessionId, student, students } = await openClass(db);
    await db.deleteFrom('template').where('personId', '=', student.personId).execute();
    const request = await begin(db, { sessionId, student });
    await assert.rejects(checkIn({ db, verify: scripted().verify, request }), refuses('template_missing'));
    await db
      .updateTable('consent')
      .set({ liveId: null, withdrawnAt: NOW })
      .where('personId', '=', student.personId)
      .execute();
    await assert.rejects(checkIn({ db, verify: scripted().verify, request }), refuses('consent_required'));
    const other = await begin(db, { sessionId, student: students[1]! });
    const vanished = scripted('template_missing');
    await assert.rejects(checkIn({ db, verify: vanished.verify, request: other }), refuses('template_missing'));
    await assertNothingRecorded(db, sessionId);
  });

  test('the place decides as the policy says, before the face is looked at', async () => {
    const db = await open();
    await setPolicy(db, { placeMode: 'require' });
    const { sessionId, students } = await openClass(db, { students: 4, place: true });
    const away: PlaceEvidence = { latitude: 13, longitude: 77.59, accuracy: 10, at: NOW + 1000 };
    const here = { ...away, latitude: 12.97 };
    const script = scripted();
    const send = async (index: number, place: PlaceEvidence | null, address = '127.0.0.1') => {
      const request = await begin(db, { sessionId, student: students[index]! });
      return checkIn({ db, verify: script.verify, request: { ...request, place, address } });
    };
    const outside = await send(0, away);
    assert.deepEqual([outside.decision, outside.code, script.asked], ['reject', 'outside_place', 0]);
    assert.equal((await send(0, here)).decision, 'accept');
    assert.equal((await send(1, null)).decision, 'review');
    assert.equal((await send(2, null, '10.1.2.3')).decision, 'accept', 'on the network of the place');
    assert.equal((await send(3, away, '10.1.2.3')).decision, 'flag');
    const evidence = (await allMarks(db, sessionId)).map((mark) => JSON.parse(mark.evidence).place);
    assert.ok(evidence.some((place) => place.finding === 'weak' && place.metres > 3000));
    assert.ok(!JSON.stringify(evidence).includes('77.59'), 'no coordinates are kept');
  });

  test('frame times that make no sense are bad input', async () => {
    const db = await open();
    const { sessionId, student } = await openClass(db);
    const request = await begin(db, { sessionId, student });
    for (const frameTimes of [
      [0, 1],
      [0, 2, 1],
      [0, 1, 2, 3],
    ])
      await assert.rejects(
        checkIn({ db, verify: scripted().verify, request: { ...request, frameTimes } }),
        refuses('invalid_request'),
      );
  });
});
