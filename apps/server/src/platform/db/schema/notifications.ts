import type { NotificationKind } from '@smart-presence/contract';
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
  /** From then on it is neither shown nor kept. */
  expiresAt: Ms;
}

/** How somebody wants to be told of one kind; no row: as everybody is who chose nothing. */
interface NotificationChoiceTable {
  personId: Fixed<Id>;
  kind: Fixed<NotificationKind>;
  isInApp: Flag;
  isByMail: Flag;
}

/** Tables of notifications: only its own stores may touch them. */
export interface NotificationsSchema {
  notification: NotificationTable;
  notificationChoice: NotificationChoiceTable;
}
