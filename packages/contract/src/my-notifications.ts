import { z } from 'zod';
import { Done, Id, Instant, Page, paged } from './common.ts';
import { NotificationContent, NotificationKind } from './notification-kinds.ts';
import { route } from './route.ts';

const tag = 'notifications';

/** Something a person was told: `content` says what. One for each cause. */
export const Notification = z.object({
  id: Id,
  at: Instant,
  /** null: unread. */
  readAt: Instant.nullable(),
  content: NotificationContent,
});
export type Notification = z.infer<typeof Notification>;

/** How somebody is told of one kind. Neither: they are not told at all. */
export const NotificationChoice = z.object({
  kind: NotificationKind,
  inApp: z.boolean(),
  /** null: no letter says it. */
  mail: z.boolean().nullable(),
  /** Security wants it: it cannot be switched off. */
  isFixed: z.boolean(),
});
export type NotificationChoice = z.infer<typeof NotificationChoice>;

/** More unread ones than this are not counted. */
export const MOST_COUNTED = 100;

export const myNotificationRoutes = {
  myNotifications: route({
    method: 'GET',
    path: '/api/my/notifications',
    tag,
    summary: 'What the viewer was told, newest first',
    query: Page.extend({ only: z.enum(['unread']).optional() }),
    reply: paged(Notification),
  }),
  myUnread: route({
    method: 'GET',
    path: '/api/my/notifications/unread',
    tag,
    summary: 'How many notifications are unread; counts to 100',
    reply: z.object({
      unread: z.int(),
      /** Newest live event that the count includes. */
      eventId: z.int(),
    }),
  }),
  readNotifications: route({
    method: 'POST',
    path: '/api/my/notifications/read',
    tag,
    summary: 'Mark notifications as read or unread: some of them, or all up to an instant',
    body: z.union([
      z.object({ ids: z.array(Id).min(1).max(200), isRead: z.boolean().default(true) }),
      z.object({ upTo: Instant }),
    ]),
    reply: Done,
  }),
  notificationChoices: route({
    method: 'GET',
    path: '/api/my/notification-choices',
    tag,
    summary: 'How the viewer is told of what',
    reply: z.object({
      /** Whether mail reaches the viewer at all: there is a mail server, and they have an address. */
      hasMail: z.boolean(),
      choices: z.array(NotificationChoice),
    }),
  }),
  saveNotificationChoice: route({
    method: 'PUT',
    path: '/api/my/notification-choices',
    tag,
    summary: 'Choose how to be told of one kind',
    body: z.object({ kind: NotificationKind, inApp: z.boolean(), mail: z.boolean() }),
    reply: NotificationChoice,
  }),
};
