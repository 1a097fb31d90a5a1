import assert from 'node:assert/strict';
import { test } from 'node:test';
import { routes } from '@smart-presence/contract';
import type { InjectOptions } from 'fastify';
import { signInAs } from '../../features/accounts/testing.ts';
import { endsByItself, servedRoutes } from '../../features/accounts/testing-walk.ts';
import { assertLocked, boot } from './testing-headers.ts';

test('every route answers with every header, whatever it answers and to whom', async (t) => {
  const app = await boot(t);
  const admin = await signInAs(app, 'admin');
  const walked = servedRoutes(app.http).filter((route) => endsByItself(route) && route.name !== 'signOut');
  assert.ok(walked.length > Object.keys(routes).length);
  const statuses = new Set<number>();
  for (const { method, url } of walked) {
    const path = url.replace(/:\w+/g, 'x').replace('*', 'x');
    const ways: InjectOptions[] = [
      {},
      { headers: admin.headers },
      { headers: { ...admin.headers, accept: 'text/html' } },
    ];
    if (method !== 'GET') ways.push({ headers: { ...admin.headers, 'content-type': 'text/plain' }, payload: 'x' });
    if (method === 'GET') ways.push({ method: 'HEAD' });
    for (const way of ways) {
      const reply = await app.http.inject({ method: method as 'GET', url: path, ...way });
      statuses.add(reply.statusCode);
      const where = `${method} ${path} ${reply.statusCode}`;
      assertLocked(reply.headers, where);
      assert.ok(reply.headers['x-request-id'], where);
      assert.equal(reply.headers['access-control-allow-origin'], undefined, where);
      const type = String(reply.headers['content-type'] ?? '');
      if (reply.body !== '')
        assert.match(type, /^(?:text\/|application\/json)[^;]*; charset=utf-8$|^(?!text\/|application\/json)./i, where);
      if (/^\/api\/(?!docs)/.test(path)) assert.match(String(reply.headers['cache-control']), /no-store/, where);
    }
  }
  for (const status of [200, 302, 400, 401, 403, 404, 415]) assert.ok(statuses.has(status), `no ${status} was seen`);
});
