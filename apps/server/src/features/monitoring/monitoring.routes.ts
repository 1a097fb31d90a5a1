import { audit } from '../../platform/audit/index.ts';
import { createKeyring } from '../../platform/crypto/index.ts';
import { transact } from '../../platform/db/index.ts';
import type { Resolve } from '../../platform/outbound/index.ts';
import type { Platform } from '../../platform/platform.ts';
import { hasRoomForMore, identifyInPhotos } from '../biometrics/index.ts';
import { currentPolicy } from '../policies/index.ts';
import { CameraFaulted } from './cameras/camera-faulted.ts';
import { cameraReach } from './cameras/camera-reach.ts';
import { type CameraAccess, cameraSecrets } from './cameras/camera-secrets.ts';
import { cameraRow, cameraRows, viewsOf } from './cameras/cameras.store.ts';
import { fetchSnapshot, type Limits } from './cameras/fetch-snapshot.ts';
import { roomCameraRoutes } from './cameras/room-camera.routes.ts';
import { addCamera, removeCamera, updateCamera } from './cameras/save-camera.ts';
import { tryCamera } from './cameras/try-camera.ts';
import { monitoringRetention } from './forget-old-looks.ts';
import { lookIntoRooms } from './looks/look-into-rooms.ts';
import { reportLedElsewhere } from './looks/look-through.ts';
import { myMonitoring } from './my-monitoring.ts';
import { openRoomPicture } from './pictures/room-pictures.store.ts';
import { chooseRoom, roomView } from './room-view.ts';
import { saveMonitoring, settingsView } from './save-monitoring.ts';

const TICK_MS = 1000;

/** What tests put in the place of the world outside. */
export interface MonitoringWorld {
  identify?: typeof identifyInPhotos;
  resolve?: Resolve;
  limits?: Partial<Limits>;
}

/** Cameras, settings, what a room showed; and the clock that looks. */
export const monitoringRoutes = (platform: Platform, world: MonitoringWorld = {}): void => {
  const { db, router, config, secrets: held, clock, job } = platform;
  const { identify = identifyInPhotos, limits, resolve } = world;
  const secrets = cameraSecrets(held.signing);
  const keyring = createKeyring({ kek: held.kek, alsoOpens: held.otherKek ? [held.otherKek] : [] });
  const reachable = { hosts: config.cameraHosts, ports: config.cameraPorts };
  const reach = cameraReach(reachable);
  const fetch = (camera: CameraAccess) =>
    fetchSnapshot({ camera, reach, ...(limits && { limits }), ...(resolve && { resolve }) });

  const one = async (id: string, now: number) => {
    const [view] = await viewsOf(db, [await cameraRow(db, id)], { secrets, now });
    return view as NonNullable<typeof view>;
  };
  router.on('listRoomCameras', async ({ now }) => viewsOf(db, await cameraRows(db), { secrets, now }));
  router.on('createRoomCamera', async ({ body, viewer, now }) =>
    one(await addCamera(db, body, { secrets, actorId: viewer.personId, now }), now),
  );
  router.on('updateRoomCamera', async ({ params: { id }, body, viewer, now }) => {
    await updateCamera(db, { id, ...body }, { secrets, actorId: viewer.personId, now });
    return one(id, now);
  });
  router.on('removeRoomCamera', async ({ params, viewer, now }) => {
    await removeCamera(db, params.id, { actorId: viewer.personId, now });
    return { ok: true } as const;
  });
  router.on('tryRoomCamera', async ({ params, viewer, now }) => {
    const { id, sealed } = await cameraRow(db, params.id);
    const take = async () => {
      if (sealed === null) throw new CameraFaulted('not_allowed');
      return fetch(secrets.open(id, sealed));
    };
    const { data: policy } = await currentPolicy(db, now);
    const trial = await tryCamera({ db, fetch: take, identify, limits: policy.face, now });
    const { fault } = trial;
    if (fault === 'redirect_refused') await reportLedElsewhere(db, { cameraId: id, now });
    const subject = { kind: 'room-camera', id } as const;
    const entry = {
      action: 'room-camera.tried',
      at: now,
      actorId: viewer.personId,
      subject,
      details: { fault },
    } as const;
    await transact(db, (trx) => audit(trx, entry));
    return trial;
  });

  router.on('monitoringSettings', ({ now }) => settingsView(db, reachable, now));
  router.on('saveMonitoring', async ({ body, viewer, now }) => {
    await saveMonitoring(db, { rules: body, actorId: viewer.personId, now });
    return settingsView(db, reachable, now);
  });

  router.on('getRoomView', ({ params, viewer, now }) => roomView(db, { sessionId: params.id, viewer, now }));
  router.on('chooseRoom', ({ params, body, viewer, now }) =>
    chooseRoom(db, { sessionId: params.id, roomId: body.roomId, viewer, now }),
  );
  router.on('openRoomPicture', ({ params, viewer, now }) =>
    openRoomPicture(db, { id: params.id, viewer, keyring, now }),
  );
  router.on('myMonitoring', ({ viewer, now }) => myMonitoring(db, { studentId: viewer.personId, now }));

  roomCameraRoutes(platform, { keyring, identify });

  job({
    name: 'look into rooms',
    everyMs: TICK_MS,
    run: (stopping) =>
      lookIntoRooms({ db, secrets, keyring, fetch, identify, hasRoom: () => hasRoomForMore(db), clock, stopping }),
  });
  platform.retain(...monitoringRetention);
};
