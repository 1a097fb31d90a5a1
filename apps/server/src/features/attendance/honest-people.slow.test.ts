import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CheckInReply } from '@smart-presence/contract';
import type { Db } from '../../platform/db/index.ts';
import { eachDatabase } from '../../platform/db/testing.ts';
import type { Viewer } from '../../platform/http/index.ts';
import type { VerificationKind } from '../biometrics/index.ts';
import { checkIn } from './check-in.ts';
import { closeDueSessions } from './close-due-sessions.ts';
import { decideReview } from './decide-review.ts';
import { openSession } from './open-session.ts';
import { reviewsOf } from './reviews.store.ts';
import { startChallenge } from './start-challenge.ts';
import {
  addClass,
  codeCheckIn,
  codeShown,
  framesOfNothing,
  MINUTE_MS,
  NOW,
  newDevice,
  project,
  scripted,
  signedBy,
  type TestClass,
  type TestDevice,
} from './testing.ts';

/*
 * A thousand honest flows, drawn by a fixed seed. What is simulated: the clock, the connection (requests that come late, twice
 * or not at all) and what the engine finds in the pictures (`scripted`: blurred, none, several, unsure, the right one). Everything
 * else is the product: challenges, limits, codes, devices, decisions, marks, reviews and events.
 */
const FLOWS = 1000;
const CLASS = { students: 40, withoutFace: 8 } as const;
/** Each part on a database of its own. */
const PARTS = 5;
const SESSIONS = FLOWS / PARTS / CLASS.students;
/** People who are at it at the same time. */
const AT_ONCE = 8;

/** Mulberry32: small, and the same on every machine. */
const drawing = (seed: number) => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
};

interface Scene {
  db: Db;
  sessionId: string;
  student: Viewer;
  teacher: Viewer;
  /** When this student begins; a session has ten minutes. */
  at: number;
  /** When the session is over, and written as closed. */
  after: number;
  below: (n: number) => number;
}

interface Sent extends Pick<Scene, 'db' | 'sessionId' | 'student'> {
  at: number;
  takes?: number;
  kind?: VerificationKind;
  device?: TestDevice;
}

const begin = async ({ db, sessionId, student, at, takes = 3000, device }: Sent) => {
  const { id, nonce } = await startChallenge(db, { sessionId, viewer: student, now: at });
  const frames = { frames: framesOfNothing, frameTimes: [0, 300, 600] };
  const whose = { sessionId, challengeId: id, nonce, viewer: student, place: null, address: '127.0.0.1' };
  return signedBy({ ...whose, ...frames, now: at + takes }, device);
};

const send = async (sent: Sent): Promise<CheckInReply> =>
  checkIn({ db: sent.db, verify: scripted(sent.kind).verify, request: await begin(sent) });

const typeCode = async ({ db, sessionId, student }: Sent, { at, isWrong }: { at: number; isWrong: boolean }) => {
  const shown = await codeShown(db, { sessionId, at });
  const code = isWrong ? `${(Number(shown[0]) + 1) % 10}${shown.slice(1)}` : shown;
  return codeCheckIn(db, { sessionId, student, code, now: at });
};

const approveAll = async ({ db, sessionId, teacher, student }: Scene, now: number) => {
  const open = (await reviewsOf(db, sessionId)).filter((r) => r.state === 'open' && r.student.id === student.personId);
  for (const { id } of open) await decideReview(db, { reviewId: id, viewer: teacher, verdict: 'approve', now });
};

const poor: VerificationKind[] = ['face_quality', 'face_not_found', 'several_faces', 'frames_inconsistent'];

/** What honest people with an enrolled face go through. */
const withFace: Record<string, (scene: Scene) => Promise<unknown>> = {
  'poor pictures once to three times': async (scene) => {
    const failures = 1 + scene.below(3);
    for (let i = 0; i < failures; i++)
      await send({ ...scene, at: scene.at + i * 15_000, kind: poor[scene.below(poor.length)]! });
    await send({ ...scene, at: scene.at + failures * 15_000 });
  },
  'a lost answer, sent again': async (scene) => {
    const request = await begin(scene);
    const tries = 2 + scene.below(4);
    for (let i = 0; i < tries; i++)
      await checkIn({ db: scene.db, verify: scripted().verify, request: { ...request, now: request.now + i * 2000 } });
  },
  'a double tap': (scene) => Promise.all([send(scene), send(scene)]),
  'pages reloaded before it works': async (scene) => {
    for (let i = 0; i < 3; i++) await begin({ ...scene, at: scene.at + i * 4000 });
    await send({ ...scene, at: scene.at + 12_000 });
  },
  'a slow network': (scene) => send({ ...scene, takes: 20_000 + scene.below(69_000) }),
  'a connection lost until after the session': async (scene) => {
    const request = await begin(scene);
    const now = scene.after + scene.below(20 * 3_600_000);
    const late = () => checkIn({ db: scene.db, verify: scripted().verify, request: { ...request, now } });
    return {
      later: async () => {
        assert.equal((await late()).code, 'sent_to_review');
        assert.equal((await late()).code, 'sent_to_review');
        await approveAll(scene, now + 1000);
      },
    };
  },
  'unsure, then tried again': async (scene) => {
    assert.equal((await send({ ...scene, kind: 'uncertain' })).decision, 'review');
    await send({ ...scene, at: scene.at + 20_000 });
  },
  'a new device': (scene) => send({ ...scene, device: newDevice('Safari on iPhone') }),
  'two failures, then the room code': async (scene) => {
    for (let i = 0; i < 2; i++) await send({ ...scene, at: scene.at + i * 15_000, kind: 'face_quality' });
    const reply = await typeCode(scene, { at: scene.at + 40_000, isWrong: false });
    assert.equal(reply.decision, 'review', 'the other way is open');
    await approveAll(scene, scene.at + 60_000);
  },
  'a code typed wrong, then the face': async (scene) => {
    await typeCode(scene, { at: scene.at, isWrong: true });
    await send({ ...scene, at: scene.at + 5000 });
  },
};

