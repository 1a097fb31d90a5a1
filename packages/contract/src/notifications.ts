import { z } from 'zod';
import { Id, IdParams, Instant, Page, paged } from './common.ts';
import { route } from './route.ts';

/** `dead`: given up after several attempts, or out of date before it could be sent. */
export const OutboxState = z.enum(['pending', 'sending', 'sent', 'dead']);
export type OutboxState = z.infer<typeof OutboxState>;

export const MailKind = z.enum([
  'invitation',
  'reset',
  'new-device',
  'device-number',
  'second-factors',
  'single-sign-on',
  'registration',
  'registration-known',
  'registration-approved',
  'registration-refused',
  /** What people chose to have mailed of their notifications. */
  'notification',
  /** What a day or a week came to. */
  'digest',
  /** A warning about attendance, to a guardian. */
  'guardian-warning',
]);
export type MailKind = z.infer<typeof MailKind>;

/** A mail as the administrator sees it: never what it says, which may hold a link. */
export const OutboxMail = z.object({
  id: Id,
  kind: MailKind,
  recipient: z.string(),
  state: OutboxState,
  createdAt: Instant,
  /** When it is tried next; meaningful while pending. */
  dueAt: Instant,
  attempts: z.int(),
  lastError: z.string().nullable(),
  sentAt: Instant.nullable(),
  /** Dead, with contents that are still there and still true. */
  canResend: z.boolean(),
});
export type OutboxMail = z.infer<typeof OutboxMail>;

const mailTag = 'notifications';

export const notificationRoutes = {
  listOutbox: route({
    method: 'GET',
    path: '/api/outbox',
    tag: mailTag,
    summary: 'Mails, newest first: waiting, sent and given up',
    query: Page.extend({ state: OutboxState.optional() }),
    reply: paged(OutboxMail),
  }),
  resendMail: route({
    method: 'POST',
    path: '/api/outbox/:id/resend',
    tag: mailTag,
    summary: 'Try a mail again that was given up',
    params: IdParams,
    reply: OutboxMail,
  }),
};
