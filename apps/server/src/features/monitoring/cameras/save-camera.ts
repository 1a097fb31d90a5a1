import type { AuditAction, NewRoomCamera, RoomCameraPatch } from '@smart-presence/contract';
import { audit } from '../../../platform/audit/index.ts';
import { type Db, newId, type Trx, transact } from '../../../platform/db/index.ts';
import { publish } from '../../../platform/events/index.ts';
import { fail } from '../../../platform/http/index.ts';
import { roomPlace } from '../../academics/index.ts';
import { changeKiosk, insertKiosk, letGoOfKiosk } from '../../accounts/index.ts';
import { type CameraAccess, type CameraSecrets, shownAddress } from './camera-secrets.ts';
import { cameraRow, changeCamera, eraseCamera, insertCamera } from './cameras.store.ts';

interface By {
  secrets: CameraSecrets;
  actorId: string;
  now: number;
}

/** @returns its id. @throws AppError `invalid_request` for a room that is none. */
export const addCamera = (db: Db, camera: NewRoomCamera, { secrets, actorId, now }: By): Promise<string> =>
  transact(db, async (trx) => {
    const { name, roomId } = camera;
    const place = await placeOf(trx, roomId);
    const row = { name, roomId, createdBy: actorId, now };
    const added = { action: 'room-camera.created', details: { kind: camera.kind, name, roomId } } as const;
    if (camera.kind === 'ip') {
      const { url, user, password } = camera;
      const id = newId(now);
      const sealed = secrets.seal(id, { url, user, password });
      await insertCamera(trx, { ...row, id, kind: 'ip', sealed, address: shownAddress(url) });
      await tell(trx, { id, actorId, now, ...added });
      return id;
    }
    const id = await insertKiosk(trx, { name, placeId: place, purpose: 'room', createdBy: actorId, now });
    await insertCamera(trx, { ...row, id, kind: 'browser', sealed: null, address: null });
    await tell(trx, { id, actorId, now, ...added });
    return id;
  });

/**
 * A password goes along to another path of the same camera, never to another host: whoever may type addresses could read it there.
 * @throws AppError `not_found`, `invalid_request`.
 */
export const updateCamera = (db: Db, { id, ...patch }: RoomCameraPatch & { id: string }, by: By): Promise<void> =>
  transact(db, async (trx) => {
    const { secrets, actorId, now } = by;
    const { kind, sealed } = await cameraRow(trx, id);
    const { name, roomId, url, user, password } = patch;
    const place = roomId === undefined ? undefined : await placeOf(trx, roomId);
    const isAccess = url !== undefined || user !== undefined || password !== undefined;
    if (kind === 'browser') {
      if (isAccess) fail('invalid_request', { details: [{ path: 'body.url', message: 'is for IP cameras' }] });
      await changeKiosk(trx, { id, name, placeId: place, now });
    }
    const access = isAccess && sealed ? changedAccess(secrets, { id, sealed, patch }) : undefined;
    await changeCamera(trx, id, {
      name,
      roomId,
      ...(access && { access: { sealed: secrets.seal(id, access), address: shownAddress(access.url) } }),
    });
    const details = { name, roomId, isAddress: url !== undefined, isPassword: password !== undefined };
    await tell(trx, { id, actorId, now, action: 'room-camera.changed', details });
  });

const changedAccess = (
  secrets: CameraSecrets,
  { id, sealed, patch: { url, user, password } }: { id: string; sealed: Uint8Array; patch: RoomCameraPatch },
): CameraAccess => {
  const nothing: CameraAccess = { url: '', user: '', password: '' };
  // Sealed under another secret it is lost: whoever types all of it anew has it again.
  const before = url === undefined ? secrets.open(id, sealed) : openedOr(nothing, () => secrets.open(id, sealed));
  const isSameHost = url === undefined || (before.url !== '' && new URL(url).origin === new URL(before.url).origin);
  return {
    url: url ?? before.url,
    user: user ?? (isSameHost ? before.user : ''),
    password: password ?? (isSameHost ? before.password : ''),
  };
};

const openedOr = <T>(otherwise: T, open: () => T): T => {
  try {
    return open();
  } catch {
    return otherwise;
  }
};

/** @throws AppError `not_found`. */
export const removeCamera = (db: Db, id: string, { actorId, now }: Omit<By, 'secrets'>): Promise<void> =>
  transact(db, async (trx) => {
    const { kind } = await cameraRow(trx, id);
    await eraseCamera(trx, id, now);
    if (kind === 'browser') await letGoOfKiosk(trx, { id, actorId, now, isForGood: true });
    await tell(trx, { id, actorId, now, action: 'room-camera.removed' });
  });

const placeOf = async (trx: Trx, roomId: string): Promise<string> =>
  (await roomPlace(trx, roomId))?.id ??
  fail('invalid_request', { details: [{ path: 'body.roomId', message: 'is no room' }] });

interface News {
  id: string;
  actorId: string;
  now: number;
  action: AuditAction;
  /** Never an address or a password: cameras put passwords into addresses. */
  details?: Record<string, unknown>;
}

/** Tells administrators' lists, and writes it down. Last in its transaction. */
const tell = async (trx: Trx, { id, actorId, now, action, details }: News): Promise<void> => {
  await publish(trx, { type: 'camera.changed', at: now, actorId, data: { cameraId: id } });
  await audit(trx, { action, at: now, actorId, subject: { kind: 'room-camera', id }, details });
};
