import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { routes } from '@smart-presence/contract';
import { ApiError, call, rememberCsrfToken, urlOf, whenProofNeeded } from './client.ts';

interface Sent {
  url: string;
  init: RequestInit;
}

const originalFetch = globalThis.fetch;
let sent: Sent[] = [];
let answers: (() => Response)[] = [];

const json = (body: unknown, status = 200, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), { status, headers });
const refusal = (code: string, more: object = {}) => ({
  error: { code, message: 'No.', advice: 'Do this.', requestId: 'r1', ...more },
});
const headersOf = (index: number) => new Headers(sent[index]?.init.headers);

// Hooks of a file run by themselves only within a suite: the runner may put all files into one process.
describe('call', () => {
  beforeEach(() => {
    sent = [];
    answers = [];
    rememberCsrfToken('token-1');
    globalThis.fetch = (url, init) => {
      sent.push({ url: String(url), init: init ?? {} });
      const answer = answers.shift();
      return answer ? Promise.resolve(answer()) : Promise.reject(new TypeError('no connection'));
    };
  });
  afterEach(() => {
    globalThis.fetch = originalFetch;
    rememberCsrfToken(null);
    whenProofNeeded(null);
  });

  const id = '01890000-0000-7000-8000-000000000001';

  test('parameters and query become the address; empty ones are left out', () => {
    assert.equal(urlOf(routes.getPerson, { params: { id: 'a/b' } }), '/api/people/a%2Fb');
    assert.equal(
      urlOf(routes.listPeople, { query: { search: 'a b&c', role: undefined, page: 2 } }),
      '/api/people?search=a+b%26c&page=2',
    );
    assert.throws(() => urlOf(routes.getPerson, {}), /id/);
  });

  test('an unsafe call carries the token, the key and JSON; a safe one carries no token', async () => {
    answers = [() => json({ id }), () => json({ items: [] })];
    await call(routes.openSession, { params: { id }, body: { minutes: 5 }, idempotencyKey: 'k1' });
    assert.equal(headersOf(0).get('x-csrf-token'), 'token-1');
    assert.equal(headersOf(0).get('idempotency-key'), 'k1');
    assert.equal(headersOf(0).get('content-type'), 'application/json');
    assert.equal(sent[0]?.init.body, '{"minutes":5}');
    await call(routes.listPeople, {});
    assert.equal(headersOf(1).get('x-csrf-token'), null);
  });

  test('a multipart call sends data and the pictures under the names the route gives', async () => {
    answers = [() => json({})];
    const files = [new Blob(['1']), new Blob(['2']), new Blob(['3'])];
    const body = { challengeId: id, nonce: 'n', frameTimes: [0, 1, 2] };
    await call(routes.checkIn, { params: { id }, body, files });
    const form = sent[0]?.init.body;
    assert.ok(form instanceof FormData);
    assert.deepEqual(JSON.parse(String(form.get('data'))), body);
    assert.equal(form.getAll('frames').length, 3);
    assert.equal(headersOf(0).get('content-type'), null, 'the browser adds the boundary');
  });

  test('a visitor gets a token before the first unsafe call', async () => {
    rememberCsrfToken(null);
    answers = [() => json({ token: 'visitor' }), () => json({})];
    await call(routes.signIn, { body: { email: 'a@b.edu', password: 'p' } });
    assert.deepEqual(
      sent.map(({ url }) => url),
      ['/api/csrf', '/api/sign-in'],
    );
    assert.equal(headersOf(1).get('x-csrf-token'), 'visitor');
  });

  test('a stale token is renewed and the call repeated once', async () => {
    answers = [() => json(refusal('csrf_failed'), 403), () => json({ token: 'token-2' }), () => json({ ok: true })];
    assert.deepEqual(await call(routes.signOut, {}), { ok: true });
    assert.equal(headersOf(2).get('x-csrf-token'), 'token-2');
  });

  test('a token that is no better is not tried again', async () => {
    answers = [() => json(refusal('csrf_failed'), 403), () => json({ token: 'token-1' })];
    await assert.rejects(call(routes.signOut, {}), { code: 'csrf_failed' });
    assert.equal(sent.length, 2);
  });

  test('what needs a fresh proof asks the person once, however many wait, and is sent again', async () => {
    let asked = 0;
    whenProofNeeded(() => {
      asked += 1;
      rememberCsrfToken('token-2');
      return Promise.resolve(true);
    });
    const refused = () => json(refusal('reauthentication_required'), 403);
    answers = [refused, refused, () => json({ ok: true }), () => json({ ok: true })];
    const calls = [call(routes.signOut, {}), call(routes.signOut, {})];
    assert.deepEqual(await Promise.all(calls), [{ ok: true }, { ok: true }]);
    assert.equal(asked, 1);
    assert.equal(sent.length, 4);
    assert.equal(headersOf(2).get('x-csrf-token'), 'token-2');
    answers = [refused, refused];
    await assert.rejects(call(routes.signOut, {}), { code: 'reauthentication_required' });
    assert.equal(asked, 2, 'a proof that does not help is not asked for again');
  });

  test('without a proof the refusal reaches the screen', async () => {
    const refused = () => json(refusal('reauthentication_required'), 403);
    for (const ask of [() => Promise.resolve(false), () => Promise.reject(new Error('not loaded')), null]) {
      whenProofNeeded(ask);
      sent = [];
      answers = [refused];
      await assert.rejects(call(routes.signOut, {}), { code: 'reauthentication_required' });
      assert.equal(sent.length, 1);
    }
  });

  test('an error of the server arrives with code, words, details and how long to wait', async () => {
    const details = [{ path: 'email', message: 'is taken' }];
    answers = [() => json(refusal('email_taken', { details }), 409, { 'retry-after': '7' })];
    await assert.rejects(call(routes.createPerson, { body: { name: 'A', role: 'student' } }), (error) => {
      assert.ok(error instanceof ApiError);
      assert.equal(error.code, 'email_taken');
      assert.equal(error.status, 409);
      assert.equal(error.advice, 'Do this.');
      assert.deepEqual(error.details, details);
      assert.equal(error.retryAfter, 7);
      return true;
    });
  });

  test('no connection, and an answer that is not ours, are errors with words too', async () => {
    await assert.rejects(call(routes.me, {}), { code: 'network', status: 0 });
    answers = [() => new Response('<html>gateway</html>', { status: 502 }), () => new Response('<html>portal</html>')];
    await assert.rejects(call(routes.me, {}), { code: 'unreadable', status: 502 });
    await assert.rejects(call(routes.me, {}), { code: 'unreadable', status: 200 });
  });

  test('an aborted call rejects as aborted, not as a lost connection', async () => {
    const abort = new AbortController();
    abort.abort();
    await assert.rejects(call(routes.me, { signal: abort.signal }), (error) => !(error instanceof ApiError));
  });

  test('file routes give the file, whatever is in it', async () => {
    answers = [() => new Response('{"a":1}', { headers: { 'content-type': 'application/pdf' } })];
    const file = await call(routes.openDocument, { params: { id } });
    assert.equal(file.type, 'application/pdf');
    assert.equal(await file.text(), '{"a":1}');
    assert.equal(headersOf(0).get('accept'), '*/*');
    assert.equal(headersOf(0).get('x-csrf-token'), 'token-1');
  });

  test('text routes give the text', async () => {
    answers = [() => new Response('name,email\r\n')];
    assert.equal(await call(routes.exportCsv, { params: { kind: 'people' } }), 'name,email\r\n');
  });
});
