import { type Kysely, sql } from 'kysely';
import type { Columns } from './columns.ts';

/** Second factors, proofs asked again, approvals, single sign-on and devices. */
export const up = async (db: Kysely<unknown>, type: Columns): Promise<void> => {
  const run = (statement: string) => sql.raw(statement).execute(db);

  await run(
    'alter table person add column is_awaiting_approval integer not null default 0 check (is_awaiting_approval in (0,1))',
  );
  await run(
    'alter table person add column is_password_change_due integer not null default 0 check (is_password_change_due in (0,1))',
  );
  await run(`alter table sign_in_session add column method text not null default 'password'
    check (method in ('password','passkey','single-sign-on','link','pairing'))`);
  await run(`alter table sign_in_session add column needs text
    check (needs in ('approval','second-factor','second-factor-setup','device-confirmation','new-password'))`);
  await run(`alter table sign_in_session add column reauthenticated_at ${type.ms}`);
};
