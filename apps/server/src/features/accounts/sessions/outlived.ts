import type { AccessPolicy, Role } from '@smart-presence/contract';
import { type Db, transact } from '../../../platform/db/index.ts';
import { limitsOf } from '../session-limits.ts';

/** Roles whose sign-in sessions have the same limits, each named by one of them. */
const groups: readonly (readonly [Role, ...Role[]])[] = [
  ['admin', 'faculty'],
  ['student', 'kiosk'],
];

/** Living sessions of some roles that have rested or lived longer than a policy allows. */
const outlivedIn = (
  db: Db,
  props: { policy: AccessPolicy; roles: readonly [Role, ...Role[]]; isRemembered: boolean; now: number },
) => {
  const { policy, roles, isRemembered, now } = props;
  const { idleMs, absoluteMs } = limitsOf(policy, roles[0], isRemembered);
  return db
    .selectFrom('signInSession as s')
    .innerJoin('person as p', 'p.id', 's.personId')
    .where('p.role', 'in', roles)
    .where('s.isRemembered', '=', isRemembered)
    .where('s.revokedAt', 'is', null)
    .where('s.idleExpiresAt', '>', now)
    .where('s.expiresAt', '>', now)
    .where(({ eb, or }) => or([eb('s.createdAt', '<=', now - absoluteMs), eb('s.lastSeenAt', '<=', now - idleMs)]));
};

const everyKind = groups.flatMap((roles) => [false, true].map((isRemembered) => ({ roles, isRemembered })));

/**
 * Ends for good the sign-in sessions that are over under this policy. They would not live anyway (`livesAt`): this keeps
 * a longer policy, saved later, from bringing them back.
 */
export const endOutlived = (db: Db, policy: AccessPolicy, now: number): Promise<void> =>
  transact(db, async (trx) => {
    for (const kind of everyKind) {
      await trx
        .updateTable('signInSession')
        .set({ revokedAt: now })
        .where('id', 'in', outlivedIn(trx, { policy, ...kind, now }).select('s.id'))
        .execute();
    }
  });

/** How many sign-in sessions would end with this policy, and whether this one is among them. */
export const countOutlived = async (
  db: Db,
  { policy, sessionId, now }: { policy: AccessPolicy; sessionId: string; now: number },
): Promise<{ endedSessions: number; endsThisSession: boolean }> => {
  let endedSessions = 0;
  let endsThisSession = false;
  for (const kind of everyKind) {
    const outlived = outlivedIn(db, { policy, ...kind, now });
    const { count } = await outlived.select(({ fn }) => fn.countAll<number>().as('count')).executeTakeFirstOrThrow();
    const own = await outlived.select('s.id').where('s.id', '=', sessionId).executeTakeFirst();
    endedSessions += Number(count);
    endsThisSession ||= own !== undefined;
  }
  return { endedSessions, endsThisSession };
};
