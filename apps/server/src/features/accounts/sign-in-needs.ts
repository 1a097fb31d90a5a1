import type { Role, SignInNeed } from '@smart-presence/contract';
import type { Db } from '../../platform/db/index.ts';
import { factorsHeld, holdsAny, isFactorRequired } from './second-factors/second-factors.store.ts';
import { type DeviceSigning, needsDeviceConfirmation } from './sessions/needs-device-confirmation.ts';

/** The order in which needs are asked: each is settled by somebody who has settled those before it. */
const order: readonly SignInNeed[] = [
  'approval',
  'second-factor',
  'device-confirmation',
  'second-factor-setup',
  'new-password',
];

/** Needs that were met on the way to this sign-in session. */
export type Settled = ReadonlySet<SignInNeed>;

/** What a person has settled who has just settled this one. */
export const settledUpTo = (need: SignInNeed): Settled => new Set(order.slice(0, order.indexOf(need) + 1));

export interface Signing extends DeviceSigning {
  person: { id: string; role: Role };
}

/** The next thing this person has to settle, in the order in which they are asked; null: nothing. */
export const needAtSignIn = async (db: Db, signing: Signing): Promise<SignInNeed | null> => {
  const { person, settled = new Set() } = signing;
  const { isAwaitingApproval, isPasswordChangeDue, isPasswordShort } = await db
    .selectFrom('person')
    .select(['isAwaitingApproval', 'isPasswordChangeDue', 'isPasswordShort'])
    .where('id', '=', person.id)
    .executeTakeFirstOrThrow();
  if (isAwaitingApproval) return 'approval';
  // A passkey was opened by a PIN, a finger or a face: it is two factors by itself.
  const hasFactor = holdsAny(await factorsHeld(db, person.id));
  if (hasFactor && signing.method !== 'passkey' && !settled.has('second-factor')) return 'second-factor';
  // Before a second factor can be set up: whoever holds nothing but a password must not choose one.
  if (await needsDeviceConfirmation(db, signing)) return 'device-confirmation';
  // Who has used a second factor at an identity provider needs none of ours.
  const hasProved = hasFactor || settled.has('second-factor-setup');
  if (!hasProved && (await isFactorRequired(db, person.role))) return 'second-factor-setup';
  // A password chosen beside a second factor may be too short to stand alone.
  const isTooShort = isPasswordShort && !hasFactor;
  if ((isPasswordChangeDue || isTooShort) && !settled.has('new-password')) return 'new-password';
  return null;
};
