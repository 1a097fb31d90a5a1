import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Me } from '@smart-presence/contract';
import { eachDatabase } from '../../platform/db/testing.ts';
import { startStructure } from '../academics/index.ts';
import { ensureSetupLink } from './ensure-setup-link.ts';
import { GOOD_PASSWORD, openBrowser } from './testing.ts';
import { type AccountsApp, createAccountsApp } from './testing-app.ts';

const WEEK_MS = 7 * 86_400_000;

const form = (token: string, change: object = {}) => ({
  token,
  institution: { name: 'Vidya Institute', timeZone: 'Asia/Kolkata' },
  admin: { name: 'Asha Rao', email: 'Asha@Vidya.example', password: GOOD_PASSWORD },
  department: { name: 'Computer Science', code: 'CS' },
  term: { name: 'Odd 2026', start: '2026-08-01', end: '2026-12-15' },
  ...change,
});

const linkOf = async ({ platform, clock }: AccountsApp): Promise<string> => {
  const url = await ensureSetupLink(platform.db, { now: clock.now, baseUrl: 'https://a.example' });
  assert.match(url ?? '', /^https:\/\/a\.example\/setup#[\w-]{43}$/);
  return url?.split('#')[1] ?? '';
};

eachDatabase((open) => {
  const boot = async (t: { after: (work: () => Promise<unknown>) => void }) => {
    const app = await createAccountsApp({ db: await open(), needs: { startStructure } });
    t.after(app.close);
    return app;
  };

  test('the link of the first run makes the institution and signs its administrator in', async (t) => {
    const app = await boot(t);
    const browser = openBrowser(app);
    assert.deepEqual((await browser.get('/api/setup')).json(), { needed: true });
    const reply = await browser.post('/api/setup', form(await linkOf(app)));
    assert.equal(reply.status, 201);
    assert.equal(reply.json<Me>().person.role, 'admin');
    assert.equal((await browser.get('/api/me')).json<Me>().person.email, 'asha@vidya.example');
    assert.deepEqual((await browser.get('/api/setup')).json(), { needed: false });
    const { db } = app.platform;
    assert.equal((await db.selectFrom('department').selectAll().execute()).length, 1);
    assert.equal((await db.selectFrom('term').selectAll().execute()).length, 1);
    assert.equal(await ensureSetupLink(db, { now: app.clock.now, baseUrl: '' }), undefined);
  });

  test('twice at once: one wins, and there is one of everything', async (t) => {
    const app = await boot(t);
    const [one, other] = [await linkOf(app), await linkOf(app)];
    const replies = await Promise.all(
      [one, one, other, other].map((token) => openBrowser(app).post('/api/setup', form(token))),
    );
    assert.deepEqual(replies.map((reply) => reply.code ?? 'done').sort(), [
      'done',
      'setup_done',
      'setup_done',
      'setup_done',
    ]);
    const { db } = app.platform;
    assert.equal((await db.selectFrom('person').selectAll().execute()).length, 1);
    assert.equal((await db.selectFrom('department').selectAll().execute()).length, 1);
  });

  test('when the structure cannot be made, nothing is made and the link still works', async (t) => {
    let isBroken = true;
    const app = await createAccountsApp({
      db: await open(),
      needs: { startStructure: () => (isBroken ? Promise.reject(new Error('planted')) : Promise.resolve()) },
    });
    t.after(app.close);
    const token = await linkOf(app);
    assert.equal((await openBrowser(app).post('/api/setup', form(token))).status, 500);
    assert.deepEqual((await openBrowser(app).get('/api/setup')).json(), { needed: true });
    isBroken = false;
    assert.equal((await openBrowser(app).post('/api/setup', form(token))).status, 201);
  });

  test('without the link, or a week after it was made, nobody sets anything up', async (t) => {
    const app = await boot(t);
    const token = await linkOf(app);
    const browser = openBrowser(app);
    assert.equal((await browser.post('/api/setup', form('x'.repeat(43)))).code, 'link_invalid');
    app.clock.now += WEEK_MS;
    assert.equal((await browser.post('/api/setup', form(token))).code, 'link_invalid');
  });

  test('the first password is judged like every other', async (t) => {
    const app = await boot(t);
    const token = await linkOf(app);
    const withPassword = (password: string) =>
      form(token, { admin: { name: 'Asha Rao', email: 'asha@vidya.example', password } });
    const browser = openBrowser(app);
    assert.equal((await browser.post('/api/setup', withPassword('x'))).code, 'password_too_short');
    assert.equal((await browser.post('/api/setup', withPassword('vidyainstitute2026'))).code, 'password_too_common');
  });
});
