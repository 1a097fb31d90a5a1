import type { CameraFault, RoomCamera } from '@smart-presence/contract';
import { type Db, isForeignKeyViolation, type Trx } from '../../../platform/db/index.ts';
import { fail } from '../../../platform/http/index.ts';
import { devicesByIds } from '../../accounts/index.ts';
import type { CameraSecrets } from './camera-secrets.ts';

const selectCameras = (db: Db) =>
  db
    .selectFrom('roomCamera as c')
    .innerJoin('room', 'room.id', 'c.roomId')
    .innerJoin('place', 'place.id', 'room.placeId')
    .select([
      'c.id',
      'c.name',
      'c.kind',
      'c.sealed',
      'c.address',
      'c.lastLookAt',
      'c.lastGoodAt',
      'c.fault',
      'c.failures',
    ])
    .select([
      'room.id as roomId',
      'room.name as roomName',
      'room.capacity',
      'place.name as placeName',
      'place.id as placeId',
    ])
    .where('c.removedAt', 'is', null);

export type CameraRow = Awaited<ReturnType<ReturnType<typeof selectCameras>['executeTakeFirstOrThrow']>>;

/** Cameras in use, by place and room. */
export const cameraRows = (db: Db): Promise<CameraRow[]> =>
  selectCameras(db).orderBy('place.name').orderBy('room.nameKey').orderBy('c.name').orderBy('c.id').execute();

/** @throws AppError `not_found` for removed ones, too. */
export const cameraRow = async (db: Db, id: string): Promise<CameraRow> =>
  (await selectCameras(db).where('c.id', '=', id).executeTakeFirst()) ?? fail('not_found');

export interface ViewProps {
  secrets: CameraSecrets;
  now: number;
}

/** As administrators see them: nothing of a password but that there is one. */
export const viewsOf = async (
  db: Db,
  rows: readonly CameraRow[],
  { secrets, now }: ViewProps,
): Promise<RoomCamera[]> => {
  const tabs = rows.filter(({ kind }) => kind === 'browser').map(({ id }) => id);
  const devices = await devicesByIds(db, tabs, now);
  return rows.map((row) => {
    const device = devices.get(row.id);
    return {
      id: row.id,
      name: row.name,
      kind: row.kind,
      room: { id: row.roomId, name: row.roomName, place: row.placeName, capacity: row.capacity },
      address: row.address,
      hasPassword: hasPassword(row, secrets),
      pairing: device ? { state: device.state, codeExpiresAt: device.codeExpiresAt, device: device.device } : null,
      lastLookAt: row.lastLookAt,
      lastGoodAt: row.lastGoodAt,
      fault: row.fault,
      failures: row.failures,
    };
  });
};

const hasPassword = ({ id, sealed }: CameraRow, secrets: CameraSecrets): boolean => {
  try {
    return sealed !== null && secrets.open(id, sealed).password !== '';
  } catch {
    // Sealed under another secret: the list says so by the camera's fault once it is asked.
    return true;
  }
};

export interface NewCameraRow {
  id: string;
  kind: 'browser' | 'ip';
  name: string;
  roomId: string;
  sealed: Uint8Array | null;
  address: string | null;
  createdBy: string;
  now: number;
}

/** @throws AppError `invalid_request` for a room that is none. */
export const insertCamera = async (trx: Trx, { createdBy, now, ...camera }: NewCameraRow): Promise<void> => {
  const never = { leaseToken: null, leaseUntil: null, lastLookAt: null, lastGoodAt: null, fault: null };
  await orNoRoom(() =>
    trx
      .insertInto('roomCamera')
      .values({ ...camera, ...never, createdAt: now, createdBy, removedAt: null })
      .execute(),
  );
};

export interface CameraChange {
  name?: string | undefined;
  roomId?: string | undefined;
  /** Another address is another camera: what was wrong with the former is forgotten. */
  access?: { sealed: Uint8Array; address: string };
}

