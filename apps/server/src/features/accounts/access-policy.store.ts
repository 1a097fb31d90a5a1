import { AccessPolicy, defaultAccessPolicy, Id, Instant } from '@smart-presence/contract';
import type { ExpressionBuilder } from 'kysely';
import type { z } from 'zod';
import type { Db, Schema } from '../../platform/db/index.ts';

const KEY = 'access-policy';

/** As it is stored: with who changed it last, and when. */
const Stored = AccessPolicy.extend({
  changedBy: Id.nullable().default(null),
  changedAt: Instant.nullable().default(null),
});
export type PolicyChange = Pick<z.infer<typeof Stored>, 'changedBy' | 'changedAt'>;

/** Who may enter and for how long; the default until an administrator changes it. */
export const accessPolicy = async (db: Db): Promise<AccessPolicy> => readAccessPolicy(await storedText(db));

/** Every request reads the policy, and it hardly ever changes: the same text is not taken apart twice. */
let last: { readonly text: string; readonly policy: AccessPolicy } | undefined;

/** @param text the stored value, such as a query gives that has read it along; null: the default. */
export const readAccessPolicy = (text: string | null | undefined): AccessPolicy => {
  if (!text) return defaultAccessPolicy;
  if (last?.text !== text) last = { text, policy: AccessPolicy.parse(JSON.parse(text)) };
  return last.policy;
};

/** The stored value as a part of another query, for `readAccessPolicy`: what it finds and the policy are of one moment. */
export const policyText = (eb: Pick<ExpressionBuilder<Schema, never>, 'selectFrom'>) =>
  eb.selectFrom('setting').select('value').where('key', '=', KEY);

/** Who changed the policy last, and when; null: nobody has. */
export const lastPolicyChange = async (db: Db): Promise<PolicyChange> => {
  const text = await storedText(db);
  return text ? Stored.parse(JSON.parse(text)) : { changedBy: null, changedAt: null };
};

const storedText = async (db: Db): Promise<string | undefined> =>
  (await db.selectFrom('setting').select('value').where('key', '=', KEY).executeTakeFirst())?.value;

export const keepAccessPolicy = async (db: Db, policy: AccessPolicy, change: PolicyChange): Promise<void> => {
  const value = JSON.stringify({ ...policy, ...change } satisfies z.infer<typeof Stored>);
  await db
    .insertInto('setting')
    .values({ key: KEY, value })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
    .execute();
};
