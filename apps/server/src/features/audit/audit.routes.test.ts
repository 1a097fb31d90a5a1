import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AuditRecord, AuditState } from '@smart-presence/contract';
import { sql } from 'kysely';
import { type AuditEntry, auditAll, trust, verifyBundle } from '../../platform/audit/index.ts';
import { newId, transact } from '../../platform/db/index.ts';
import { eachDatabase } from '../../platform/db/testing.ts';
import { signInAs } from '../accounts/testing.ts';
import { createAccountsApp } from '../accounts/testing-app.ts';
import { registerAudit } from './index.ts';
import { PAGE } from './search-log.ts';

type Page = { items: AuditRecord[]; next: number | null };

eachDatabase((open, engine) => {
  const boot = async (t: { after: (work: () => Promise<unknown>) => void }) => {
    const db = await open();
    const jobs = new Map<string, () => Promise<unknown>>();
    const app = await createAccountsApp({
      db,
      register: (platform) => registerAudit({ ...platform, job: ({ name, run }) => jobs.set(name, run) }),
    });
    t.after(app.close);
    const admin = await signInAs(app, 'admin');
    const call = async (method: 'GET' | 'POST', url: string, who = admin) => {
      const json = method === 'POST' ? { payload: {} } : {};
      const reply = await app.http.inject({ method, url, headers: who.headers, ...json });
      return { status: reply.statusCode, text: reply.body, json: <T>() => reply.json<T>() };
    };
    const list = async (query = '') => (await call('GET', `/api/audit${query}`)).json<Page>();
    const write = (...entries: (Partial<AuditEntry> & Pick<AuditEntry, 'action'>)[]) =>
      transact(db, (trx) =>
        auditAll(
          trx,
          entries.map((entry) => ({
            at: app.clock.now,
            actorId: null,
            subject: { kind: 'institution', id: null },
            ...entry,
          })),
        ),
      );
    return { app, db, jobs, admin, call, list, write };
  };

  test('entries are found by person, action, subject, day and words, newest first', async (t) => {
    const { app, admin, list, write } = await boot(t);
    const place = newId();
    const { id } = admin.person;
    await write(
      {
        action: 'place.changed',
        actorId: id,
        subject: { kind: 'place', id: place },
        details: { radius: { from: 50, to: 300 } },
      },
      {
        action: 'person.role-changed',
        subject: { kind: 'person', id },
        details: { role: { from: 'faculty', to: 'admin' } },
      },
      { action: 'sign-out', at: app.clock.now - 3 * 86_400_000 },
    );
    const actions = async (query: string) => (await list(query)).items.map(({ action }) => action);
    const all = (await list()).items;
    assert.ok(all.every(({ seq }, index) => index === 0 || seq < (all[index - 1]?.seq ?? 0)));
    assert.deepEqual(await actions('?action=place.changed'), ['place.changed']);
    assert.deepEqual(await actions(`?subject=${place}`), ['place.changed']);
    assert.deepEqual(await actions(`?person=${id}`), ['person.role-changed', 'place.changed']);
    assert.deepEqual(await actions('?search=RADIUS'), ['place.changed']);
    assert.deepEqual(await actions(`?search=${encodeURIComponent(admin.person.name)}`), [
      'person.role-changed',
      'place.changed',
    ]);
    assert.deepEqual(await actions('?to=2026-08-01'), ['sign-out']);
    assert.equal((await actions('?from=2026-08-02')).includes('sign-out'), false);
    const [shown] = (await list('?action=person.role-changed')).items;
    assert.deepEqual(
      [shown?.actor, shown?.subject?.name, shown?.person?.id, shown?.details],
      [null, admin.person.name, id, { role: { from: 'faculty', to: 'admin' } }],
    );
  });

  test('pages follow one another without a gap, also through what does not match', async (t) => {
    const { list, write } = await boot(t);
    for (let n = 0; n < 5; n += 1) {
      await write(...Array.from({ length: 1000 }, () => ({ action: 'sign-out' as const })));
      await write({ action: 'policy.saved', details: { n } });
    }
    const found: number[] = [];
    for (let next: number | null = 1e9; next !== null; ) {
      const page: Page = await list(`?search=policy&before=${next}`);
      found.push(...page.items.map(({ seq }) => seq));
      next = page.next;
    }
    assert.deepEqual(found.length, 5);
    const first = await list('?action=sign-out');
    assert.equal(first.items.length, PAGE);
    const second = await list(`?action=sign-out&before=${first.next}`);
    assert.ok((second.items[0]?.seq ?? 0) < (first.items.at(-1)?.seq ?? 0));
    const seen = new Set([...first.items, ...second.items].map(({ seq }) => seq));
    assert.equal(seen.size, 2 * PAGE);
  });

  test('a bundle is downloaded by who asked for it, and verifies against the key the page shows', async (t) => {
    const { app, call, list, write } = await boot(t);
    await write(...Array.from({ length: 700 }, () => ({ action: 'sign-out' as const })));
    const { url } = (await call('POST', '/api/audit/bundles')).json<{ url: string }>();
    const { text, status } = await call('GET', url);
    assert.equal(status, 200);
    const { publicKey, checkpoint, newest } = (await call('GET', '/api/audit/state')).json<AuditState>();
    const lines = (async function* () {
      yield* text.trimEnd().split('\n');
    })();
    const { verdict } = await verifyBundle(lines, trust(publicKey));
    assert.deepEqual([verdict.ok, verdict.seq], [true, checkpoint?.seq]);
    assert.equal(newest, checkpoint?.seq);
    assert.equal((await list('?action=audit.exported')).items.length, 1, 'and it is written down who did');
    const other = await signInAs(app, 'admin');
    assert.equal((await call('GET', url, other)).status, 404);
    assert.equal((await call('GET', `${url}x`)).status, 404);
    app.clock.now += 11 * 60_000;
    assert.equal((await call('GET', url)).status, 404);
  });

  test('the canary tells of a change once: state, readiness and a security event', async (t) => {
    const { db, jobs, call, write } = await boot(t);
    await write({ action: 'sign-out' }, { action: 'sign-out' }, { action: 'sign-out' });
    const [sign, verify] = [jobs.get('sign the audit log'), jobs.get('verify the audit log')];
    await sign?.();
    await verify?.();
    const ready = async () => (await call('GET', '/ready')).text;
    assert.equal((await call('GET', '/api/audit/state')).json<AuditState>().broken, null);
    assert.match(await ready(), /verified up to entry 3/);
    await sql.raw(`drop trigger audit_detail_stays ${engine === 'sqlite' ? '' : 'on audit_detail'}`).execute(db);
    await sql`update audit_detail set data = '{"n":1}' where seq = 2`.execute(db);
    for (let n = 0; n < 3; n += 1) await verify?.();
    const { broken } = (await call('GET', '/api/audit/state')).json<AuditState>();
    assert.deepEqual(broken, { seq: 2, problem: 'details' });
    const events = await db.selectFrom('securityEvent').select(['code', 'evidence']).execute();
    assert.deepEqual(events, [{ code: 'audit_broken', evidence: '{"seq":2,"problem":"details"}' }]);
  });
});
