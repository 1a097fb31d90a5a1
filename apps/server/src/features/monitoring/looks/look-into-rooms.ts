import { randomUUID } from 'node:crypto';
import type { Keyring } from '../../../platform/crypto/index.ts';
import type { Db } from '../../../platform/db/index.ts';
import type { identifyInPhotos } from '../../biometrics/index.ts';
import type { CameraAccess, CameraSecrets } from '../cameras/camera-secrets.ts';
import { claimLook } from '../cameras/cameras.store.ts';
import { monitoringSettings } from '../settings.store.ts';
import { type WatchedSession, watchedSessions } from '../watched-sessions.ts';
import { lookThrough } from './look-through.ts';

export interface RoomLooks {
  db: Db;
  secrets: CameraSecrets;
  keyring: Keyring;
  fetch: (access: CameraAccess) => Promise<Buffer>;
  identify: typeof identifyInPhotos;
  /** False while people wait for face work: rooms can wait. */
  hasRoom: () => boolean;
  clock: () => number;
  stopping?: AbortSignal | undefined;
}

/** Cameras asked at the same time: slow ones must not keep the others waiting. */
const AT_ONCE = 4;

/**
 * Looks once through every IP camera that is due. Several servers may do so: each look is claimed by a conditional update, so one
 * of them takes it. @returns how many looks were taken.
 */
export const lookIntoRooms = async (rooms: RoomLooks): Promise<number> => {
  const { db, clock, stopping, hasRoom } = rooms;
  const { rules } = await monitoringSettings(db);
  const sessions = await watchedSessions(db, { rules, now: clock() });
  if (sessions.length === 0) return 0;
  const inRoom = Map.groupBy(sessions, ({ roomId }) => roomId);
  const due = await dueCameras(db, [...inRoom.keys()], clock());
  let looked = 0;
  const takeTurns = async (): Promise<void> => {
    for (let camera = due.shift(); camera; camera = due.shift()) {
      if (stopping?.aborted || !hasRoom()) return;
      const { id, roomId, sealed } = camera;
      if (roomId === null || sealed === null) continue;
      const token = randomUUID();
      const claim = { cameraId: id, token, everySeconds: rules.everySeconds, now: clock() };
      if (!(await claimLook(db, claim))) continue;
      looked += 1;
      const here: readonly WatchedSession[] = inRoom.get(roomId) ?? [];
      const take = async () => rooms.fetch(rooms.secrets.open(id, sealed));
      await lookThrough({ ...rooms, cameraId: id, token, sessions: here, rules, take });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, takeTurns));
  return looked;
};

/** IP cameras in these rooms whose next look is due, the longest waiting first. */
const dueCameras = (db: Db, roomIds: readonly string[], now: number) =>
  db
    .selectFrom('roomCamera')
    .select(['id', 'roomId', 'sealed'])
    .where('kind', '=', 'ip')
    .where('roomId', 'in', roomIds)
    .where('nextAt', '<=', now)
    .where((eb) => eb.or([eb('leaseUntil', 'is', null), eb('leaseUntil', '<=', now)]))
    .orderBy('nextAt')
    .execute();
