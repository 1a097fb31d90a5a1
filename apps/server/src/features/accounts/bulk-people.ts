import type { AuditAction, BulkAction, BulkEffect } from '@smart-presence/contract';
import { auditAll } from '../../platform/audit/index.ts';
import { type Db, transact } from '../../platform/db/index.ts';
import { countOtherSessions, endOtherSessions } from './sessions/sessions.store.ts';
import { forgetFailuresOf } from './slowed-attempts.ts';
import { keepAnAdmin, takeTurns } from './update-person.ts';

export interface BulkChange {
  ids: readonly string[];
  action: BulkAction;
  /** The sign-in session that asks; it ends only when its own person is disabled. */
  sessionId: string;
  /** The administrator. */
  actorId: string;
  now: number;
}

/**
 * Does the same to several people, all or none. Who is asked for a new password is signed out too, and so asked at once.
 * @returns how many changed. @throws AppError `last_admin`.
 */
export const bulkPeople = (db: Db, change: BulkChange): Promise<number> =>
  transact(db, async (trx) => {
    const { action, now } = change;
    if (action === 'disable') await takeTurns(trx);
    const people = await affected(trx, change);
    if (people.length === 0) return 0;
    const personIds = people.map(({ id }) => id);
    const columns = columnsOf[action];
    if (columns) {
      await trx
        .updateTable('person')
        .set({ ...columns, updatedAt: now })
        .where('id', 'in', personIds)
        .execute();
    }
    if (endsSessions.has(action)) await endOtherSessions(trx, { personIds, exceptId: spared(change), now });
    if (action === 'unlock') await forgetFailuresOf(trx, people);
    if (action === 'disable') await keepAnAdmin(trx);
    await auditAll(
      trx,
      personIds.map((id) => ({
        action: recordedAs[action],
        at: now,
        actorId: change.actorId,
        subject: { kind: 'person', id },
        details: { bulk: action },
      })),
    );
    return people.length;
  });

/** What a bulk change would do, counted. */
export const previewBulk = async (db: Db, change: BulkChange): Promise<BulkEffect> => {
  const personIds = (await affected(db, change)).map(({ id }) => id);
  const sessions = endsSessions.has(change.action)
    ? await countOtherSessions(db, { personIds, exceptId: spared(change), now: change.now })
    : 0;
  return { people: personIds.length, unchanged: new Set(change.ids).size - personIds.length, sessions };
};

const columnsOf = {
  enable: { isDisabled: false },
  disable: { isDisabled: true },
  'ask-new-password': { isPasswordChangeDue: true },
  'end-sessions': null,
  unlock: null,
} as const satisfies Record<BulkAction, object | null>;

const recordedAs = {
  enable: 'person.enabled',
  disable: 'person.disabled',
  'ask-new-password': 'person.changed',
  'end-sessions': 'sign-in-session.ended',
  unlock: 'person.unlocked',
} as const satisfies Record<BulkAction, AuditAction>;

const endsSessions: ReadonlySet<BulkAction> = new Set<BulkAction>(['disable', 'end-sessions', 'ask-new-password']);

const NO_SESSION = '';
const spared = ({ action, sessionId }: BulkChange): string => (action === 'disable' ? NO_SESSION : sessionId);

/** Those of the people named for whom something changes. */
const affected = (
  db: Db,
  { ids, action, sessionId, now }: BulkChange,
): Promise<{ id: string; email: string | null }[]> => {
  const people = db
    .selectFrom('person as p')
    .select(['p.id', 'p.email'])
    .where('p.id', 'in', ids)
    // Kiosks, and those who asked for an account, are kept elsewhere.
    .where('p.role', '<>', 'kiosk')
    .where('p.isAwaitingApproval', '=', false);
  switch (action) {
    case 'enable':
      return people.where('p.isDisabled', '=', true).execute();
    case 'disable':
      return people.where('p.isDisabled', '=', false).execute();
    case 'ask-new-password':
      return people
        .where('p.isDisabled', '=', false)
        .where('p.passwordHash', 'is not', null)
        .where('p.isPasswordChangeDue', '=', false)
        .execute();
    case 'end-sessions':
      return people
        .where(({ exists, selectFrom }) =>
          exists(
            selectFrom('signInSession as s')
              .select('s.id')
              .whereRef('s.personId', '=', 'p.id')
              .where('s.id', '<>', sessionId)
              .where('s.revokedAt', 'is', null)
              .where('s.idleExpiresAt', '>', now)
              .where('s.expiresAt', '>', now),
          ),
        )
        .execute();
    case 'unlock':
      return people.where('p.id', 'in', slowedPeople(db, now)).execute();
  }
};

/** Ids of people whose next attempt to sign in has to wait, as part of another query. */
export const slowedPeople = (db: Db, now: number) =>
  db
    .selectFrom('signInFailure')
    .select('personId')
    .where('personId', 'is not', null)
    .where('blockedUntil', '>', now)
    .$narrowType<{ personId: string }>();
