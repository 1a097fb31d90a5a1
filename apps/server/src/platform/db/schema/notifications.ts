import type { DigestRhythm, NotificationKind } from '@smart-presence/contract';
import type { Fixed, Flag, Id, Json, Ms } from './columns.ts';

/** What a person was told. One row for each person and cause. */
interface NotificationTable {
  id: Fixed<Id>;
  personId: Fixed<Id>;
  kind: Fixed<NotificationKind>;
  /** What gave cause for it, unique within its kind: telling again changes nothing. */
  cause: Fixed<string>;
  data: Json;
  at: Ms;
  readAt: Ms | null;
  /** false: the person wants a mail alone. */
  isShown: Flag;
  /** A mail about it is still to be written. */
  isMailDue: Flag;
  /** It waits to be said in a digest. */
  isForDigest: Flag;
  /** From then on it is neither shown nor kept. */
  expiresAt: Ms;
}

/** How somebody wants to be told of one kind; no row: as everybody is who chose nothing. */
interface NotificationChoiceTable {
  personId: Fixed<Id>;
  kind: Fixed<NotificationKind>;
  isInApp: Flag;
  isByMail: Flag;
  /** The mail waits for the digest. */
  isInDigest: Flag;
}

/** How often somebody wants a digest; no row: as everybody of the role is who chose nothing. */
interface DigestChoiceTable {
  personId: Fixed<Id>;
  rhythm: DigestRhythm;
  /** Only digests that are due later go by it. */
  changedAt: Ms;
}

/** The last digest of a person that was settled, whether there was anything to say or not. */
interface DigestTable {
  personId: Fixed<Id>;
  /** The day on whose morning it was due, in the institution's zone. */
  day: string;
}

/** Tables of notifications: only its own stores may touch them. */
export interface NotificationsSchema {
  notification: NotificationTable;
  notificationChoice: NotificationChoiceTable;
  digestChoice: DigestChoiceTable;
  digest: DigestTable;
}
