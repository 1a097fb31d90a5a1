import type { Fixed, Id, Ms } from './columns.ts';

/** What the room codes of a session are made of; made when they are first shown. */
interface RoomCodeSecretTable {
  sessionId: Fixed<Id>;
  /** Sealed with a key derived from the signing secret, bound to the session. */
  sealed: Fixed<Uint8Array>;
  createdAt: Fixed<Ms>;
}

/** A student used a room code: once each. Kept for a day, to see codes that are passed on. */
interface RoomCodeUseTable {
  sessionId: Fixed<Id>;
  studentId: Fixed<Id>;
  /** Which code it was: ten-second steps since 1970. The code itself is not kept. */
  step: Fixed<number>;
  usedAt: Fixed<Ms>;
  /** Keyed hash of the network, of this session alone. */
  network: Fixed<string>;
  /** Between the device and the middle of the place; null: not known. */
  metres: number | null;
  accuracy: number | null;
  /** When it led to a mark, a review or a refusal; null: the face is still to come. */
  spentAt: Ms | null;
}

/** Wrong room codes of a student in a session, for the growing delay. */
interface RoomCodeGuessTable {
  sessionId: Fixed<Id>;
  studentId: Fixed<Id>;
  wrong: number;
  blockedUntil: Ms;
  updatedAt: Ms;
}

/** A browser's key and a student who checked in with it; one key of two students is two rows. */
interface CheckInDeviceTable {
  id: Fixed<Id>;
  personId: Fixed<Id>;
  /** SHA-256 of the public key, base64url. */
  thumbprint: Fixed<string>;
  /** Uncompressed point, base64url; empty once removed. The private key never leaves the device. */
  publicKey: string;
  label: string;
  firstUsedAt: Fixed<Ms>;
  /** Since a check-in from it was accepted; null: only ones that a person had to look at. */
  knownSince: Ms | null;
  lastUsedAt: Ms;
  lastSessionId: Id | null;
  /** Removed by its owner: it counts as new again. */
  removedAt: Ms | null;
}

/** Tables of attendance: only its own stores may touch them. */
export interface RoomCodeSchema {
  roomCodeSecret: RoomCodeSecretTable;
  roomCodeUse: RoomCodeUseTable;
  roomCodeGuess: RoomCodeGuessTable;
  checkInDevice: CheckInDeviceTable;
}
