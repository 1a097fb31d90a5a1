import type { IdentityProvider, IdentityProviderSettings, Me } from '@smart-presence/contract';
import type { Db } from '../../../platform/db/index.ts';
import type { AccountMail } from '../account-mail.ts';
import {
  ensureInstitution,
  openBrowser,
  type SignedIn,
  signInAs,
  type TestBrowser,
  type TestReply,
} from '../testing.ts';
import { type AccountsApp, createAccountsApp } from '../testing-app.ts';
import { openSmallIssuer, type SmallIssuer } from './testing-issuer.ts';

export const PUBLIC_URL = 'http://127.0.0.1:3999';

interface Cleanup {
  after: (work: () => Promise<unknown>) => void;
}

export interface TestSingleSignOn {
  app: AccountsApp;
  db: Db;
  admin: SignedIn;
  issuer: SmallIssuer;
  provider: IdentityProvider;
  /** Changes settings of the provider. */
  change(settings: Partial<IdentityProviderSettings>): Promise<TestReply>;
  /** A fresh browser that went to the provider and is on its way back. */
  depart(claims: object, browser?: TestBrowser): Promise<Returning>;
  /** The whole way there and back. */
  signIn(claims: object, browser?: TestBrowser): Promise<TestReply>;
  /** Somebody who is signed in goes to the provider to link their account, and comes back. */
  link(who: SignedIn, claims: object): Promise<TestReply>;
}

export interface Returning {
  browser: TestBrowser;
  /** Where the provider was asked. */
  url: string;
  query: string;
  redirectUri: string;
}

export const providerSettings: IdentityProviderSettings = {
  name: 'College account',
  issuer: 'https://accounts.college.example',
  clientId: 'smart-presence',
  scopes: 'openid email profile',
  mode: 'invited-only',
  isMailTrusted: false,
  mailDomains: [],
  requiredClaim: null,
  roleRules: [],
  otherwiseRole: 'student',
  mayMakeAdmins: false,
  department: null,
  usnClaim: null,
  secondFactor: { amr: [], acr: [] },
  isLeftToo: false,
  isEnabled: true,
};

/** An app with an institution, an administrator, and the small issuer as its provider. */
export const singleSignOnApp = async (
  t: Cleanup,
  {
    db,
    settings = {},
    env = {},
    mail,
  }: {
    db: Db;
    settings?: Partial<IdentityProviderSettings>;
    env?: Record<string, string>;
    mail?: AccountMail;
  },
): Promise<TestSingleSignOn> => {
  const app = await createAccountsApp({
    db,
    env: { PUBLIC_URL, ...env },
    ...(mail && { needs: { mail } }),
  });
  const issuer = await openSmallIssuer();
  t.after(app.close);
  t.after(issuer.close);
  await ensureInstitution(db, app.clock.now);
  const admin = await signInAs(app, 'admin');
  const { clientId, clientSecret } = issuer;
  const first = { ...providerSettings, issuer: issuer.issuer, clientId, ...settings };
  const made = await asAdmin({ app, admin }, 'POST', '/api/single-sign-on/providers', { ...first, clientSecret });
  if (made.status !== 201) throw new Error(made.text);
  const provider = made.json<IdentityProvider>();
  let now = first;
  const depart: TestSingleSignOn['depart'] = async (claims, browser = openBrowser(app)) => {
    const started = await browser.post('/api/single-sign-on/start', { providerId: provider.id });
    if (started.status !== 200) throw new Error(started.text);
    const { url } = started.json<{ url: string }>();
    return { browser, url, query: issuer.signIn(url, claims as never), redirectUri: provider.redirectUri };
  };
  return {
    app,
    db,
    admin,
    issuer,
    provider,
    change: (changed) => {
      now = { ...now, ...changed };
      return asAdmin({ app, admin }, 'PUT', `/api/single-sign-on/providers/${provider.id}`, now);
    },
    depart,
    signIn: async (claims, browser) => comeBack(await depart(claims, browser)),
    link: async (who, claims) => {
      const browser = browserOf(app, who);
      const started = await browser.post('/api/me/identities', { providerId: provider.id });
      if (started.status !== 200) return started;
      const { url } = started.json<{ url: string }>();
      return comeBack({ browser, url, query: issuer.signIn(url, claims as never), redirectUri: provider.redirectUri });
    },
  };
};

/** The browser in which somebody is signed in already. */
export const browserOf = (app: AccountsApp, { cookie }: SignedIn): TestBrowser => {
  const browser = openBrowser(app);
  const at = cookie.indexOf('=');
  browser.cookies.set(cookie.slice(0, at), cookie.slice(at + 1));
  return browser;
};

export const comeBack = ({ browser, query, redirectUri }: Returning): Promise<TestReply> =>
  browser.post('/api/single-sign-on/finish', { query, redirectUri });

export const asAdmin = async (
  { app, admin }: { app: AccountsApp; admin: SignedIn },
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  url: string,
  payload?: object,
): Promise<TestReply> => {
  const reply = await app.http.inject({ method, url, headers: admin.headers, ...(payload ? { payload } : {}) });
  const code = reply.statusCode < 400 ? undefined : reply.json().error.code;
  return {
    status: reply.statusCode,
    headers: reply.headers,
    text: reply.body,
    code,
    json: <T>() => reply.json<T>(),
  };
};

/** Who came in; throws with the answer when nobody did. */
export const cameIn = (reply: TestReply): Me => {
  const me = reply.status === 200 ? reply.json<{ me: Me | null }>().me : null;
  if (!me) throw new Error(reply.text);
  return me;
};

/** Whether a browser holds a live sign-in session. */
export const isSignedIn = async (browser: TestBrowser): Promise<boolean> =>
  (await browser.get('/api/me')).status === 200;

export const asha = {
  sub: 'subject-asha',
  email: 'asha@college.example',
  email_verified: true,
  name: 'Asha Rao',
};