export const changeCamera = async (trx: Trx, id: string, { name, roomId, access }: CameraChange): Promise<void> => {
  const change = {
    ...(name !== undefined && { name }),
    ...(roomId !== undefined && { roomId }),
    ...(access && { ...access, failures: 0, fault: null, nextAt: 0 }),
  };
  if (Object.keys(change).length === 0) return;
  await orNoRoom(() => trx.updateTable('roomCamera').set(change).where('id', '=', id).execute());
};

/** It keeps its name for the snapshots it took; where it was and how it was asked is erased. */
export const eraseCamera = async (trx: Trx, id: string, now: number): Promise<void> => {
  const gone = { removedAt: now, roomId: null, sealed: null, address: null, leaseToken: null, leaseUntil: null };
  await trx.updateTable('roomCamera').set(gone).where('id', '=', id).execute();
};

const orNoRoom = async (write: () => Promise<unknown>): Promise<void> => {
  try {
    await write();
  } catch (error) {
    if (!isForeignKeyViolation(error)) throw error;
    fail('invalid_request', { details: [{ path: 'body.roomId', message: 'is no room' }] });
  }
};

/** Longer than any look may take: a server that died in one holds its camera no longer than this. */
export const LEASE_MS = 60_000;

export interface Claim {
  cameraId: string;
  /** Names whoever looks. */
  token: string;
  everySeconds: number;
  now: number;
}

/** Takes the next look of a camera. @returns false when it is not due, or somebody else has it: several servers may try. */
export const claimLook = async (db: Db, { cameraId, token, everySeconds, now }: Claim): Promise<boolean> => {
  const claimed = await db
    .updateTable('roomCamera')
    .set({ leaseToken: token, leaseUntil: now + LEASE_MS, nextAt: now + everySeconds * 1000 })
    .where('id', '=', cameraId)
    .where('removedAt', 'is', null)
    .where('nextAt', '<=', now)
    .where((eb) => eb.or([eb('leaseUntil', 'is', null), eb('leaseUntil', '<=', now)]))
    .returning('id')
    .executeTakeFirst();
  return claimed !== undefined;
};

/** Most that a camera which does not answer is left alone, whatever the interval. */
const LONGEST_PAUSE_MS = 600_000;

export interface Looked {
  cameraId: string;
  token: string;
  fault: CameraFault | null;
  everySeconds: number;
  now: number;
}

/**
 * Writes down how a look went and lets go of the camera; one that fails again and again is asked less often.
 * @returns what changed for those who watch the list; undefined when the camera is somebody else's by now: nothing may be recorded then.
 */
export const endLook = async (trx: Trx, looked: Looked): Promise<{ isNews: boolean } | undefined> => {
  const { cameraId, token, fault, everySeconds, now } = looked;
  const before = await trx
    .selectFrom('roomCamera')
    .select(['fault', 'failures', 'lastLookAt'])
    .where('id', '=', cameraId)
    .where('leaseToken', '=', token)
    .executeTakeFirst();
  if (!before) return undefined;
  // Ours to blame: the camera is asked again as usual.
  const failures = fault === null ? 0 : before.failures + (fault === 'busy' ? 0 : 1);
  const pause = Math.min(
    everySeconds * 1000 * 2 ** Math.min(failures, 10),
    Math.max(LONGEST_PAUSE_MS, everySeconds * 1000),
  );
  const held = await trx
    .updateTable('roomCamera')
    .set({
      leaseToken: null,
      leaseUntil: null,
      fault,
      failures,
      lastLookAt: now,
      ...(fault === null ? { lastGoodAt: now } : failures > 1 ? { nextAt: now + pause } : {}),
    })
    .where('id', '=', cameraId)
    .where('leaseToken', '=', token)
    .returning('id')
    .executeTakeFirst();
  return held && { isNews: before.fault !== fault || before.lastLookAt === null };
};
