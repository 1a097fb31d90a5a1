import { randomUUID } from 'node:crypto';
import type { RoomCameraHome } from '@smart-presence/contract';
import type { Keyring } from '../../../platform/crypto/index.ts';
import type { Db } from '../../../platform/db/index.ts';
import { newestEventId } from '../../../platform/events/index.ts';
import { fail } from '../../../platform/http/index.ts';
import type { Platform } from '../../../platform/platform.ts';
import { institution } from '../../accounts/index.ts';
import { identifyInPhotos } from '../../biometrics/index.ts';
import { lookThrough } from '../looks/look-through.ts';
import { monitoringSettings } from '../settings.store.ts';
import { watchedSessions } from '../watched-sessions.ts';
import { claimLook } from './cameras.store.ts';

export interface RoomCameraProps {
  keyring: Keyring;
  identify?: typeof identifyInPhotos;
}

/** What a paired device in a room asks for and brings. Nothing it is told names anybody. */
export const roomCameraRoutes = (
  { db, router, clock }: Platform,
  { keyring, identify = identifyInPhotos }: RoomCameraProps,
): void => {
  router.on('roomCameraHome', ({ viewer, now, request }) =>
    homeOf(db, { cameraId: viewer.personId, csrfToken: request.csrfToken ?? fail('kiosk_unpaired'), now }),
  );

  router.on('takeSnapshot', async ({ files, viewer, now }) => {
    const cameraId = viewer.personId;
    const { rules, sessions } = await watchedBy(db, { cameraId, now });
    const { everySeconds } = rules;
    const nextInMs = everySeconds * 1000;
    const [picture] = files;
    if (sessions.length === 0 || !picture) return { wasLookedAt: false, faces: null, fault: null, nextInMs };
    const token = randomUUID();
    if (!(await claimLook(db, { cameraId, token, everySeconds, now })))
      return { wasLookedAt: false, faces: null, fault: null, nextInMs: await dueIn(db, cameraId, now) };
    const take = () => Promise.resolve(picture);
    const { faces, fault } = await lookThrough({
      ...{ db, cameraId, token, sessions, rules, keyring, identify, take, clock },
    });
    return { wasLookedAt: true, faces, fault, nextInMs };
  });
};

/** The camera's room and what is watched in it. @throws AppError `not_found` when it was removed in the meantime. */
const watchedBy = async (db: Db, { cameraId, now }: { cameraId: string; now: number }) => {
  const camera = await db
    .selectFrom('roomCamera')
    .innerJoin('room', 'room.id', 'roomCamera.roomId')
    .innerJoin('place', 'place.id', 'room.placeId')
    .select([
      'roomCamera.id',
      'roomCamera.name',
      'room.id as roomId',
      'room.name as roomName',
      'place.name as placeName',
    ])
    .where('roomCamera.id', '=', cameraId)
    .executeTakeFirst();
  if (!camera) return fail('not_found');
  const { rules } = await monitoringSettings(db);
  const all = await watchedSessions(db, { rules, now });
  return { camera, rules, sessions: all.filter(({ roomId }) => roomId === camera.roomId) };
};

const LEAST_PAUSE_MS = 1000;

const dueIn = async (db: Db, cameraId: string, now: number): Promise<number> => {
  const { nextAt } = await db
    .selectFrom('roomCamera')
    .select('nextAt')
    .where('id', '=', cameraId)
    .executeTakeFirstOrThrow();
  return Math.max(LEAST_PAUSE_MS, nextAt - now);
};

const homeOf = async (
  db: Db,
  { cameraId, csrfToken, now }: { cameraId: string; csrfToken: string; now: number },
): Promise<RoomCameraHome> => {
  const eventId = await newestEventId(db);
  const { camera, rules, sessions } = await watchedBy(db, { cameraId, now });
  return {
    institution: await institution(db),
    camera: { id: camera.id, name: camera.name },
    room: { name: camera.roomName, place: camera.placeName },
    sessions: sessions.map(({ courseCode, courseName, endsAt }) => ({ courseCode, courseName, endsAt })),
    everySeconds: rules.everySeconds,
    keepsPictures: rules.pictureDays !== null,
    now,
    eventId,
    csrfToken,
  };
};
