import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pino } from 'pino';
import { readConfig } from '../config/config.ts';
import { buildHttp } from './index.ts';

const FORGED = 'broken\n{"level":30,"msg":"forged"}\r\n';

/** The server without features, and every piece it writes to its log. */
const boot = async () => {
  const written: string[] = [];
  const log = pino({ base: null }, { write: (piece: string) => void written.push(piece) });
  const app = await buildHttp({ config: readConfig({ NODE_ENV: 'test' }), log });
  app.get('/people/:id', () => ({ ok: true }));
  app.post('/words', () => ({ ok: true }));
  app.get('/fails', () => {
    throw new Error(FORGED, { cause: new Error('the disk is full') });
  });
  const lines = () => written.map((piece) => JSON.parse(piece) as Record<string, unknown>);
  return { app, written, lines };
};

test('a request is one line of JSON with the time in milliseconds, and names nobody', async () => {
  const { app, written, lines } = await boot();
  const before = Date.now();
  await app.inject({
    url: '/people/asha@college.example?token=s3cret-of-a-link',
    remoteAddress: '203.0.113.77',
    headers: { cookie: 'sp_session=s3cret-cookie', authorization: 'Bearer s3cret-token', 'user-agent': 'Telltale/1' },
  });
  await app.inject({ method: 'POST', url: '/words', payload: { password: 's3cret-word', name: 'Asha' } });
  const [line, ...more] = lines();
  assert.equal(more.length, 1, 'one line each');
  assert.deepEqual(Object.keys(line ?? {}).sort(), [
    'level',
    'method',
    'ms',
    'msg',
    'reqId',
    'route',
    'status',
    'time',
  ]);
  assert.deepEqual([line?.method, line?.route, line?.status], ['GET', '/people/:id', 200]);
  assert.ok(Number.isInteger(line?.time) && Number(line?.time) >= before && Number(line?.time) <= Date.now());
  for (const secret of ['s3cret', 'asha', 'Asha', '203.0.113', 'Telltale'])
    assert.equal(written.join('').includes(secret), false, secret);
});

test('a failure is written with its cause, and told without it', async () => {
  const { app, lines } = await boot();
  const reply = await app.inject('/fails');
  assert.equal(reply.statusCode, 500);
  assert.doesNotMatch(reply.body, /broken|disk/);
  const failure = lines().find(({ level }) => level === 50) as { err: { message: string; stack: string } } | undefined;
  assert.match(failure?.err.message ?? '', /broken/);
  assert.match(failure?.err.stack ?? '', /the disk is full/);
});

test('what somebody sends begins no line of its own', async () => {
  const { app, written, lines } = await boot();
  await app.inject('/fails');
  for (const piece of written) assert.equal(piece.trimEnd().split(/[\r\n]/).length, 1, piece);
  assert.equal(lines().filter(({ msg }) => msg === 'forged').length, 0);
});

test('a body that reaches for prototypes is refused', async () => {
  const { app } = await boot();
  const headers = { 'content-type': 'application/json' };
  for (const payload of ['{"__proto__":{"isAdmin":true}}', '{"constructor":{"prototype":{"isAdmin":true}}}']) {
    const reply = await app.inject({ method: 'POST', url: '/words', headers, payload });
    assert.equal(reply.statusCode, 400, payload);
  }
  assert.equal((await app.inject({ method: 'POST', url: '/words', headers, payload: '{"proto":1}' })).statusCode, 200);
  assert.equal('isAdmin' in {}, false);
});
