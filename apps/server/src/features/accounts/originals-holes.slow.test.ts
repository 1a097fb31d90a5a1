import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Db } from '../../platform/db/index.ts';
import { eachDatabase } from '../../platform/db/testing.ts';
import { createTestApp } from '../../testing/test-app.ts';
import { endsByItself, everyRole, knock, servedRoutes } from './testing-walk.ts';

eachDatabase((open) => {
  test('unlimited tokens minted by GET', async (t) => {
    const app = await createTestApp({ db: await open() });
    t.after(app.close);
    const people = await everyRole(app);
    const before = await tokensIn(app.platform.db);
    const reading = servedRoutes(app.http).filter((route) => route.method === 'GET' && endsByItself(route));
    assert.ok(reading.length >= 15);
    for (const route of reading) {
      for (const { headers } of people.values()) await knock(app.http, route, { headers });
      await knock(app.http, route);
    }
    assert.deepEqual(await tokensIn(app.platform.db), before);
  });
});

const tokensIn = async (db: Db) => ({
  links: (await db.selectFrom('oneTimeLink').select('tokenHash').execute()).length,
  sessions: (await db.selectFrom('signInSession').select('tokenHash').execute()).length,
  challenges: (await db.selectFrom('challenge').select('nonce').execute()).length,
});
