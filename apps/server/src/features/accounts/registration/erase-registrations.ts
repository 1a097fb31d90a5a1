import { audit, eraseFromAudit } from '../../../platform/audit/index.ts';
import { type Db, isForeignKeyViolation, type Trx, transact } from '../../../platform/db/index.ts';
import { publish } from '../../../platform/events/index.ts';
import { fail } from '../../../platform/http/index.ts';
import type { RetentionWork } from '../../../platform/retention/index.ts';
import { registrationsChanged } from './registrations-changed.ts';

const HOUR_MS = 3_600_000;
/** A request whose link nobody has used is forgotten this long after it was made. */
export const UNVERIFIED_KEPT_MS = 48 * HOUR_MS;
const BATCH = 100;

/** Takes the own request back: the account that waits is erased at once. @throws AppError `not_found`. */
export const withdrawRegistration = (db: Db, { personId, now }: { personId: string; now: number }): Promise<void> => {
  const withdraw = async (trx: Trx, erase: Erase): Promise<void> => {
    const waiting = await trx
      .selectFrom('registration')
      .select('id')
      .where('personId', '=', personId)
      .where('state', '=', 'waiting')
      .executeTakeFirst();
    if (!waiting) return fail('not_found');
    await erase(trx, { personId, now });
    await publish(trx, registrationsChanged(personId, now));
    await eraseFromAudit(trx, { personId, actorId: null, now });
    // They are erased: that somebody withdrew is all that is kept.
    const subject = { kind: 'person', id: null } as const;
    await audit(trx, { action: 'registration.withdrawn', at: now, actorId: null, subject });
  };
  return erasing(db, withdraw);
};

/** Requests that nobody confirmed, and people who were refused long enough ago. */
export const oldRegistrations: RetentionWork = {
  rule: 'registrations',
  everyMs: HOUR_MS,
  due: async (db, { now }) => {
    const { n } = await db
      .selectFrom('registration')
      .select((eb) => eb.fn.countAll<number>().as('n'))
      .where((eb) =>
        eb.or([
          eb.and([eb('state', '=', 'unverified'), eb('askedAt', '<=', now - UNVERIFIED_KEPT_MS)]),
          eb.and([eb('state', '=', 'refused'), eb('eraseAt', '<=', now), eb('personId', 'is not', null)]),
        ]),
      )
      .executeTakeFirstOrThrow();
    return { due: Number(n), held: 0 };
  },
  erase: (db, { now }) => forgetOldRegistrations(db, now),
};

/** Forgets requests that nobody confirmed, and erases people who were refused long enough ago. @returns how many. */
export const forgetOldRegistrations = async (db: Db, now: number): Promise<number> => {
  const { numDeletedRows } = await db
    .deleteFrom('registration')
    .where('state', '=', 'unverified')
    .where('askedAt', '<=', now - UNVERIFIED_KEPT_MS)
    .executeTakeFirstOrThrow();
  const due = await db
    .selectFrom('registration')
    .select('personId')
    .where('state', '=', 'refused')
    .where('eraseAt', '<=', now)
    .limit(BATCH)
    .execute();
  for (const { personId } of due) {
    if (personId === null) continue;
    await erasing(db, async (trx, erase) => {
      await erase(trx, { personId, now });
      await eraseFromAudit(trx, { personId, actorId: null, now });
    });
  }
  return Number(numDeletedRows) + due.length;
};

type Erase = (trx: Trx, props: { personId: string; now: number }) => Promise<void>;

/**
 * Deletes the person where nothing else points at them, as nearly always. Where something does, what says who they were
 * is taken out instead: the first way is undone as a whole before the second begins.
 */
const erasing = async (db: Db, work: (trx: Trx, erase: Erase) => Promise<void>): Promise<void> => {
  try {
    await transact(db, (trx) => work(trx, deletePerson));
  } catch (error) {
    if (!isForeignKeyViolation(error)) throw error;
    await transact(db, (trx) => work(trx, blankPerson));
  }
};

const deleteTraces: Erase = async (trx, { personId }) => {
  await trx.deleteFrom('registration').where('personId', '=', personId).execute();
  await trx.deleteFrom('outbox').where('personId', '=', personId).execute();
  await trx.deleteFrom('oneTimeLink').where('personId', '=', personId).execute();
  await trx.deleteFrom('studentProfile').where('personId', '=', personId).execute();
  await trx.deleteFrom('signInSession').where('personId', '=', personId).execute();
};

const deletePerson: Erase = async (trx, props) => {
  await deleteTraces(trx, props);
  await trx.deleteFrom('person').where('id', '=', props.personId).execute();
};

const blankPerson: Erase = async (trx, { personId, now }) => {
  await trx.deleteFrom('registration').where('personId', '=', personId).execute();
  await trx.updateTable('signInSession').set({ revokedAt: now }).where('personId', '=', personId).execute();
  await trx
    .updateTable('person')
    .set({ name: '–', email: null, passwordHash: null, isDisabled: true, isAwaitingApproval: false, updatedAt: now })
    .where('id', '=', personId)
    .execute();
};
