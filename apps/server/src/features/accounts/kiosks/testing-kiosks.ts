import type { Kiosk } from '@smart-presence/contract';
import type { Db } from '../../../platform/db/index.ts';
import { givePassword, signInAs, somePlace, type TestBrowser } from '../testing.ts';
import { type AccountsApp, createAccountsApp } from '../testing-app.ts';
import { findKioskSession } from './kiosk-session.store.ts';

export const HOME = '/api/kiosk/renew';

/** An administrator, a place and what they do with kiosks. */
export const kioskDesk = async (
  t: { after: (work: () => Promise<unknown>) => void },
  { db, env = {} }: { db: Db; env?: Record<string, string> },
) => {
  const app = await createAccountsApp({ db, env });
  t.after(app.close);
  const admin = await signInAs(app, 'admin');
  const placeId = await somePlace(app.platform.db, app.clock.now);
  await givePassword(app.platform.db, admin.person.id, app.clock.now);
  /** As the administrator. */
  const ask = async <T>(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', url: string, payload?: object) => {
    const reply = await app.http.inject({ method, url, headers: admin.headers, ...(payload ? { payload } : {}) });
    const body = reply.json();
    return { status: reply.statusCode, code: body?.error?.code as string | undefined, body: body as T };
  };
  const add = async (name = 'Main door') => (await ask<Kiosk>('POST', '/api/kiosks', { name, placeId })).body;
  const codeFor = async (id: string) =>
    (await ask<{ code: string; url: string }>('POST', `/api/kiosks/${id}/pairing-code`)).body;
  const list = async () => (await ask<Kiosk[]>('GET', '/api/kiosks')).body;
  return { app, db, admin, placeId, ask, add, codeFor, list };
};

export const pair = (browser: TestBrowser, code: string, ip?: string) =>
  browser.post('/api/kiosk/pair', { code }, ip ? { ip } : {});

/** A kiosk's own unsafe request, with its own token. */
export const renew = async (app: AccountsApp, browser: TestBrowser) => {
  const cookie = browser.cookieHeader();
  const token = browser.cookies.get('sp_kiosk') ?? '';
  const session = await findKioskSession(app.platform.db, token, app.clock.now);
  const headers = { cookie, 'x-csrf-token': session?.csrfToken ?? 'none' };
  const reply = await app.http.inject({ method: 'POST', url: HOME, headers });
  for (const { name, value } of reply.cookies) browser.cookies.set(name, value);
  return { status: reply.statusCode, code: reply.json().error?.code as string | undefined };
};

export const isPaired = async (app: AccountsApp, token: string) =>
  (await findKioskSession(app.platform.db, token, app.clock.now)) !== undefined;
