import assert from 'node:assert/strict';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';
import { testDatabases } from '../db/testing.ts';

export type Headers = Record<string, unknown>;

/** The whole product on SQLite. */
export const boot = async (t: { after: (work: () => Promise<unknown>) => void }, env = {}): Promise<TestApp> => {
  const databases = testDatabases('sqlite');
  const app = await createTestApp({ db: await databases.open(), env });
  t.after(async () => {
    await app.close();
    await databases.close();
  });
  return app;
};

/** Every header that every answer has. */
export const assertLocked = (headers: Headers, where: string): void => {
  const said = (name: string) => String(headers[name] ?? 'nothing');
  const policy = said('content-security-policy');
  for (const rule of [
    /require-trusted-types-for 'script'/,
    /trusted-types (smart-presence-scripts|default dompurify)(;|$)/,
    /frame-ancestors 'none'/,
  ])
    assert.match(policy, rule, where);
  assert.match(policy, /(^|; )script-src 'self'( 'wasm-unsafe-eval')?(;|$)/, where);
  assert.equal(said('x-content-type-options'), 'nosniff', where);
  assert.match(said('permissions-policy'), /camera=\(self\), geolocation=\(self\)/, where);
  assert.equal(said('cross-origin-opener-policy'), 'same-origin', where);
  assert.equal(said('cross-origin-resource-policy'), 'same-origin', where);
  assert.equal(said('referrer-policy'), 'no-referrer', where);
  assert.equal(said('x-frame-options'), 'DENY', where);
};
