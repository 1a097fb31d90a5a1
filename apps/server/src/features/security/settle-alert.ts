import { audit } from '../../platform/audit/index.ts';
import { type Db, transact } from '../../platform/db/index.ts';
import { publish } from '../../platform/events/index.ts';
import { fail } from '../../platform/http/index.ts';
import { alertRow } from './alerts.store.ts';
import { closeCase } from './cases/cases.store.ts';

export interface Settling {
  id: string;
  by: string;
  /** What the person saw. */
  version: number;
  now: number;
}

/** Somebody looks into an alert. @throws AppError `not_found`, `conflict` when somebody else changed it meanwhile. */
export const acknowledgeAlert = (db: Db, settling: Settling): Promise<void> =>
  change(db, settling, {
    from: ['open'],
    set: { state: 'acknowledged', acknowledgedBy: settling.by, acknowledgedAt: settling.now },
    action: 'alert.acknowledged',
  });

/**
 * Settles an alert. Its cause may lead to another one, by what happens from now on; a case is closed with it.
 * @throws AppError `not_found`, `conflict` when somebody else changed it meanwhile.
 */
export const resolveAlert = (db: Db, settling: Settling & { note: string }): Promise<void> =>
  change(db, settling, {
    from: ['open', 'acknowledged'],
    set: { state: 'resolved', resolvedBy: settling.by, resolvedAt: settling.now, note: settling.note },
    action: 'alert.resolved',
  });

interface Change {
  from: readonly ('open' | 'acknowledged')[];
  set: { state: 'acknowledged' | 'resolved' } & Record<string, unknown>;
  action: 'alert.acknowledged' | 'alert.resolved';
}

const change = (db: Db, { id, by, version, now }: Settling, { from, set, action }: Change): Promise<void> =>
  transact(db, async (trx) => {
    const changed = await trx
      .updateTable('securityAlert')
      .set(({ eb }) => ({ ...set, version: eb('version', '+', 1) }))
      .where('id', '=', id)
      .where('version', '=', version)
      .where('state', 'in', from)
      .returning(['subjectKind', 'subject', 'cause'])
      .executeTakeFirst();
    if (!changed) return fail((await alertRow(trx, id)) ? 'conflict' : 'not_found');
    if (action === 'alert.resolved' && changed.subjectKind === 'case') await closeCase(trx, changed.subject, now);
    await publish(trx, { type: 'alert.changed', at: now, actorId: by, data: { alertId: id } });
    await audit(trx, {
      action,
      at: now,
      actorId: by,
      subject: { kind: 'alert', id },
      details: { cause: changed.cause },
    });
  });
