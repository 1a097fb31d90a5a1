import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Db } from '../../platform/db/index.ts';
import { eachDatabase } from '../../platform/db/testing.ts';
import { AppError, type Viewer } from '../../platform/http/index.ts';
import { getBoard } from './board.ts';
import { type CheckInProps, checkIn } from './check-in.ts';
import { closeDueSessions } from './close-due-sessions.ts';
import { closeSession } from './close-session.ts';
import { extendSession } from './extend-session.ts';
import { openSession } from './open-session.ts';
import { sessionView } from './sessions.store.ts';
import { startChallenge } from './start-challenge.ts';
import {
  addClass,
  codeCheckIn,
  codeShown,
  framesOfNothing,
  MINUTE_MS,
  NOW,
  project,
  scripted,
  signedBy,
  type TestClass,
} from './testing.ts';

/** What may happen to a session, by whichever of two servers, each with a clock of its own. */
type Step = {
  what: 'wait' | 'poll' | 'tick' | 'close' | 'extend' | 'begin' | 'send' | 'code';
  server: 0 | 1;
  seconds: number;
};

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    what: fc.constantFrom(
      'wait',
      'wait',
      'poll',
      'tick',
      'close',
      'extend',
      'begin',
      'begin',
      'send',
      'send',
      'code',
      'code',
    ),
    server: fc.constantFrom(0, 1),
    seconds: fc.integer({ min: 1, max: 45 }),
  }),
  { minLength: 5, maxLength: 30 },
);
const skews = fc.tuple(fc.integer({ min: -20, max: 20 }), fc.integer({ min: -20, max: 20 }));

interface World {
  db: Db;
  group: TestClass;
  sessionId: string;
  /** True time, which no server knows. */
  time: number;
  skews: readonly [number, number];
  pending: CheckInProps['request'][];
  nextStudent: number;
  wasClosed: boolean;
  lateAccepts: number;
  codeAccepts: number;
}

const WITH_FACE = 6;
const WITHOUT_FACE = 3;

const quietly = async (work: Promise<unknown>): Promise<void> => {
  await work.catch((error: unknown) => {
    if (!(error instanceof AppError)) throw error;
  });
};

const rowOf = ({ db, sessionId }: World) =>
  db.selectFrom('attendanceSession').selectAll().where('id', '=', sessionId).executeTakeFirstOrThrow();

const perform = async (world: World, { what, server, seconds }: Step): Promise<void> => {
  const {
    db,
    group,
    sessionId,
    skews: [one, other],
  } = world;
  const now = world.time + (server === 0 ? one : other) * 1000;
  const viewer = group.teacher;
  if (what === 'wait') world.time += seconds * 1000;
  if (what === 'poll') await poll(world, now);
  if (what === 'tick') await closeDueSessions(db, now);
  if (what === 'close' && seconds > 35) await closeSession(db, { sessionId, viewer, now });
  if (what === 'extend' && seconds > 30) await quietly(extendSession(db, { sessionId, viewer, minutes: 1, now }));
  if (what === 'begin') await quietly(begin(world, now));
  if (what === 'send') await send(world, now);
  if (what === 'code') await sendCode(world, now);
};

/** Reading shows nothing open past its end and changes nothing. */
const poll = async (world: World, now: number): Promise<void> => {
  const before = await rowOf(world);
  const seen = await sessionView(world.db, world.sessionId, now);
  await getBoard(world.db, { sessionId: world.sessionId, viewer: world.group.teacher, now });
  if (now >= before.endsAt) assert.notEqual(seen?.state, 'open');
  assert.deepEqual(await rowOf(world), before);
};

const begin = async (world: World, now: number): Promise<void> => {
  const student = world.group.students[world.nextStudent % WITH_FACE] as Viewer;
  world.nextStudent += 1;
  const { id, nonce } = await startChallenge(world.db, { sessionId: world.sessionId, viewer: student, now });
  const { sessionId } = world;
  const frames = { frames: framesOfNothing, frameTimes: [0, 1, 2] };
  const request = { sessionId, challengeId: id, nonce, ...frames, place: null, viewer: student, address: '::1', now };
  world.pending.push(signedBy(request));
};

const send = async (world: World, now: number): Promise<void> => {
  const request = world.pending.shift();
  if (!request) return;
  const before = await rowOf(world);
  const sent = { ...request, now };
  const reply = await checkIn({ db: world.db, verify: scripted().verify, request: sent }).catch((error: unknown) => {
    if (error instanceof AppError) return undefined;
    throw error;
  });
  if (reply?.code !== 'accepted') return;
  const isLate = before.state === 'closed' || before.state === 'locked' || now >= before.endsAt + before.graceMs;
  const wasBegunLate = request.now >= before.endsAt;
  if (isLate || wasBegunLate) world.lateAccepts += 1;
};

/** The code of the true time, sent as soon as it is read. */
const sendCode = async (world: World, now: number): Promise<void> => {
  const { db, sessionId } = world;
  const student = world.group.students[WITH_FACE + (world.nextStudent % WITHOUT_FACE)] as Viewer;
  world.nextStudent += 1;
  const before = await rowOf(world);
  const code = await codeShown(db, { sessionId, at: world.time });
  const reply = await codeCheckIn(db, { sessionId, student, code, now }).catch((error: unknown) => {
    if (error instanceof AppError) return undefined;
    throw error;
  });
  if (reply?.code !== 'accepted') return;
  world.codeAccepts += 1;
  const isLate = before.state === 'closed' || before.state === 'locked' || now >= before.endsAt + before.graceMs;
  const wasShownLate = Math.floor(world.time / 10_000) * 10_000 >= before.endsAt;
  if (isLate || wasShownLate) world.lateAccepts += 1;
};

eachDatabase((open) => {
  test('closed stays closed: no late accept in any order of events, on clocks that disagree', async () => {
    const db = await open();
    const group = await addClass(db, { students: WITH_FACE + WITHOUT_FACE });
    const faceless = group.students.slice(WITH_FACE).map((student) => student.personId);
    await db.deleteFrom('template').where('personId', 'in', faceless).execute();
    let [start, codeAccepts] = [NOW, 0];
    await fc.assert(
      fc.asyncProperty(steps, skews, async (sequence, skew) => {
        start += 30 * MINUTE_MS;
        await closeDueSessions(db, start + 60_000_000);
        const { id } = await openSession(db, {
          sectionId: group.sectionId,
          viewer: group.teacher,
          minutes: 1,
          now: start,
        });
        const world: World = {
          db,
          group,
          sessionId: id,
          time: start,
          skews: skew,
          pending: [],
          nextStudent: 0,
          wasClosed: false,
          lateAccepts: 0,
          codeAccepts: 0,
        };
        await project(db, { sessionId: id, teacher: group.teacher, now: start });
        for (const step of sequence) {
          await perform(world, step);
          const { state } = await rowOf(world);
          const isClosed = state === 'closed' || state === 'locked';
          assert.ok(isClosed || !world.wasClosed, 'a closed session was open again');
          world.wasClosed = isClosed;
        }
        assert.equal(world.lateAccepts, 0);
        codeAccepts += world.codeAccepts;
      }),
      { numRuns: 30 },
    );
    // The orders are random: that some were accepted shows that accepting was tried.
    assert.ok(codeAccepts > 0, 'no check-in by code was accepted at all');
  });
});
