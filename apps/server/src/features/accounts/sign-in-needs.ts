import type { Role, SignInMethod, SignInNeed } from '@smart-presence/contract';
import type { Db } from '../../platform/db/index.ts';

/** Needs that were met on the way to this sign-in session. */
export type Settled = ReadonlySet<SignInNeed>;

export interface Signing {
  person: { id: string; role: Role };
  method: SignInMethod;
  settled?: Settled;
}

/** The next thing this person has to settle, in the order in which they are asked; null: nothing. */
export const needAtSignIn = async (db: Db, { person, settled = new Set() }: Signing): Promise<SignInNeed | null> => {
  const { isAwaitingApproval, isPasswordChangeDue } = await db
    .selectFrom('person')
    .select(['isAwaitingApproval', 'isPasswordChangeDue'])
    .where('id', '=', person.id)
    .executeTakeFirstOrThrow();
  if (isAwaitingApproval) return 'approval';
  if (isPasswordChangeDue && !settled.has('new-password')) return 'new-password';
  return null;
};
