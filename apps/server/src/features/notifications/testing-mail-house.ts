import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { OutboxMail, PersonRole } from '@smart-presence/contract';
import { pino } from 'pino';
import { readConfig } from '../../platform/config/config.ts';
import { loadSecrets } from '../../platform/crypto/index.ts';
import type { Db } from '../../platform/db/index.ts';
import { ensureInstitution, givePassword, signInAs, somebody } from '../accounts/testing.ts';
import { createAccountsApp } from '../accounts/testing-app.ts';
import { type MailService, openMail, registerNotifications } from './index.ts';
import { plainTextOf, startSmtp, type TestSmtp } from './testing-smtp.ts';

export const NOW = Date.UTC(2026, 7, 3, 9);

export const HOUR_MS = 3_600_000;

export const NEXT_PASSWORD = 'pelicans over a cloudy bay';

const PUBLIC_URL = 'https://attendance.example.edu';

interface OutboxPage {
  items: OutboxMail[];
  total: number;
}

/** Accounts and mail, without the other features. `MAIL_URL` and the like come from `env`. */
export const openMailHouse = async (t: TestContext, { db, env: given }: { db: Db; env: Record<string, string> }) => {
  const dataDir = await mkdtemp(join(tmpdir(), 'smart-presence-mail-'));
  t.after(() => rm(dataDir, { recursive: true, force: true }));
  const secret = () => randomBytes(32).toString('base64');
  const env = {
    NODE_ENV: 'test',
    DATA_DIR: dataDir,
    SMART_PRESENCE_KEK: secret(),
    SMART_PRESENCE_SECRET: secret(),
    ...given,
  };
  const config = readConfig(env);
  const clock = { now: NOW };
  const parts = { config, db, secrets: loadSecrets(config), log: pino({ level: 'silent' }) };
  const mail: MailService = openMail({ ...parts, clock: () => clock.now });
  const app = await createAccountsApp({
    db,
    env,
    needs: { mail: mail.forAccounts },
    register: (platform) => registerNotifications(platform, mail),
  });
  t.after(app.close);
  await ensureInstitution(db, NOW);
  const call = async (method: 'GET' | 'POST', url: string, payload?: object) => {
    // Signed in anew each time: some tests let days pass.
    const { headers } = await signInAs(app, 'admin');
    const reply = await app.http.inject({ method, url, headers, ...(payload ? { payload } : {}) });
    return { status: reply.statusCode, body: reply.json(), code: reply.json().error?.code as string | undefined };
  };
  /** Both clocks: the app's requests and the outbox. */
  const pass = (ms: number): void => {
    clock.now += ms;
    app.clock.now += ms;
  };
  const outbox = async (query = '') => (await call('GET', `/api/outbox${query}`)).body as OutboxPage;
  return { app, db, dataDir, mail, call, pass, outbox };
};
/** The same with a mail server of its own. */
export const openHouseWithSmtp = async (t: TestContext, db: Db) => {
  const smtp = await startSmtp({ hideSTARTTLS: true });
  t.after(smtp.stop);
  const MAIL_URL = `smtp://127.0.0.1:${smtp.port}`;
  const MAIL_FROM = 'Test College <attendance@example.edu>';
  return { smtp, ...(await openMailHouse(t, { db, env: { MAIL_URL, MAIL_FROM, PUBLIC_URL } })) };
};

export const lastLink = ({ received }: TestSmtp) => {
  const [link = ''] = /https:\S+#[\w-]{43}/.exec(plainTextOf(received.at(-1)?.raw ?? '')) ?? [];
  return { link, token: link.split('#')[1] ?? '' };
};

export const owner = async ({ app, db }: Awaited<ReturnType<typeof openMailHouse>>, role: PersonRole = 'faculty') => {
  const person = await somebody(db, { role, name: 'Zoë Rao' }, NOW);
  await givePassword(db, person.id, app.clock.now);
  return { id: person.id, email: person.email ?? '' };
};
