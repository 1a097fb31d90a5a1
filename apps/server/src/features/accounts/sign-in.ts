import { audit } from '../../platform/audit/index.ts';
import { type Db, transact } from '../../platform/db/index.ts';
import { fail } from '../../platform/http/index.ts';
import { hide } from '../../platform/security-events/index.ts';
import { signInKeys } from './attempt-keys.ts';
import { hashPassword, isOutdated, matchesHash } from './passwords/index.ts';
import { type Credentials, credentialsByEmail, strengthenPasswordHash } from './person.store.ts';
import { attempt, networkActor } from './throttle.ts';

export interface SignIn {
  /** Lower case. */
  email: string;
  password: string;
  /** As `networkOf` says it. */
  network: string;
  now: number;
  /** Id of the device when this person is known on it. Asked for everyone, also for e-mails of nobody. */
  knownDevice: (personId: string) => string | null;
}

const NOBODY = 'nobody';

/**
 * Finds out who signs in. A wrong password, an unknown e-mail, a disabled person and one without a password are one
 * and the same answer, after the same work.
 * @throws AppError `sign_in_failed`, `too_many_requests`, `overloaded`.
 */
export const signIn = async (db: Db, props: SignIn): Promise<Credentials> => {
  const { email, password, network, now } = props;
  const person = await credentialsByEmail(db, email);
  const knownDevice = props.knownDevice(person?.id ?? NOBODY);
  const signedIn = await attempt(db, {
    keys: signInKeys({ email, network, knownDevice, personId: person?.id ?? null }),
    now,
    signs: {
      failed: 'sign_in_failed',
      slowed: 'sign_in_slowed',
      actor: networkActor(db, network),
      personId: person?.id ?? null,
      evidence: { account: hide(db, 'account', email) },
    },
    evaluate: async () => {
      const matches = await matchesHash(password, person?.passwordHash ?? null);
      return matches && person && !person.isDisabled ? person : undefined;
    },
  });
  if (!signedIn) return refuse(db, { personId: person?.id ?? null, network, now });
  await strengthen(db, { person: signedIn, password, now });
  return signedIn;
};

/** Known and unknown e-mails leave an entry alike; an e-mail of nobody is not kept. */
const refuse = async (db: Db, props: { personId: string | null; network: string; now: number }): Promise<never> => {
  const { personId, network, now } = props;
  const subject = { kind: 'person', id: personId } as const;
  const details = { method: 'password', network };
  await transact(db, (trx) => audit(trx, { action: 'sign-in.failed', at: now, actorId: null, subject, details }));
  return fail('sign_in_failed');
};

/** A hash made with older settings is made again while the password is at hand. */
const strengthen = async (
  db: Db,
  { person, password, now }: { person: Credentials; password: string; now: number },
): Promise<void> => {
  if (person.passwordHash === null || !isOutdated(person.passwordHash)) return;
  await strengthenPasswordHash(db, { personId: person.id, hash: await hashPassword(password), now });
};
