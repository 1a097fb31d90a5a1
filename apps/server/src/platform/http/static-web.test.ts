import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { brotliCompressSync, brotliDecompressSync, gzipSync } from 'node:zlib';
import { pino } from 'pino';
import { readConfig } from '../config/config.ts';
import type { Platform } from '../platform.ts';
import { buildHttp } from './build-http.ts';
import { registerStaticWeb } from './static-web.ts';

const page = '<!doctype html><title>app</title>';
const script = `console.log(${JSON.stringify('x'.repeat(3000))})`;
const HTML = { accept: 'text/html,application/xhtml+xml' };

const serve = async (t: { after: (work: () => Promise<unknown>) => void }, files: Record<string, string | Buffer>) => {
  const folder = await mkdtemp(join(tmpdir(), 'smart-presence-web-'));
  const root = join(folder, 'dist');
  await writeFile(join(folder, 'secret.txt'), 'not for anyone');
  for (const [name, content] of Object.entries(files)) {
    await mkdir(join(root, name, '..'), { recursive: true });
    await writeFile(join(root, name), content);
  }
  const log = pino({ level: 'silent' });
  const app = await buildHttp({ config: readConfig({ NODE_ENV: 'test' }), log });
  await registerStaticWeb({ app, log } as Platform, root);
  t.after(async () => {
    await app.close();
    await rm(folder, { recursive: true });
  });
  return app;
};

const built = {
  'index.html': page,
  'sw.js': 'self',
  'assets/app-Ab12.js': script,
  'assets/app-Ab12.js.br': brotliCompressSync(script),
  'assets/app-Ab12.js.gz': gzipSync(script),
};

test('hashed files are kept for good, everything else is asked for again', async (t) => {
  const app = await serve(t, built);
  const asset = await app.inject('/assets/app-Ab12.js');
  assert.equal(asset.headers['cache-control'], 'public, max-age=31536000, immutable');
  assert.match(String(asset.headers['content-type']), /javascript/);
  for (const url of ['/', '/sw.js', '/index.html']) {
    const reply = await app.inject({ url, headers: HTML });
    assert.equal(reply.statusCode, 200, url);
    assert.equal(reply.headers['cache-control'], 'no-cache', url);
    assert.ok(reply.headers.etag, url);
    const again = await app.inject({ url, headers: { ...HTML, 'if-none-match': String(reply.headers.etag) } });
    assert.equal(again.statusCode, 304, url);
  }
});

test('what was compressed at build time is sent as it is, by what the browser takes', async (t) => {
  const app = await serve(t, built);
  const url = '/assets/app-Ab12.js';
  const brotli = await app.inject({ url, headers: { 'accept-encoding': 'gzip, br' } });
  assert.equal(brotli.headers['content-encoding'], 'br');
  assert.deepEqual(brotli.rawPayload, built['assets/app-Ab12.js.br']);
  assert.equal(brotliDecompressSync(brotli.rawPayload).toString(), script);
  assert.match(String(brotli.headers.vary), /accept-encoding/i);
  const gzip = await app.inject({ url, headers: { 'accept-encoding': 'gzip' } });
  assert.equal(gzip.headers['content-encoding'], 'gzip');
  assert.equal((await app.inject(url)).body, script);
});

test('an address a browser opens is the app; anything else that is missing is missing', async (t) => {
  const app = await serve(t, built);
  for (const url of ['/sign-in', '/sessions/0198/board', '/setup?x=1']) {
    const reply = await app.inject({ url, headers: HTML });
    assert.equal(reply.body, page, url);
    assert.match(String(reply.headers['content-security-policy']), /script-src 'self'/);
  }
  for (const url of ['/api/nothing', '/api/', '/assets/gone-Zz99.js']) {
    const reply = await app.inject({ url, headers: HTML });
    assert.equal(reply.statusCode, 404, url);
    assert.equal(reply.json().error.code, 'not_found', url);
  }
  assert.equal((await app.inject({ url: '/sign-in', headers: { accept: 'application/json' } })).statusCode, 404);
  assert.equal(
    (await app.inject({ url: '/sign-in', headers: { accept: '*/*' } })).body,
    page,
    'a program that takes anything',
  );
  assert.equal((await app.inject({ url: '/gone.png', headers: { accept: '*/*' } })).statusCode, 404);
  assert.equal((await app.inject({ method: 'POST', url: '/sign-in', headers: HTML })).statusCode, 404);
  assert.equal((await app.inject({ method: 'HEAD', url: '/sign-in', headers: HTML })).statusCode, 200);
});

test('an address that cannot be read is refused as every other failure is', async (t) => {
  const app = await serve(t, built);
  const reply = await app.inject({ url: '/%E0%A4%A', headers: HTML });
  assert.equal(reply.statusCode, 400);
  assert.equal(reply.json().error.code, 'invalid_request');
  assert.equal(reply.headers['x-content-type-options'], 'nosniff');
  assert.match(String(reply.headers['content-security-policy']), /default-src 'self'/);
});

test('no address leads out of the folder', async (t) => {
  const app = await serve(t, built);
  const ways = [
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/%5c..%5csecret.txt',
    '//../secret.txt',
    '/secret.txt%00.js',
  ];
  for (const url of ways) assert.ok(!(await app.inject(url)).body.includes('not for anyone'), url);
});

test('without a build there is a page that says how to make one', async (t) => {
  const app = await serve(t, {});
  const reply = await app.inject({ url: '/', headers: HTML });
  assert.equal(reply.statusCode, 503);
  assert.match(reply.body, /npm start/);
  assert.equal((await app.inject({ url: '/', headers: { accept: 'application/json' } })).statusCode, 404);
});
