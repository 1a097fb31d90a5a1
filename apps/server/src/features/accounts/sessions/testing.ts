import { type AccessPolicy, defaultAccessPolicy, type Role } from '@smart-presence/contract';
import type { Db } from '../../../platform/db/index.ts';
import { keepAccessPolicy } from '../access-policy.store.ts';
import type { AccountMail } from '../account-mail.ts';
import { noteSignIn } from '../person.store.ts';
import { ensureInstitution, GOOD_PASSWORD, givePassword, openBrowser, somebody } from '../testing.ts';
import type { AccountsApp } from '../testing-app.ts';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

type Letters = { [K in keyof AccountMail]: Parameters<AccountMail[K]>[1] };

/** Mail that goes nowhere: remembers what was asked of it. */
export const notedMail = () => {
  const asked: { kind: keyof AccountMail; letter: unknown }[] = [];
  const mail = new Proxy({} as AccountMail, {
    get: (_, kind: keyof AccountMail) => (_trx: unknown, letter: unknown) => {
      asked.push({ kind, letter });
      return Promise.resolve();
    },
  });
  const letters = <K extends keyof AccountMail>(kind: K): Letters[K][] =>
    asked.filter((one) => one.kind === kind).map((one) => one.letter as Letters[K]);
  return { mail, asked, letters };
};

/** The default policy with some changes, saved without the routes. `admin` needs no second factor, to keep tests short. */
export const setPolicy = async (db: Db, change: Partial<AccessPolicy>): Promise<AccessPolicy> => {
  const policy = { ...defaultAccessPolicy, ...openDoors, ...change };
  await keepAccessPolicy(db, policy, { changedBy: null, changedAt: null });
  return policy;
};

const openDoors: Partial<AccessPolicy> = {
  secondFactor: { admin: 'offered', faculty: 'offered', student: 'offered' },
};

/** Limits of staff and students, as the contract writes them. */
export const limits = (change: Partial<AccessPolicy['sessions']['staff']>): AccessPolicy['sessions'] => ({
  staff: { ...defaultAccessPolicy.sessions.staff, ...change },
  student: { ...defaultAccessPolicy.sessions.student, ...change },
});

/** Somebody who has signed in before, somewhere else. */
export const regular = async ({ platform, clock }: AccountsApp, role: Exclude<Role, 'kiosk'>) => {
  const { db } = platform;
  await ensureInstitution(db, clock.now);
  const person = await somebody(db, { role }, clock.now);
  await givePassword(db, person.id, clock.now);
  await noteSignIn(db, person.id, clock.now - DAY_MS);
  return { ...person, credentials: { email: person.email, password: GOOD_PASSWORD } };
};

/** A browser that asks to sign in. */
export const signInWith = async (app: AccountsApp, body: object, headers: Record<string, string> = {}) => {
  const browser = openBrowser(app);
  const reply = await browser.post('/api/sign-in', body, { headers });
  return { browser, reply };
};
