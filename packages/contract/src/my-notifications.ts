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

/** What a digest says, and when, is decided by its rhythm: every day, on Mondays, or never. */
export const DigestRhythm = z.enum(['off', 'daily', 'weekly']);
export type DigestRhythm = z.infer<typeof DigestRhythm>;
/** When digests are sent, by the clocks of the institution. */
export const DIGEST_TIME = '07:00';
/** What those get who chose nothing. */
export const usualRhythm = { admin: 'daily', faculty: 'weekly', student: 'weekly' } as const satisfies Record<
  string,
  DigestRhythm
>;

/** How somebody is told of one kind. Neither: they are not told at all. */
export const NotificationChoice = z.object({
  kind: NotificationKind,
  inApp: z.boolean(),
  /** null: no letter says it. */
  mail: z.boolean().nullable(),
  /** Its mail waits for the digest; null: this kind never waits. */
  waits: z.boolean().nullable(),
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
      digest: DigestRhythm,
      choices: z.array(NotificationChoice),
    }),
  }),
  saveNotificationChoice: route({
    method: 'PUT',
    path: '/api/my/notification-choices',
    tag,
    summary: 'Choose how to be told of one kind',
    body: z.object({
      kind: NotificationKind,
      inApp: z.boolean(),
      mail: z.boolean(),
      /** Ignored for a kind that never waits. */
      waits: z.boolean().default(false),
    }),
    reply: NotificationChoice,
  }),
  saveDigest: route({
    method: 'PUT',
    path: '/api/my/digest',
    tag,
    summary: 'Choose how often to get a digest by mail',
    body: z.object({ rhythm: DigestRhythm }),
    reply: z.object({ rhythm: DigestRhythm }),
  }),
};
