import type { SignInMethod, SignInNeed } from '@smart-presence/contract';
import type { Db } from '../../../platform/db/index.ts';
import { accessPolicy } from '../access-policy.store.ts';

export interface DeviceSigning {
  person: { id: string };
  method: SignInMethod;
  settled?: ReadonlySet<SignInNeed>;
  /** The person has never signed in on this device. */
  isNewDevice: boolean;
  /** This installation sends mail. */
  isMailOn: boolean;
}

/**
 * Whether who signs in must give a number that is mailed to them: the policy asks for it, the device is new, and nothing
 * but a password was proved. Whoever cannot be mailed is let in, and so is the very first sign-in: there is no other
 * device that could be meant.
 */
export const needsDeviceConfirmation = async (
  db: Db,
  { person, method, settled, isNewDevice, isMailOn }: DeviceSigning,
): Promise<boolean> => {
  if (method !== 'password' || !isNewDevice || !isMailOn) return false;
  if (settled?.has('device-confirmation') || settled?.has('second-factor')) return false;
  if ((await accessPolicy(db)).newDevice !== 'confirm') return false;
  const { email, lastSignInAt } = await db
    .selectFrom('person')
    .select(['email', 'lastSignInAt'])
    .where('id', '=', person.id)
    .executeTakeFirstOrThrow();
  return email !== null && lastSignInAt !== null;
};
