import type { Fixed, Id, Json, Ms } from './columns.ts';

/** Somebody came up to a kiosk: limits how often, and tells who fails again and again. Forgotten after a day. */
interface KioskAttemptTable {
  id: Fixed<Id>;
  kioskId: Fixed<Id>;
  at: Fixed<Ms>;
  /** null while the pictures are looked at. */
  finding: string | null;
  /** Only when surely known. */
  studentId: Id | null;
}

/** Which way somebody at a door was told to turn. Forgotten within the hour. */
interface KioskChallengeTable {
  id: Fixed<Id>;
  kioskId: Fixed<Id>;
  turns: Fixed<Json>;
  issuedAt: Fixed<Ms>;
  expiresAt: Fixed<Ms>;
  usedAt: Ms | null;
}

/** The key a paired device signs with, and where its chain of records stands. The first key of a pairing stays. */
interface KioskKeyTable {
  /** Of the device's session: another pairing, another key and another chain. */
  pairingId: Fixed<Id>;
  kioskId: Fixed<Id>;
  publicKey: Fixed<string>;
  registeredAt: Fixed<Ms>;
  lastSequence: number;
  lastHash: string;
}

/** What a device was given to recognise the students of one session without a network; never the templates themselves. */
interface KioskCapsuleTable {
  id: Fixed<Id>;
  pairingId: Fixed<Id>;
  kioskId: Fixed<Id>;
  sessionId: Fixed<Id>;
  /** Digest of who is in it with which template: another roster, consent or template makes another capsule. */
  contents: Fixed<string>;
  studentIds: Fixed<Json>;
  issuedAt: Fixed<Ms>;
  expiresAt: Fixed<Ms>;
  replacedAt: Ms | null;
}

/** What a device recorded without a network, as it was judged when it arrived. */
interface KioskRecordTable {
  pairingId: Fixed<Id>;
  sequence: Fixed<number>;
  hash: Fixed<string>;
  capsuleId: Fixed<Id | null>;
  sessionId: Fixed<Id | null>;
  studentId: Fixed<Id | null>;
  capturedAt: Fixed<Ms>;
  receivedAt: Fixed<Ms>;
  outcome: Fixed<string>;
}

/** Tables of attendance: only its own stores may touch them. */
export interface KioskCheckInsSchema {
  kioskAttempt: KioskAttemptTable;
  kioskChallenge: KioskChallengeTable;
  kioskKey: KioskKeyTable;
  kioskCapsule: KioskCapsuleTable;
  kioskRecord: KioskRecordTable;
}