/** And those without: the room code. */
const withoutFace: Record<string, (scene: Scene) => Promise<unknown>> = {
  'a code typed wrong once or twice': async (scene) => {
    const failures = 1 + scene.below(2);
    for (let i = 0; i < failures; i++) await typeCode(scene, { at: scene.at + i * 5000, isWrong: true });
    await typeCode(scene, { at: scene.at + failures * 5000, isWrong: false });
  },
  'a code sent twice': (scene) => {
    const once = () => typeCode(scene, { at: scene.at, isWrong: false });
    return Promise.all([once(), once()]);
  },
};

interface Result {
  kind: string;
  refused: unknown[];
}

/** One session, in which every student of the class goes through something. */
const playSession = async (
  db: Db,
  { group, start, draw }: { group: TestClass; start: number; draw: () => number },
): Promise<{ sessionId: string; results: Result[] }> => {
  const { sectionId, teacher, students } = group;
  const { id: sessionId } = await openSession(db, { sectionId, viewer: teacher, minutes: 10, now: start });
  await project(db, { sessionId, teacher, now: start });
  const below = (n: number) => Math.floor(draw() * n);
  const after = start + 11 * MINUTE_MS;
  const results: Result[] = [];
  const later: { result: Result; run: () => Promise<unknown> }[] = [];
  const play = async ({ kind, scene }: { kind: string; scene: Scene }) => {
    const result: Result = { kind, refused: [] };
    results.push(result);
    try {
      const more = (await (withFace[kind] ?? withoutFace[kind])!(scene)) as
        | { later?: () => Promise<unknown> }
        | undefined;
      if (more?.later) later.push({ result, run: more.later });
    } catch (error) {
      result.refused.push(error);
    }
  };
  const plays = students.map((student, index) => {
    const kinds = Object.keys(index < CLASS.withoutFace ? withoutFace : withFace);
    // A seed of their own, so that it is all one whoever is faster.
    const own = drawing(below(2 ** 31));
    const at = start + 5000 + below(6 * MINUTE_MS);
    const scene = { db, sessionId, student, teacher, at, after, below: (n: number) => Math.floor(own() * n) };
    return { kind: kinds[below(kinds.length)]!, scene };
  });
  while (plays.length > 0) await Promise.all(plays.splice(0, AT_ONCE).map(play));
  await closeDueSessions(db, after);
  for (const { result, run } of later) await run().catch((error: unknown) => result.refused.push(error));
  return { sessionId, results };
};

/** What may be said when honest people check in: nothing that speaks of anybody's guilt. */
const harmless = /^(session|mark|review|consent|notifications)\./;

eachDatabase((open, engine) => {
  for (let part = 1; part <= PARTS; part++)
    test(`honest flows, part ${part} of ${PARTS}: all are marked, none paused, locked, reported or kept from another way`, async () => {
      const db = await open();
      const group = await addClass(db, { students: CLASS.students });
      const faceless = group.students.slice(0, CLASS.withoutFace).map(({ personId }) => personId);
      await db.deleteFrom('template').where('personId', 'in', faceless).execute();
      const draw = drawing(20_260_803 + part);
      const counts = new Map<string, number>();
      let unmarked = 0;
      for (let n = 0; n < SESSIONS; n++) {
        const { sessionId, results } = await playSession(db, { group, start: NOW + n * 2 * 24 * 60 * MINUTE_MS, draw });
        for (const { kind, refused } of results) {
          counts.set(kind, (counts.get(kind) ?? 0) + 1);
          assert.deepEqual(refused, [], kind);
        }
        const marks = await db
          .selectFrom('mark')
          .select(['studentId', 'code'])
          .where('sessionId', '=', sessionId)
          .where('isCurrent', '=', true)
          .execute();
        assert.equal(marks.length, CLASS.students);
        unmarked += marks.filter(({ code }) => code !== 'P' && code !== 'L').length;
      }
      const events = await db.selectFrom('domainEvent').select('type').distinct().execute();
      const locked = await db.selectFrom('person').select('id').where('isDisabled', '=', true).execute();
      const paused = await db
        .selectFrom('roomCodeGuess')
        .select('studentId')
        .whereRef('blockedUntil', '>', 'updatedAt')
        .execute();
      const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
      console.log(
        `${engine}, part ${part}: ${total} honest flows, ${unmarked} not marked; ${[...counts].map(([k, n]) => `${k} ${n}`).join('; ')}`,
      );
      assert.equal(total, FLOWS / PARTS);
      assert.equal(unmarked, 0);
      assert.deepEqual(
        events.map(({ type }) => type).filter((type) => !harmless.test(type)),
        [],
      );
      assert.deepEqual([locked.length, paused.length], [0, 0]);
      assert.deepEqual(
        await db.selectFrom('securityEvent').selectAll().execute(),
        [],
        'nothing is a sign of an attack',
      );
      const traces = await db.selectFrom('checkInTrace').select('studentId').execute();
      assert.ok(
        traces.length >= (FLOWS / PARTS) * 0.9,
        `${traces.length} check-ins left a trace, and none of them a sign`,
      );
      for (const kind of [...Object.keys(withFace), ...Object.keys(withoutFace)])
        assert.ok((counts.get(kind) ?? 0) >= 4, `${kind}: ${counts.get(kind)}`);
    });
});
