import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CheckInReply, type PlaceEvidence } from '@smart-presence/contract';
import type { Db } from '../../platform/db/index.ts';
import { eachDatabase } from '../../platform/db/testing.ts';
import { AppError, fail, type Viewer } from '../../platform/http/index.ts';
import { createSignInSession } from '../accounts/index.ts';
import { type CheckInProps, checkIn } from './check-in.ts';
import { closeDueSessions } from './close-due-sessions.ts';
import { closeSession } from './close-session.ts';
import { MOST_REFUSED } from './limit-attempts.ts';
import { markHistory } from './mark-history.ts';
import { openSession } from './open-session.ts';
import { setMarks } from './set-marks.ts';
import { CHALLENGE_MS, startChallenge } from './start-challenge.ts';
import {
  addClass,
  addViewer,
  allMarks,
  checkInAs,
  countingQueries,
  drop,
  eventTypes,
  framesOfNothing,
  MINUTE_MS,
  NOW,
  refuses,
  scripted,
  setPolicy,
  signedBy,
} from './testing.ts';

const END = NOW + 10 * MINUTE_MS;
const GRACE_END = END + 30_000;

const openClass = async (db: Db, options: Parameters<typeof addClass>[1] = { students: 2 }) => {
  const group = await addClass(db, options);
  const { id } = await openSession(db, { sectionId: group.sectionId, viewer: group.teacher, now: NOW });
  return { ...group, sessionId: id, student: group.students[0]! };
};

/** A request that answers a challenge issued at `begunAt`. */
const begin = async (
  db: Db,
  { sessionId, student, begunAt = NOW + 1000 }: { sessionId: string; student: Viewer; begunAt?: number },
): Promise<CheckInProps['request']> => {
  const { id, nonce } = await startChallenge(db, { sessionId, viewer: student, now: begunAt });
  return signedBy({
    sessionId,
    challengeId: id,
    nonce,
    frames: framesOfNothing,
    frameTimes: [0, 300, 600],
    place: null,
    viewer: student,
    address: '127.0.0.1',
    now: begunAt + 2000,
  });
};

