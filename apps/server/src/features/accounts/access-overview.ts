import { type AccessEffects, type AccessOverview, type AccessPolicy, Role } from '@smart-presence/contract';
import type { Db } from '../../platform/db/index.ts';
import { accessPolicy, lastPolicyChange } from './access-policy.store.ts';
import { personRefs } from './person.store.ts';
import { countOutlived } from './sessions/outlived.ts';

/** The access policy and what an administrator should know beside it. */
export const accessOverview = async (db: Db, isMailOn: boolean): Promise<AccessOverview> => {
  const { changedBy, changedAt } = await lastPolicyChange(db);
  const who = changedBy === null ? undefined : (await personRefs(db, [changedBy])).get(changedBy);
  return { policy: await accessPolicy(db), changedAt, changedBy: who ?? null, isMailOn };
};

/** Whom a policy would affect on the day it is saved. */
export const accessEffects = async (
  db: Db,
  { policy, sessionId, now }: { policy: AccessPolicy; sessionId: string; now: number },
): Promise<AccessEffects> => {
  const without = await withoutSecondFactor(db);
  const asked = (role: keyof typeof policy.secondFactor) =>
    policy.secondFactor[role] === 'required' ? without[role] : 0;
  return {
    withoutSecondFactor: { admin: asked('admin'), faculty: asked('faculty'), student: asked('student') },
    ...(await countOutlived(db, { policy, sessionId, now })),
  };
};

/** People of each role who can sign in with a password and have nothing besides it. */
const withoutSecondFactor = async (db: Db): Promise<Record<Role, number>> => {
  const rows = await db
    .selectFrom('person as p')
    .select(['p.role', ({ fn }) => fn.countAll<number>().as('people')])
    .where('p.isDisabled', '=', false)
    .where('p.passwordHash', 'is not', null)
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('passkey as k').select('k.id').whereRef('k.personId', '=', 'p.id'))),
    )
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('authenticator as a')
            .select('a.id')
            .whereRef('a.personId', '=', 'p.id')
            .where('a.confirmedAt', 'is not', null),
        ),
      ),
    )
    .groupBy('p.role')
    .execute();
  const people = new Map(rows.map((row) => [row.role, Number(row.people)]));
  return Object.fromEntries(Role.options.map((role) => [role, people.get(role) ?? 0])) as Record<Role, number>;
};
