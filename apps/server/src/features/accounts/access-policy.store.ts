import { AccessPolicy, defaultAccessPolicy } from '@smart-presence/contract';
import type { Db } from '../../platform/db/index.ts';

const KEY = 'access-policy';

/** Who may enter and for how long; the default until an administrator changes it. */
export const accessPolicy = async (db: Db): Promise<AccessPolicy> => {
  const row = await db.selectFrom('setting').select('value').where('key', '=', KEY).executeTakeFirst();
  return row ? AccessPolicy.parse(JSON.parse(row.value)) : defaultAccessPolicy;
};

export const keepAccessPolicy = async (db: Db, policy: AccessPolicy): Promise<void> => {
  const value = JSON.stringify(policy);
  await db
    .insertInto('setting')
    .values({ key: KEY, value })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
    .execute();
};
