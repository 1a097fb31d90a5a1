import type { ColumnType } from 'kysely';
import type { Fixed, Id, Ms } from './columns.ts';

/** A device account; its person row has the role `kiosk`, no e-mail and no password. */
interface KioskTable {
  personId: Fixed<Id>;
  /** Marks people at a door, or brings pictures of a room. */
  purpose: ColumnType<'door' | 'room', 'door' | 'room' | undefined, never>;
  /** null once removed. */
  placeId: Id | null;
  createdAt: Fixed<Ms>;
  createdBy: Fixed<Id | null>;
}

/** The one pairing code of a kiosk; a newer one replaces it. */
interface KioskPairingCodeTable {
  kioskId: Fixed<Id>;
  /** Keyed hash: forty bits could be guessed from a plain one. */
  codeHash: string;
  createdAt: Ms;
  expiresAt: Ms;
  usedAt: Ms | null;
}

/** A device that is paired. Not a sign-in session: its cookie and its routes are others. At most one lives per kiosk. */
interface KioskSessionTable {
  id: Fixed<Id>;
  kioskId: Fixed<Id>;
  csrfToken: Fixed<string>;
  createdAt: Fixed<Ms>;
  lastSeenAt: Ms;
  idleExpiresAt: Ms;
  expiresAt: Fixed<Ms>;
  revokedAt: Ms | null;
  userAgent: Fixed<string | null>;
  network: string | null;
}

/** Tokens of a paired device; the first use of one ends those before it, after a short overlap. */
interface KioskTokenTable {
  /** SHA-256, hex. */
  tokenHash: Fixed<string>;
  sessionId: Fixed<Id>;
  generation: Fixed<number>;
  madeAt: Fixed<Ms>;
  usedAt: Ms | null;
  /** null: as long as the session. */
  goodUntil: Ms | null;
}

/** Tables of accounts: only its own stores may touch them. */
export interface KiosksSchema {
  kiosk: KioskTable;
  kioskPairingCode: KioskPairingCodeTable;
  kioskSession: KioskSessionTable;
  kioskToken: KioskTokenTable;
}
