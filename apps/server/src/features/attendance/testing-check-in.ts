import assert from 'node:assert/strict';
import type { Db } from '../../platform/db/index.ts';
import type { Viewer } from '../../platform/http/index.ts';
import type { CheckInProps } from './check-in.ts';
import { openSession } from './open-session.ts';
import { startChallenge } from './start-challenge.ts';
import { addClass, allMarks, eventTypes, framesOfNothing, MINUTE_MS, NOW, signedBy } from './testing.ts';

export const END = NOW + 10 * MINUTE_MS;

export const GRACE_END = END + 30_000;

export const openClass = async (db: Db, options: Parameters<typeof addClass>[1] = { students: 2 }) => {
  const group = await addClass(db, options);
  const { id } = await openSession(db, { sectionId: group.sectionId, viewer: group.teacher, now: NOW });
  const [student] = group.students as [Viewer];
  return { ...group, sessionId: id, student };
};

/** A request that answers a challenge issued at `begunAt`. */
export const begin = async (
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
export const assertNothingRecorded = async (db: Db, sessionId: string) => {
  assert.deepEqual(await allMarks(db, sessionId), []);
  assert.deepEqual(await db.selectFrom('review').selectAll().execute(), []);
  assert.deepEqual(await eventTypes(db, sessionId), ['session.opened']);
};
