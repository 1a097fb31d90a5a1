import assert from 'node:assert/strict';
import type { PolicyData } from '@smart-presence/contract';
import type { Db } from '../../../platform/db/index.ts';
import type { Viewer } from '../../../platform/http/index.ts';
import { openSession } from '../open-session.ts';
import { addClass, allMarks, eventTypes, MINUTE_MS, NOW, project, setPolicy, testKeys } from '../testing.ts';
import { presentRoomCode } from './present-room-code.ts';

export const S = 1000;

export const END = NOW + 10 * MINUTE_MS;

export interface Options {
  students?: number;
  /** How many of them, from the first on, have no enrolled face. */
  faceless?: number;
  place?: boolean;
  policy?: Partial<PolicyData>;
}

/** An open session whose code is on the projector. NOW is the first instant of a code. */
export const openRoom = async (db: Db, { students = 2, faceless = students, place = false, policy }: Options = {}) => {
  await setPolicy(db, { roomCode: { mode: 'alternative' }, ...policy });
  const group = await addClass(db, { students, place });
  const ids = group.students.slice(0, faceless).map(({ personId }) => personId);
  if (ids.length > 0) await db.deleteFrom('template').where('personId', 'in', ids).execute();
  const { id: sessionId } = await openSession(db, { sectionId: group.sectionId, viewer: group.teacher, now: NOW });
  await project(db, { sessionId, teacher: group.teacher, now: NOW });
  const [student] = group.students as [Viewer];
  return { ...group, sessionId, student };
};

export const present = (db: Db, props: { sessionId: string; student: Viewer; code: string; now: number }) =>
  presentRoomCode({ db, keys: testKeys, viewer: props.student, address: '127.0.0.1', ...props });

export const nothingRecorded = async (db: Db, sessionId: string) => {
  assert.deepEqual(await allMarks(db, sessionId), []);
  assert.deepEqual(await db.selectFrom('review').selectAll().execute(), []);
  assert.deepEqual(await eventTypes(db, sessionId), ['session.opened']);
};
