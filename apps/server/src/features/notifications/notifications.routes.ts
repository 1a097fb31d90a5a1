import { MailKind, type OutboxMail } from '@smart-presence/contract';
import { audited } from '../../platform/audit/index.ts';
import { fail } from '../../platform/http/index.ts';
import { findMail, listOutbox, type OutboxRow, revive } from '../../platform/outbox/index.ts';
import type { Platform } from '../../platform/platform.ts';

/** Rows of other kinds are the outbox's own business. */
const kinds = MailKind.options;

/** The outbox as an administrator sees it. */
export const notificationRoutes = ({ db, router }: Pick<Platform, 'db' | 'router'>): void => {
  router.on('listOutbox', async ({ query, now }) => {
    const { page, pageSize } = query;
    const { rows, total } = await listOutbox(db, { ...query, kinds });
    return { items: rows.map((row) => toMail(row, now)), total, page, pageSize };
  });
  router.on('resendMail', async ({ params: { id }, viewer, now }) => {
    if (!(await findMail(db, id, kinds))) return fail('not_found');
    const row = await audited(db, {
      work: async (trx) => (await revive(trx, id, now)) ?? fail('mail_gone'),
      entry: ({ kind, personId }) => ({
        action: 'mail.resent',
        at: now,
        actorId: viewer.personId,
        subject: { kind: 'mail', id },
        personId,
        details: { kind },
      }),
    });
    return toMail(row, now);
  });
};

const toMail = (row: OutboxRow, now: number): OutboxMail => ({
  id: row.id,
  kind: MailKind.parse(row.kind),
  recipient: row.recipient,
  state: row.state,
  createdAt: row.createdAt,
  dueAt: row.dueAt,
  attempts: row.attempts,
  lastError: row.lastError,
  sentAt: row.sentAt,
  canResend: row.state === 'dead' && row.data !== null && row.expiresAt > now,
});
