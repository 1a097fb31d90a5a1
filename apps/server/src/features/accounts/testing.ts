import type { Person, Role } from '@smart-presence/contract';
import type { FastifyInstance } from 'fastify';
import type { Config } from '../../platform/config/config.ts';
import type { Db } from '../../platform/db/index.ts';
import { createPerson, type PersonInput } from './create-person.ts';
import { createInstitution } from './institution.store.ts';
import { sessionCookie } from './session-cookie.ts';
import { createSignInSession } from './sign-in-session.store.ts';

/** As much of an app as signing in needs; `createTestApp` and `createAccountsApp` both give more. */
export interface SignInTarget {
  http: FastifyInstance;
  platform: { config: Config; db: Db; clock: () => number };
}

export interface SignedIn {
  person: Pick<Person, 'id' | 'name' | 'role'>;
  /** Value of the Cookie header. */
  cookie: string;
  csrfToken: string;
  /** Both, as `app.http.inject({ headers })` takes them. */
  headers: { cookie: string; 'x-csrf-token': string };
}

/** A signed-in person without the password work: an existing one, or a new one of this role. */
export const signInAs = async (
  app: SignInTarget,
  who: Role | Pick<Person, 'id' | 'name' | 'role'>,
): Promise<SignedIn> => {
  const { config, db, clock } = app.platform;
  const now = clock();
  await ensureInstitution(db, now);
  const person = typeof who === 'string' ? await somebody(db, { role: who }, now) : who;
  const session = await createSignInSession(db, { personId: person.id, role: person.role, now });
  const cookie = `${sessionCookie(config).name}=${session.token}`;
  const { csrfToken } = session;
  return { person, cookie, csrfToken, headers: { cookie, 'x-csrf-token': csrfToken } };
};

let count = 0;

/** A new person with a name and e-mail of their own; students get a USN too. */
export const somebody = (db: Db, input: Partial<PersonInput> & { role: Role }, now: number): Promise<Person> => {
  count += 1;
  const profile = input.role === 'student' ? { usn: `1SP26CS${String(count).padStart(4, '0')}` } : undefined;
  return createPerson(
    db,
    { name: `${input.role} ${count}`, email: `${input.role}${count}@college.example`, profile, ...input },
    now,
  );
};

export const ensureInstitution = async (db: Db, now: number): Promise<void> => {
  const known = await db.selectFrom('institution').select('id').executeTakeFirst();
  if (!known) await createInstitution(db, { name: 'Test College', timeZone: 'Asia/Kolkata' }, now);
};
