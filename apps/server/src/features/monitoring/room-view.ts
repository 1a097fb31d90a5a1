import type { Disagreement, RoomView, StudentRef } from '@smart-presence/contract';
import { audit } from '../../platform/audit/index.ts';
import { type Db, transact } from '../../platform/db/index.ts';
import { newestEventId, publish } from '../../platform/events/index.ts';
import { fail } from '../../platform/http/index.ts';
import { roomPlace, type SectionViewer } from '../academics/index.ts';
import { attendedCodes, currentMarks, policyOf, sessionFor, stateAt, studentsOfSession } from '../attendance/index.ts';
import { hasTemplate } from '../biometrics/index.ts';
import { camerasOf, looksOf } from './looks.store.ts';
import { type Finding, reconcile } from './reconcile.ts';
import { monitoringSettings } from './settings.store.ts';
import { isWatched, roomOfSession } from './watched-sessions.ts';

export interface RoomRequest {
  sessionId: string;
  viewer: SectionViewer;
  now: number;
}

/** What the cameras showed during a session, beside its marks. The same few queries however long it lasts. @throws AppError `not_found`. */
export const roomView = async (db: Db, { sessionId, viewer, now }: RoomRequest): Promise<RoomView> => {
  const session = await sessionFor(db, viewer, sessionId);
  // Read before the data, so that whoever follows from here misses nothing.
  const eventId = await newestEventId(db);
  const { rules } = await monitoringSettings(db);
  const { roomId, by } = await roomOfSession(db, sessionId);
  const taken = await looksOf(db, sessionId, now);
  const ids = [...new Set(taken.map(({ look }) => look.cameraId))];
  const cameras = await camerasOf(db, { roomId, ids });
  const isOn = roomId !== null && isWatched(rules, { roomId, sectionId: session.sectionId });

  const students = await studentsOfSession(db, session);
  const marks = new Map((await currentMarks(db, sessionId)).map((mark) => [mark.studentId, mark]));
  const attended = attendedCodes(await policyOf(db, session));
  const faces = await hasTemplate(
    db,
    students.map(({ id }) => id),
  );
  const { markedNotSeen, seenNotMarked, coverage } = reconcile({
    looks: taken.filter(({ look }) => look.fault === null).map(({ look, seen }) => ({ at: look.at, seen })),
    roll: students.map(({ id }) => ({
      studentId: id,
      hasFace: faces.has(id),
      isAttended: attended.has(marks.get(id)?.code ?? ''),
      markedAt: marks.get(id)?.at ?? null,
    })),
    looksNeeded: rules.looks,
  });
  const known = new Map(students.map((student) => [student.id, student]));
  const shown = ({ studentId, ...counts }: Finding): Disagreement => {
    const mark = marks.get(studentId);
    const student = known.get(studentId) as StudentRef;
    return { student, mark: mark?.code ?? null, markedAt: mark?.at ?? null, ...counts };
  };
  return {
    state: stateOf({ isOn, roomId, isEquipped: cameras.some(({ isHere }) => isHere), mode: rules.mode }),
    room: roomId === null ? null : await roomById(db, roomId),
    roomBy: by,
    cameras: cameras.map(({ isHere: _, ...camera }) => camera),
    everySeconds: rules.everySeconds,
    looks: taken.map(({ look }) => look),
    looksNeeded: rules.looks,
    markedNotSeen: markedNotSeen.map(shown),
    seenNotMarked: seenNotMarked.map(shown),
    coverage,
    eventId,
  };
};

/** What is missing first: an institution that looks nowhere needs no room to be told. */
const stateOf = (at: {
  isOn: boolean;
  roomId: string | null;
  isEquipped: boolean;
  mode: string;
}): RoomView['state'] => {
  if (at.mode === 'off') return 'off';
  if (at.roomId === null) return 'no-room';
  if (!at.isOn) return 'off';
  return at.isEquipped ? 'on' : 'no-camera';
};

const roomById = async (db: Db, id: string): Promise<RoomView['room']> =>
  (await db.selectFrom('room').select(['id', 'name', 'capacity']).where('id', '=', id).executeTakeFirst()) ?? null;

/**
 * Says where an open session is held, where the timetable does not know or is wrong. Its students hear whether a camera looks.
 * @throws AppError `not_found`, `session_closed`, `invalid_request` for a room that is none.
 */
export const chooseRoom = (
  db: Db,
  { roomId, ...request }: RoomRequest & { roomId: string | null },
): Promise<RoomView> =>
  transact(db, async (trx) => {
    const { sessionId, viewer, now } = request;
    const session = await sessionFor(trx, viewer, sessionId);
    const { state } = stateAt(session, { now, editWindowMs: 0 });
    if (state !== 'open' && state !== 'closing') fail('session_closed');
    if (roomId !== null && !(await roomPlace(trx, roomId)))
      fail('invalid_request', { details: [{ path: 'body.roomId', message: 'is no room' }] });
    if (roomId === null) await trx.deleteFrom('sessionRoom').where('sessionId', '=', sessionId).execute();
    else {
      const choice = { roomId, chosenBy: viewer.personId, chosenAt: now };
      await trx
        .insertInto('sessionRoom')
        .values({ sessionId, ...choice })
        .onConflict((conflict) => conflict.column('sessionId').doUpdateSet(choice))
        .execute();
    }
    const { sectionId } = session;
    await publish(trx, {
      type: 'monitoring.changed',
      at: now,
      actorId: viewer.personId,
      sectionId,
      sessionId,
      data: {},
    });
    await audit(trx, {
      action: 'session.room-chosen',
      at: now,
      actorId: viewer.personId,
      subject: { kind: 'attendance-session', id: sessionId },
      details: { roomId },
    });
    return roomView(trx, request);
  });
