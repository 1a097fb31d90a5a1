import assert from 'node:assert/strict';
import { type AccessPolicy, defaultAccessPolicy, type Me, type Role } from '@smart-presence/contract';
import { Secret, TOTP } from 'otpauth';
import type { Db } from '../../../platform/db/index.ts';
import { keepAccessPolicy } from '../access-policy.store.ts';
import {
  ensureInstitution,
  GOOD_PASSWORD,
  givePassword,
  openBrowser,
  somebody,
  type TestBrowser,
  type TestReply,
} from '../testing.ts';
import type { AccountsApp } from '../testing-app.ts';
import { type TestPasskey, type Twist, testPasskey } from './testing-passkey.ts';

const STEP_MS = 30_000;

/** What an authenticator app with this secret shows, so many 30-second steps from now. */
export const codeAt = (secret: string, now: number, steps = 0): string =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: now + steps * STEP_MS });

export interface TestPerson {
  id: string;
  email: string;
  browser: TestBrowser;
}

/** A person with `GOOD_PASSWORD` and a browser of their own that is signed in, as far as their role lets them. */
export const signedInPerson = async (
  app: AccountsApp,
  role: Exclude<Role, 'kiosk'>,
): Promise<TestPerson & { me: Me }> => {
  const { db } = app.platform;
  await ensureInstitution(db, app.clock.now);
  const person = await somebody(db, { role }, app.clock.now);
  await givePassword(db, person.id, app.clock.now);
  const browser = openBrowser(app);
  const me = await signInWithPassword({ email: person.email ?? '', browser });
  return { id: person.id, email: person.email ?? '', browser, me };
};

export const signInWithPassword = async (
  { email, browser }: Pick<TestPerson, 'email' | 'browser'>,
  password = GOOD_PASSWORD,
): Promise<Me> => expectOk<Me>(await browser.post('/api/sign-in', { email, password }));

export const expectOk = <T>(reply: TestReply): T => {
  assert.ok(reply.status < 300, `${reply.status}: ${reply.text}`);
  return reply.json<T>();
};

/** Sets up an authenticator through the API; the code is that of the step before now, so that later ones stay unused. */
export const addAuthenticator = async (
  app: AccountsApp,
  { browser }: Pick<TestPerson, 'browser'>,
): Promise<{ secret: string; recoveryCodes: string[] | null; me: Me }> => {
  const { secret } = expectOk<{ secret: string }>(await browser.post('/api/me/second-factors/authenticator'));
  const reply = await browser.post('/api/me/second-factors/authenticator/confirmation', {
    code: codeAt(secret, app.clock.now, -1),
  });
  const { recoveryCodes, ...me } = expectOk<Me & { recoveryCodes: string[] | null }>(reply);
  return { secret, recoveryCodes, me };
};

export const addPasskey = async (
  { browser }: Pick<TestPerson, 'browser'>,
  passkey: TestPasskey = testPasskey(),
): Promise<{ passkey: TestPasskey; recoveryCodes: string[] | null; me: Me }> => {
  const { ceremonyId, options } = expectOk<{ ceremonyId: string; options: never }>(
    await browser.post('/api/me/second-factors/passkeys/options', {}, here),
  );
  const body = { ceremonyId, name: 'Laptop', response: passkey.create(options) };
  const reply = await browser.post('/api/me/second-factors/passkeys', body, here);
  const { recoveryCodes, ...me } = expectOk<Me & { recoveryCodes: string[] | null }>(reply);
  return { passkey, recoveryCodes, me };
};

/** Passkeys work at this host name without https; `inject` says `localhost:80` by itself. */
export const here = { headers: { host: 'localhost' } };

export type AskAddress =
  | 'sign-in/passkey/options'
  | 'sign-in/second-factor/passkey-options'
  | 'me/proof/passkey-options';

/** Asks for a passkey and lets it answer. */
export const answerOf = async (
  browser: TestBrowser,
  { address, passkey, twist }: { address: AskAddress; passkey: TestPasskey; twist?: Twist },
) => {
  const asked = expectOk<{ ceremonyId: string; options: never }>(await browser.post(`/api/${address}`, {}, here));
  return { ceremonyId: asked.ceremonyId, response: passkey.get(asked.options, twist) };
};

export const signInWithPasskey = async (browser: TestBrowser, passkey: TestPasskey, twist: Twist = {}, more = {}) =>
  browser.post(
    '/api/sign-in/passkey',
    { ...(await answerOf(browser, { address: 'sign-in/passkey/options', passkey, twist })), ...more },
    here,
  );

export const requireOf = (db: Db, secondFactor: Partial<AccessPolicy['secondFactor']>): Promise<void> =>
  keepAccessPolicy(
    db,
    { ...defaultAccessPolicy, secondFactor: { ...defaultAccessPolicy.secondFactor, ...secondFactor } },
    { changedBy: null, changedAt: null },
  );

/** A request without a body that deletes. */
export const remove = async (app: AccountsApp, browser: TestBrowser, url: string): Promise<TestReply> => {
  const { token } = (await browser.get('/api/csrf')).json<{ token: string }>();
  const headers = { ...here.headers, cookie: browser.cookieHeader(), 'x-csrf-token': token };
  const reply = await app.http.inject({ method: 'DELETE', url, headers });
  const code = reply.statusCode < 400 ? undefined : reply.json<{ error: { code: string } }>().error.code;
  return { status: reply.statusCode, headers: reply.headers, text: reply.body, code, json: () => reply.json() };
};