/** Nothing that could count against anybody. */
const assertNothingRecorded = async (db: Db, sessionId: string) => {
  assert.deepEqual(await allMarks(db, sessionId), []);
  assert.deepEqual(await db.selectFrom('review').selectAll().execute(), []);
  assert.deepEqual(await eventTypes(db, sessionId), ['session.opened']);
};

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

  test('fifty at once: one mark, one comparison, the same answer fifty times', async () => {
    const db = await open();
    const { sessionId, student } = await openClass(db);
    const request = await begin(db, { sessionId, student });
    const script = scripted();
    const replies = await Promise.all(
      Array.from({ length: 50 }, () => checkIn({ db, verify: script.verify, request })),
    );
    for (const reply of replies) assert.deepEqual(reply, replies[0]);
    assert.equal(replies[0]?.code, 'accepted');
    assert.equal((await allMarks(db, sessionId)).length, 1);
    assert.equal(script.asked, 1);
    // A lost reply, asked for again much later, when the session is long closed.
    await closeDueSessions(db, GRACE_END);
    assert.deepEqual(
      await checkIn({ db, verify: script.verify, request: { ...request, now: GRACE_END + 5000 } }),
      replies[0],
    );
    assert.equal(script.asked, 1);
  });

  test('two servers with the same check-in give the same answer', async () => {
    const db = await open();
    const { sessionId, student } = await openClass(db);
    for (const kind of ['mismatch', 'match'] as const) {
      const request = await begin(db, { sessionId, student });
      const scripts = [scripted(kind), scripted(kind)] as const;
      const servers = [db, countingQueries(db).db] as const;
      // Neither has decided before both look at the face, however fast the one is.
      const bothLook = gathering(servers.length);
      const [one, other] = await Promise.all(
        servers.map((server, index) => {
          const verify: CheckInProps['verify'] = async () => {
            await bothLook();
            return scripts[index]!.verify();
          };
          return checkIn({ db: server, verify, request });
        }),
      );
      assert.deepEqual(one, other);
      assert.deepEqual([scripts[0].asked, scripts[1].asked], [1, 1], 'both looked at the face');
    }
    assert.equal((await allMarks(db, sessionId)).length, 1);
  });

  test('fifteen challenges of one student at once still make one mark', async () => {
    const db = await open();
    const { sessionId, student } = await openClass(db);
    const requests = await Promise.all(Array.from({ length: 15 }, () => begin(db, { sessionId, student })));
    const replies = await Promise.all(requests.map((request) => checkIn({ db, verify: scripted().verify, request })));
    assert.deepEqual([...new Set(replies.map((r) => r.decision))], ['accept']);
    assert.equal(replies.filter((r) => r.code === 'accepted').length, 1);
    assert.equal((await allMarks(db, sessionId)).length, 1);
  });

  test('a challenge is good once, for its student, session and sign-in session, and for 90 seconds', async () => {
    const db = await open();
    const { sessionId, student, students } = await openClass(db);
    const other = await openClass(db);
    const request = await begin(db, { sessionId, student });
    const attempt = (patch: Partial<typeof request>) =>
      checkIn({ db, verify: scripted().verify, request: { ...request, ...patch } });
    const elsewhere = await createSignInSession(db, { personId: student.personId, role: 'student', now: NOW });
    await assert.rejects(attempt({ viewer: students[1]! }), refuses('challenge_invalid'));
    await assert.rejects(
      attempt({ viewer: { ...student, signInSessionId: elsewhere.id } }),
      refuses('challenge_invalid'),
    );
    await assert.rejects(attempt({ nonce: '0'.repeat(32) }), refuses('challenge_invalid'));
    await assert.rejects(attempt({ sessionId: other.sessionId }), refuses('not_found'));
    await assert.rejects(attempt({ viewer: other.student }), refuses('not_found'));
    await assert.rejects(attempt({ now: NOW + 1000 + CHALLENGE_MS + 1 }), refuses('challenge_invalid'));
    await assertNothingRecorded(db, sessionId);
    assert.equal((await attempt({ now: NOW + 1000 + CHALLENGE_MS })).code, 'accepted');
  });

  test('a refused check-in spends its challenge and is answered the same when repeated', async () => {
    const db = await open();
    const { sessionId, student } = await openClass(db);
    const request = await begin(db, { sessionId, student });
    const first = await checkIn({ db, verify: scripted('mismatch').verify, request });
    assert.deepEqual([first.decision, first.code, first.mark], ['reject', 'face_mismatch', null]);
    assert.deepEqual(await checkIn({ db, verify: scripted('match').verify, request }), first);
    await assertNothingRecorded(db, sessionId);
  });

  test('a full queue or an unreadable picture spends nothing', async () => {
    const db = await open();
    const { sessionId, student } = await openClass(db);
    const request = await begin(db, { sessionId, student });
    const busy = () => Promise.reject(new AppError('overloaded', { retryAfter: 7 }));
    await assert.rejects(checkIn({ db, verify: busy, request }), (error) => {
      assert.equal((error as AppError).extra.retryAfter, 7);
      return refuses('overloaded')(error);
    });
    await assert.rejects(
      checkIn({ db, verify: async () => fail('image_truncated'), request }),
      refuses('image_truncated'),
    );
    await assertNothingRecorded(db, sessionId);
    assert.equal((await checkIn({ db, verify: scripted().verify, request })).code, 'accepted');
  });

  test('begun in time and arriving within the grace counts; after that it does not', async () => {
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
    assert.equal(await send(requests[1], GRACE_END), 'session_closed', 'by the clock, though nobody has closed it yet');
    await closeDueSessions(db, GRACE_END);
    assert.equal(await send(requests[2], GRACE_END - 1), 'session_closed', 'closed for all, also for a clock behind');
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

  test('five refused check-ins in three minutes are a pause that ends by itself', async () => {
    const db = await open();
    const { sessionId, student } = await openClass(db);
    for (let i = 0; i < MOST_REFUSED; i += 1) {
      const reply = await checkInAs(db, { sessionId, student, begunAt: NOW + i * 5000, kind: 'face_quality' });
      assert.equal(reply.code, 'face_quality');
    }
    await assert.rejects(begin(db, { sessionId, student, begunAt: NOW + 30_000 }), (error) => {
      assert.equal((error as AppError).extra.retryAfter, 150);
      return refuses('too_many_requests')(error);
    });
    await assertNothingRecorded(db, sessionId);
    const later = await checkInAs(db, { sessionId, student, begunAt: NOW + 180_000 });
    assert.equal(later.decision, 'accept');
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

/** Resolves for everybody once so many have come. */
function gathering(count: number): () => Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let missing = count;
  return () => {
    missing -= 1;
    if (missing === 0) resolve();
    return promise;
  };
}
