import assert from 'node:assert/strict';
import { defaultAccessPolicy, type Me, type Registration } from '@smart-presence/contract';
import { type Db, type Trx, transact } from '../../../platform/db/index.ts';
import { keepAccessPolicy } from '../access-policy.store.ts';
import type { AccountMail } from '../account-mail.ts';
import { ensureInstitution, GOOD_PASSWORD, givePassword, openBrowser, signInAs, type TestBrowser } from '../testing.ts';
import { createAccountsApp } from '../testing-app.ts';
import { answerRegistration } from './register.ts';

interface Letter {
  kind: string;
  to: string;
  name?: string;
  url?: string;
  reason?: string;
}

/** Stands in for notifications: answers requests when it is told to, as the job would. */
const postOffice = () => {
  const requests: { registrationId: string; email: string; baseUrl: string }[] = [];
  const letters: Letter[] = [];
  const mail: Pick<AccountMail, 'requestRegistration' | 'tellApproved' | 'tellRefused'> = {
    requestRegistration: (_trx, request) => Promise.resolve(void requests.push(request)),
    tellApproved: (_trx, { people, url }) =>
      Promise.resolve(
        void letters.push(...people.map(({ email, name }) => ({ kind: 'approved', to: email, name, url }))),
      ),
    tellRefused: (_trx, { people, reason }) =>
      Promise.resolve(
        void letters.push(...people.map(({ email, name }) => ({ kind: 'refused', to: email, name, reason }))),
      ),
  };
  const deliver = async (db: Db, now: number) => {
    for (const { email, ...request } of requests.splice(0)) {
      const answer = await transact(db, (trx: Trx) => answerRegistration(trx, { ...request, now }));
      if (answer) letters.push({ kind: answer.kind, to: email, name: answer.name, url: answer.url });
    }
  };
  return { mail: mail as AccountMail, requests, letters, deliver };
};

export interface RegistrationSettings {
  isOpen?: boolean;
  mailDomains?: string[];
  hasMail?: boolean;
}

/** A college where strangers may register, and what they and its administrator do. */
export const openRegistration = async (
  t: { after: (work: () => Promise<unknown>) => void },
  { db: given, isOpen = true, mailDomains = [], hasMail = true }: RegistrationSettings & { db: Db },
) => {
  const post = postOffice();
  const app = await createAccountsApp({ db: given, needs: { mail: hasMail ? post.mail : null } });
  t.after(app.close);
  const { db } = app.platform;
  await ensureInstitution(db, app.clock.now);
  const policy = { ...defaultAccessPolicy, selfRegistration: { isOpen, mailDomains } };
  await keepAccessPolicy(db, policy, { changedBy: null as never, changedAt: app.clock.now });
  const ask = async (given: object = {}, browser = openBrowser(app), ip = '198.51.100.1') =>
    browser.post(
      '/api/registration',
      { name: 'Asha Rao', email: 'asha@college.example', password: GOOD_PASSWORD, ...given },
      { ip },
    );
  const tokenOf = (email: string) => {
    const letter = post.letters.findLast(({ kind, to }) => kind === 'registration' && to === email);
    return letter?.url?.split('#')[1] ?? 'no letter with a link was sent';
  };
  const verify = (token: string, browser: TestBrowser = openBrowser(app), password = GOOD_PASSWORD) =>
    browser.post('/api/registration/verify', { token, password });
  /** Somebody who has proved their e-mail and waits. */
  const wait = async (given: { name?: string; email?: string; usn?: string } = {}) => {
    // Who came first is first in the list.
    app.clock.now += 1000;
    const browser = openBrowser(app);
    const email = given.email ?? 'asha@college.example';
    const asked = await ask(given, browser);
    assert.equal(asked.status, 202, asked.text);
    await post.deliver(db, app.clock.now);
    const reply = await verify(tokenOf(email), browser);
    assert.equal(reply.status, 200, reply.text);
    return { browser, email, me: reply.json<Me>() };
  };
  const admin = async () => {
    const { headers, person } = await signInAs(app, 'admin');
    await givePassword(db, person.id, app.clock.now);
    const send = async <T>(method: 'GET' | 'POST', url: string, payload?: object) => {
      const reply = await app.http.inject({ method, url, headers, ...(payload ? { payload } : {}) });
      const body = reply.json();
      return { status: reply.statusCode, code: body?.error?.code as string | undefined, body: body as T };
    };
    const list = async (query = '') =>
      (await send<{ items: Registration[]; total: number; waiting: number }>('GET', `/api/registrations${query}`)).body;
    return { send, list, person };
  };
  return { app, db, post, ask, tokenOf, verify, wait, admin };
};
