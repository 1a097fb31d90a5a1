import type { CameraFault, MonitoringRules } from '@smart-presence/contract';
import type { Keyring } from '../../../platform/crypto/index.ts';
import { newId, type Trx } from '../../../platform/db/index.ts';
import { type DomainEvent, publishAll } from '../../../platform/events/index.ts';
import { endLook } from '../cameras/cameras.store.ts';
import { keepPicture } from '../pictures/room-pictures.store.ts';
import type { WatchedSession } from '../watched-sessions.ts';
import type { RoomFigures } from './look-at-room.ts';

export interface Look {
  cameraId: string;
  token: string;
  rules: MonitoringRules;
  keyring: Keyring;
  /** When the picture was taken. */
  takenAt: number;
  now: number;
  fault: CameraFault | null;
  /** What the sessions in the room get: the same picture beside each roster. */
  sessions: readonly { session: WatchedSession; figures: RoomFigures | null }[];
  /** Kept where the rules say so. */
  picture: Buffer | null;
}

/** Writes down what a look showed, or that it showed nothing. @returns false when the camera was somebody else's by then. */
export const recordLook = async (trx: Trx, look: Look): Promise<boolean> => {
  const { cameraId, token, rules, fault, takenAt, now, sessions, picture } = look;
  const ended = await endLook(trx, { cameraId, token, fault, everySeconds: rules.everySeconds, now });
  if (!ended) return false;
  const events: DomainEvent[] = [];
  for (const { session, figures } of sessions) {
    // Closed, or out of the room, while the picture was looked at: it is nobody's any more.
    if (!(await isOpen(trx, session.id))) continue;
    const id = newId(now);
    await trx
      .insertInto('roomSnapshot')
      .values({
        id,
        sessionId: session.id,
        cameraId,
        takenAt,
        fault: figures ? null : (fault ?? 'busy'),
        faces: figures?.faces ?? null,
        unsure: figures?.unsure ?? null,
        unknown: figures?.unknown ?? null,
      })
      .execute();
    if (figures && figures.matched.length > 0)
      await trx
        .insertInto('roomSighting')
        .values(figures.matched.map((studentId) => ({ snapshotId: id, studentId })))
        .execute();
    if (figures && picture && rules.pictureDays !== null)
      await keepPicture(trx, {
        id,
        sessionId: session.id,
        bytes: picture,
        days: rules.pictureDays,
        now,
        keyring: look.keyring,
      });
    const about = { sectionId: session.sectionId, sessionId: session.id };
    events.push({ type: 'room.looked', at: now, actorId: null, ...about, data: {} });
  }
  if (ended.isNews) events.push({ type: 'camera.changed', at: now, actorId: null, data: { cameraId } });
  await publishAll(trx, events);
  return true;
};

const isOpen = async (trx: Trx, id: string): Promise<boolean> =>
  (await trx
    .selectFrom('attendanceSession')
    .select('id')
    .where('id', '=', id)
    .where('state', 'in', ['open', 'closing'])
    .executeTakeFirst()) !== undefined;
