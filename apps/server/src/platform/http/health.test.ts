import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAccountsApp } from '../../features/accounts/testing-app.ts';
import { eachDatabase } from '../db/testing.ts';

eachDatabase((open) => {
  const boot = async (t: { after: (work: () => Promise<unknown>) => void }) => {
    const app = await createAccountsApp({ db: await open() });
    t.after(app.close);
    return app;
  };

  test('alive and ready, without signing in', async (t) => {
    const { http, platform } = await boot(t);
    platform.readiness('models', () => Promise.resolve({ ok: true, detail: '6 compiled' }));
    assert.deepEqual((await http.inject('/health')).json(), { status: 'ok' });
    const ready = await http.inject('/ready');
    assert.equal(ready.statusCode, 200);
    assert.deepEqual(ready.json().checks, {
      database: { ok: true, detail: 'answers' },
      migrations: { ok: true, detail: 'up to date' },
      models: { ok: true, detail: '6 compiled' },
    });
  });

  test('a check that fails or throws makes it not ready, is named, and says no secret', async (t) => {
    const { http, platform, clock } = await boot(t);
    let isWell = false;
    platform.readiness('models', () => Promise.resolve({ ok: isWell, detail: 'not compiled' }));
    platform.readiness('vault', () =>
      isWell ? Promise.resolve({ ok: true, detail: 'open' }) : Promise.reject(new Error('key=hunter2')),
    );
    const reply = await http.inject('/ready');
    assert.equal(reply.statusCode, 503);
    assert.ok(reply.headers['retry-after']);
    assert.deepEqual(reply.json().error.details, [
      { path: 'models', message: 'not compiled' },
      { path: 'vault', message: 'failed; the log says why' },
    ]);
    assert.equal((await http.inject('/health')).statusCode, 200, 'the process is alive all the same');
    isWell = true;
    clock.now += 1000;
    assert.equal((await http.inject('/ready')).statusCode, 200);
  });

  test('however many ask at once, the checks run once', async (t) => {
    const { http, platform } = await boot(t);
    let runs = 0;
    platform.readiness('counted', () => {
      runs += 1;
      return Promise.resolve({ ok: true, detail: '' });
    });
    await Promise.all(Array.from({ length: 20 }, () => http.inject('/ready')));
    assert.equal(runs, 1);
  });

  test('a database that went away is not ready', async (t) => {
    const { http, platform, clock } = await boot(t);
    assert.equal((await http.inject('/ready')).statusCode, 200);
    await platform.db.destroy();
    clock.now += 1000;
    const reply = await http.inject('/ready');
    assert.equal(reply.statusCode, 503);
    assert.equal(reply.json().error.details[0].path, 'database');
  });
});
