import type { CameraFault } from '@smart-presence/contract';
import type { ColumnType, Generated } from 'kysely';
import type { Fixed, Id, Json, Ms } from './columns.ts';

type Counted<T> = ColumnType<T, T | undefined, T>;

/** Whether and how rooms are looked into: a row for every change, the newest in force. */
interface MonitoringSettingTable {
  version: Generated<number>;
  rules: Fixed<Json>;
  changedBy: Fixed<Id>;
  changedAt: Fixed<Ms>;
}

/** A camera in a room. A browser tab has the id of its device account. */
interface RoomCameraTable {
  id: Fixed<Id>;
  kind: Fixed<'browser' | 'ip'>;
  name: string;
  /** null once removed. */
  roomId: Id | null;
  /** Of an IP camera: address, user and password, sealed and bound to the id; null once removed. */
  sealed: Uint8Array | null;
  /** The address as screens may show it. */
  address: string | null;
  createdAt: Fixed<Ms>;
  createdBy: Fixed<Id>;
  removedAt: Ms | null;
  /** Not to be looked through before then. */
  nextAt: Counted<Ms>;
  /** Names the server that looks at this moment. */
  leaseToken: string | null;
  leaseUntil: Ms | null;
  failures: Counted<number>;
  lastLookAt: Ms | null;
  lastGoodAt: Ms | null;
  fault: CameraFault | null;
}

/** Where somebody said that a session is held. */
interface SessionRoomTable {
  sessionId: Fixed<Id>;
  roomId: Id;
  chosenBy: Id;
  chosenAt: Ms;
}

/** One look at the room of a session, as numbers. */
interface RoomSnapshotTable {
  id: Fixed<Id>;
  sessionId: Fixed<Id>;
  cameraId: Fixed<Id>;
  takenAt: Fixed<Ms>;
  /** Why there are no numbers; null: there are. */
  fault: Fixed<CameraFault | null>;
  faces: Fixed<number | null>;
  unsure: Fixed<number | null>;
  unknown: Fixed<number | null>;
}

/** Who of the roster was in a snapshot. */
interface RoomSightingTable {
  snapshotId: Fixed<Id>;
  studentId: Fixed<Id>;
}

/** Sealed with a data key of its own, which the key-encryption key wraps. Only while the institution keeps pictures. */
interface RoomPictureTable {
  /** Of its snapshot. */
  id: Fixed<Id>;
  type: Fixed<string>;
  kekId: string;
  wrapped: Uint8Array;
  sealed: Fixed<Uint8Array>;
  /** Erased then. */
  keptUntil: Fixed<Ms>;
}

/** Append-only: who opened a picture, and when. Stays when the picture has gone. */
interface RoomPictureOpeningTable {
  id: Fixed<Id>;
  snapshotId: Fixed<Id>;
  openedBy: Fixed<Id>;
  openedAt: Fixed<Ms>;
}

/** Tables of monitoring: only its own stores may touch them. */
export interface MonitoringSchema {
  monitoringSetting: MonitoringSettingTable;
  roomCamera: RoomCameraTable;
  sessionRoom: SessionRoomTable;
  roomSnapshot: RoomSnapshotTable;
  roomSighting: RoomSightingTable;
  roomPicture: RoomPictureTable;
  roomPictureOpening: RoomPictureOpeningTable;
}
