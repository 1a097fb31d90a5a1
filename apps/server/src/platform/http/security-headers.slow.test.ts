import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { isMultipart, type RouteSpec, routes } from '@smart-presence/contract';
import type { InjectOptions } from 'fastify';
import { signInAs } from '../../features/accounts/testing.ts';
import { endsByItself, servedRoutes } from '../../features/accounts/testing-walk.ts';
import { assertLocked, boot, type Headers } from './testing-headers.ts';

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

test('what is no route, too long, not readable, not a method or broken inside has every header', async (t) => {
  const app = await boot(t);
  const requests: InjectOptions[] = [
    { url: '/api/nothing' },
    { url: '/nothing.png' },
    { url: '/%E0%A4%A' },
    { url: `/api/people/${'x'.repeat(300)}` },
    { method: 'DELETE', url: '/api/sign-in' },
    { method: 'OPTIONS', url: '/' },
    { method: 'POST', url: '/api/sign-in', headers: { 'content-type': 'application/json' }, payload: '{' },
  ];
  for (const request of requests) {
    const reply = await app.http.inject(request);
    assert.ok(reply.statusCode >= 400, String(request.url));
    assertLocked(reply.headers, `${request.method ?? 'GET'} ${String(request.url).slice(0, 40)}`);
  }
  const { headers } = await signInAs(app, 'admin');
  await app.platform.db.destroy();
  const broken = await app.http.inject({ url: '/api/people', headers });
  assert.ok(broken.statusCode >= 500);
  assertLocked(broken.headers, 'without a database');
});

test('so do streams, uploads refused before they are read, and what is not even HTTP', async (t) => {
  const app = await boot(t);
  await app.http.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.http.server.address() as AddressInfo;
  const { headers } = await signInAs(app, 'admin');
  const cookie = `cookie: ${headers.cookie}\r\n`;
  const asked = async (text: string): Promise<{ status: number; headers: Headers }> => {
    const socket = connect(port, '127.0.0.1');
    let answer = '';
    socket.setEncoding('utf8').on('data', (part: string) => {
      answer += part;
    });
    socket.on('error', () => {});
    socket.write(text);
    for (let tries = 0; tries < 200 && !answer.includes('\r\n\r\n'); tries += 1) await wait(10);
    socket.destroy();
    const [first = '', ...lines] = answer.split('\r\n\r\n')[0]?.split('\r\n') ?? [];
    const pairs = lines.map((line) => [
      line.slice(0, line.indexOf(':')).toLowerCase(),
      line.slice(line.indexOf(':') + 2),
    ]);
    return { status: Number(first.split(' ')[1]), headers: Object.fromEntries(pairs) };
  };
  const host = 'host: 127.0.0.1\r\n';

  const stream = await asked(`GET /api/live HTTP/1.1\r\n${host}${cookie}\r\n`);
  assert.equal(stream.status, 200);
  assert.match(String(stream.headers['content-type']), /event-stream/);
  assertLocked(stream.headers, 'live');

  // A kiosk's upload asks for a kiosk before it asks for a token.
  const isUpload = ({ body, path }: RouteSpec) => isMultipart(body) && !path.startsWith('/api/kiosk');
  const upload = (Object.values(routes) as RouteSpec[]).find(isUpload);
  const length = 'content-type: multipart/form-data; boundary=x\r\ncontent-length: 900000000000\r\n';
  const early = await asked(`POST ${upload?.path.replace(/:\w+/g, 'x')} HTTP/1.1\r\n${host}${cookie}${length}\r\n`);
  assert.equal(early.status, 403, 'no token');
  assertLocked(early.headers, 'upload');

  for (const [text, status] of [
    ['this is not HTTP\r\n\r\n', 400],
    [`TRACE / HTTP/1.1\r\n${host}x-secret: told back\r\n\r\n`, 404],
    [`GET / HTTP/1.1\r\n${host}x: ${'x'.repeat(40_000)}\r\n\r\n`, 431],
  ] as const) {
    const garbage = await asked(text);
    assert.equal(garbage.status, status);
    assertLocked(garbage.headers, String(status));
  }

  // A request on a connection that was there when the server began to close.
  const kept = connect(port, '127.0.0.1');
  await once(kept, 'connect');
  let answer = '';
  kept.setEncoding('utf8').on('data', (part: string) => {
    answer += part;
  });
  kept.on('error', () => {});
  kept.write(`GET /health HTTP/1.1\r\n${host}`);
  await wait(50);
  const closing = app.http.close();
  await wait(50);
  kept.write('\r\n');
  await closing;
  for (let tries = 0; tries < 100 && answer === ''; tries += 1) await wait(10);
  kept.destroy();
  assert.match(answer, /^HTTP\/1\.1 503 /);
  for (const name of ['content-security-policy', 'x-content-type-options', 'permissions-policy'])
    assert.match(answer, new RegExp(`^${name}: `, 'im'));
});

test('HSTS is said behind https alone', async (t) => {
  for (const [publicUrl, expected] of [
    [undefined, undefined],
    ['http://attendance.example.edu', undefined],
    ['https://attendance.example.edu', 'max-age=31536000'],
  ] as const) {
    const app = await boot(t, publicUrl ? { PUBLIC_URL: publicUrl } : {});
    for (const url of ['/health', '/api/nothing', '/%E0%A4%A'])
      assert.equal((await app.http.inject(url)).headers['strict-transport-security'], expected, `${publicUrl} ${url}`);
  }
});
