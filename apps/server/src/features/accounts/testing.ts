import type { ErrorReply, Person, PersonRole, Role } from '@smart-presence/contract';
import type { FastifyInstance, InjectOptions } from 'fastify';
import type { Config } from '../../platform/config/config.ts';
import { type Db, newId } from '../../platform/db/index.ts';
import { createPerson, type PersonInput } from './create-person.ts';
import { createInstitution } from './institution.store.ts';
import { kioskCookie } from './kiosks/kiosk-cookie.ts';
import { createKioskSession, findKioskSession } from './kiosks/kiosk-session.store.ts';
import { insertKiosk } from './kiosks/kiosks.store.ts';
import { useStrength } from './passwords/argon2-queue.ts';
import { hashPassword } from './passwords/index.ts';
import { setPasswordHash } from './person.store.ts';
import { sessionCookie } from './session-cookie.ts';
import { createSignInSession } from './sign-in-session.store.ts';

/** The least that argon2 takes. What a hash costs is tested in `passwords/argon2-queue.slow.test.ts`, and paid there. */
useStrength({ memory: 8, passes: 1, parallelism: 1 });

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
  if (who === 'kiosk') return pairedKiosk(app);
  const person = typeof who === 'string' ? await somebody(db, { role: who }, now) : who;
  // As if a provider had vouched for a second factor: what asks for one has tests of its own.
  const session = await createSignInSession(db, {
    personId: person.id,
    role: person.role,
    hasOutsideFactor: true,
    now,
  });
  const cookie = `${sessionCookie(config).name}=${session.token}`;
  const { csrfToken } = session;
  return { person, cookie, csrfToken, headers: { cookie, 'x-csrf-token': csrfToken } };
};

/** A paired device at a place of its own: at a door, unless said otherwise. */
export const pairedKiosk = async (
  app: SignInTarget,
  placeId?: string,
  purpose?: 'door' | 'room',
): Promise<SignedIn> => {
  const { config, db, clock } = app.platform;
  const now = clock();
  await ensureInstitution(db, now);
  const id = await kioskAt(db, { placeId: placeId ?? (await somePlace(db, now)), purpose, now });
  const { token } = await createKioskSession(db, { kioskId: id, now, userAgent: null, network: null });
  const { csrfToken } = (await findKioskSession(db, token, now)) ?? { csrfToken: '' };
  const cookie = `${kioskCookie(config).name}=${token}`;
  return {
    person: { id, name: 'Main door', role: 'kiosk' },
    cookie,
    csrfToken,
    headers: { cookie, 'x-csrf-token': csrfToken },
  };
};

/** A kiosk that no device is paired with yet. */
export const kioskAt = async (
  db: Db,
  { placeId, purpose = 'door', now }: { placeId: string; purpose?: 'door' | 'room' | undefined; now: number },
): Promise<string> => {
  const admin = await somebody(db, { role: 'admin' }, now);
  return insertKiosk(db, { name: 'Main door', placeId, purpose, createdBy: admin.id, now });
};

/** A place that exists; places belong to academics. */
export const somePlace = async (db: Db, now: number): Promise<string> => {
  const id = newId(now);
  const row = { id, name: 'Main building', latitude: 12.9, longitude: 77.6, radius: 100, networks: '[]' };
  await db.insertInto('place').values(row).execute();
  return id;
};

let count = 0;

/** A new person with a name and e-mail of their own; students get a USN too. */
export const somebody = (db: Db, input: Partial<PersonInput> & { role: PersonRole }, now: number): Promise<Person> => {
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

/** Something that behaves like a browser: keeps cookies, fetches and echoes the CSRF token. */
export interface TestBrowser {
  cookies: Map<string, string>;
  get(url: string, headers?: Record<string, string>): Promise<TestReply>;
  /** Fetches a fresh token first, as the pages do. */
  post(
    url: string,
    body?: object,
    options?: { method?: 'POST' | 'PATCH'; headers?: Record<string, string>; ip?: string },
  ): Promise<TestReply>;
  /** Value of the Cookie header it would send now. */
  cookieHeader(): string;
}

export interface TestReply {
  status: number;
  headers: Record<string, unknown>;
  text: string;
  /** Code of the error, when it is one. */
  code: string | undefined;
  json<T>(): T;
}

export const openBrowser = ({ http }: Pick<SignInTarget, 'http'>): TestBrowser => {
  const cookies = new Map<string, string>();
  const cookieHeader = () => [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const send = async (request: InjectOptions): Promise<TestReply> => {
    const reply = await http.inject({ ...request, headers: { ...request.headers, cookie: cookieHeader() } });
    for (const { name, value } of reply.cookies) {
      if (value === '') cookies.delete(name);
      else cookies.set(name, value);
    }
    const code = reply.statusCode < 400 ? undefined : reply.json<ErrorReply>().error.code;
    return { status: reply.statusCode, headers: reply.headers, text: reply.body, code, json: () => reply.json() };
  };
  return {
    cookies,
    cookieHeader,
    get: (url, headers = {}) => send({ url, headers }),
    post: async (url, body = {}, { method = 'POST', headers = {}, ip = '127.0.0.1' } = {}) => {
      const csrf = (await send({ url: '/api/csrf' })).json<{ token: string }>();
      return send({
        method,
        url,
        payload: body,
        remoteAddress: ip,
        headers: { 'x-csrf-token': csrf.token, ...headers },
      });
    },
  };
};

/** A password that is good enough. */
export const GOOD_PASSWORD = 'the kettle sings at six each day';

let goodHash: Promise<string> | undefined;

/** Gives a person the password `GOOD_PASSWORD`; its hash is made once per process. */
export const givePassword = async (db: Db, personId: string, now: number): Promise<void> => {
  goodHash ??= hashPassword(GOOD_PASSWORD);
  await setPasswordHash(db, { personId, hash: await goodHash, now });
};

/** Counts what really reaches the database. */
export const queriesOf = async (db: Db, work: () => Promise<unknown>): Promise<number> => {
  const shared = Object.getPrototypeOf(db.getExecutor()) as { executeQuery: (...given: unknown[]) => unknown };
  const { executeQuery } = shared;
  let queries = 0;
  shared.executeQuery = function count(...given) {
    queries += 1;
    return executeQuery.apply(this, given);
  };
  try {
    await work();
  } finally {
    shared.executeQuery = executeQuery;
  }
  return queries;
};
