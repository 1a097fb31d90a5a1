import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import type { ProviderFinding } from '@smart-presence/contract';
import { eachDatabase } from '../../../platform/db/testing.ts';
import { addressJudge } from '../../../platform/outbound/index.ts';
import { makeCertificate } from '../../notifications/testing-certificates.ts';
import { somebody } from '../testing.ts';
import { boundedFetch, faultIn } from './bounded-fetch.ts';
import { openConnections } from './connect-provider.ts';
import { secretBox } from './identity-provider.store.ts';
import type { Misbehaviour } from './testing-issuer.ts';
import {
  asAdmin,
  asha,
  cameIn,
  comeBack,
  isSignedIn,
  providerSettings,
  singleSignOnApp,
} from './testing-single-sign-on.ts';

const now = () => Math.floor(Date.now() / 1000);

eachDatabase((open) => {
  const boot = async (t: Parameters<typeof singleSignOnApp>[0]) => {
    const scene = await singleSignOnApp(t, { db: await open() });
    await somebody(scene.db, { role: 'student', email: asha.email }, scene.app.clock.now);
    return scene;
  };

  test('an id token that is not exactly right opens nothing', async (t) => {
    const { issuer, depart } = await boot(t);
    const wrong: Record<string, Misbehaviour> = {
      'another nonce': { idToken: (claims) => ({ ...claims, nonce: 'x'.repeat(43) }) },
      'no nonce': { idToken: ({ nonce: _, ...claims }) => claims },
      'for another client': { idToken: (claims) => ({ ...claims, aud: 'somebody-else' }) },
      'for several, ours not the one asked': {
        idToken: (claims) => ({ ...claims, aud: [issuer.clientId, 'other'], azp: 'other' }),
      },
      'by another issuer': { idToken: (claims) => ({ ...claims, iss: 'https://accounts.evil.example' }) },
      expired: { idToken: (claims) => ({ ...claims, iat: now() - 900, exp: now() - 600 }) },
      'not valid yet': { idToken: (claims) => ({ ...claims, nbf: now() + 600 }) },
      'without a subject': { idToken: ({ sub: _, ...claims }) => claims },
      'signed by another key': { signature: 'foreign' },
      'with a flipped bit in its signature': { signature: 'broken' },
      'not signed': { signature: 'none' },
      'signed with the client’s secret': { signature: 'secret' },
    };
    for (const [name, misbehave] of Object.entries(wrong)) {
      issuer.misbehave = {};
      const mine = await depart(asha);
      issuer.misbehave = misbehave;
      const reply = await comeBack(mine);
      assert.equal(reply.code, 'single_sign_on_failed', name);
      assert.equal(await isSignedIn(mine.browser), false, name);
    }
    issuer.misbehave = {};
    assert.equal((await comeBack(await depart(asha))).status, 200, 'the right one does');
  });

  test('an answer in the name of another issuer, user info of another person, and a code of nobody open nothing', async (t) => {
    const { issuer, depart } = await boot(t);
    const other = await depart(asha);
    const query = other.query.replace(/iss=[^&]*/, 'iss=https%3A%2F%2Faccounts.evil.example');
    assert.equal((await comeBack({ ...other, query })).code, 'single_sign_on_failed');
    const silent = await depart(asha);
    assert.equal(
      (await comeBack({ ...silent, query: silent.query.replace(/&iss=[^&]*/, '') })).code,
      'single_sign_on_failed',
      'this provider said that it names itself',
    );
    issuer.misbehave = { userInfo: (claims) => ({ ...claims, sub: 'somebody-else' }) };
    assert.equal((await comeBack(await depart({ sub: asha.sub }))).code, 'single_sign_on_failed');
    issuer.misbehave = {};
    const guessed = await depart(asha);
    assert.equal(
      (await comeBack({ ...guessed, query: guessed.query.replace(/code=[^&]*/, 'code=guessed') })).code,
      'single_sign_on_failed',
    );
  });

  test('a verified e-mail is one statement: user info cannot vouch for what the id token says', async (t) => {
    const { issuer, depart } = await boot(t);
    issuer.misbehave = {
      userInfo: () => ({ sub: asha.sub, email: 'evil@college.example', email_verified: true, name: 'E' }),
    };
    const reply = await comeBack(await depart({ sub: asha.sub, email: asha.email }));
    assert.equal(reply.code, 'single_sign_on_mail_unverified');
  });

  test('a provider that is down, slow, endless, elsewhere or wrong is told apart, and lets nobody in', async (t) => {
    const { issuer, app, admin, provider, change, depart } = await boot(t);
    const discovery = '/.well-known/openid-configuration';
    const faults: [ProviderFinding['code'], Misbehaviour][] = [
      ['too_large', { path: { [discovery]: (response) => void response.end(`{"x":"${'y'.repeat(600_000)}"}`) } }],
      [
        'redirected',
        {
          path: { [discovery]: (response) => void response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end() },
        },
      ],
      ['no_document', { path: { [discovery]: (response) => void response.writeHead(404).end() } }],
      ['not_json', { path: { [discovery]: (response) => void response.end('<html>') } }],
      ['wrong_issuer', { discovery: (document) => ({ ...document, issuer: 'https://accounts.evil.example' }) }],
      [
        'insecure_address',
        { discovery: (document) => ({ ...document, token_endpoint: 'http://college.example/token' }) },
      ],
      ['pkce_missing', { discovery: (document) => ({ ...document, code_challenge_methods_supported: ['plain'] }) }],
      ['no_code_flow', { discovery: (document) => ({ ...document, response_types_supported: ['id_token'] }) }],
      ['no_keys', { path: { '/keys': (response) => void response.end('{"keys":[]}') } }],
      ['address_refused', { discovery: (document) => ({ ...document, jwks_uri: 'https://169.254.169.254/keys' }) }],
      ['unreachable', { path: { [discovery]: (_, request) => void request.socket.destroy() } }],
    ];
    for (const [code, misbehave] of faults) {
      issuer.misbehave = misbehave;
      const reply = await asAdmin({ app, admin }, 'POST', '/api/single-sign-on/test', { issuer: issuer.issuer });
      const { isUsable, findings } = reply.json<{ isUsable: boolean; findings: ProviderFinding[] }>();
      assert.equal(isUsable, false, code);
      assert.deepEqual(
        findings.filter(({ tone }) => tone === 'problem').map((finding) => finding.code),
        [code],
      );
      // Changed settings make the server ask anew.
      app.clock.now += 1;
      await change({});
      if (['pkce_missing', 'no_code_flow', 'no_keys', 'address_refused'].includes(code)) continue;
      await assert.rejects(depart(asha), /single_sign_on_(unavailable|failed)/, code);
    }
    issuer.misbehave = {};
    app.clock.now += 1;
    await change({});
    const halfway = await depart(asha);
    issuer.misbehave = { path: { '/token': (response) => void response.writeHead(503).end() } };
    assert.equal((await comeBack(halfway)).code, 'single_sign_on_unavailable');
    assert.equal(await isSignedIn(halfway.browser), false);
    await issuer.close();
    app.clock.now += 1;
    await change({});
    await assert.rejects(depart(asha), /single_sign_on_unavailable/);
    assert.equal(provider.hasSecret, true);
  });

  test('where a provider leads to is judged too: no request goes inside, whatever its document says', async (t) => {
    const { issuer, app, depart, change } = await boot(t);
    issuer.misbehave = { discovery: (document) => ({ ...document, token_endpoint: 'https://10.0.0.8/token' }) };
    app.clock.now += 1;
    await change({});
    const mine = await depart(asha);
    const started = Date.now();
    assert.equal((await comeBack(mine)).code, 'single_sign_on_unavailable');
    assert.ok(Date.now() - started < 1000, 'refused, not timed out');
  });

  test('discovery is asked for once, not for everybody, and again when settings change', async (t) => {
    const { issuer, app, change, signIn } = await boot(t);
    const asked = () => issuer.asked.filter((path) => path.startsWith('/.well-known')).length;
    cameIn(await signIn(asha));
    cameIn(await signIn(asha));
    assert.equal(asked(), 1);
    app.clock.now += 1;
    await change({ name: 'Another name' });
    cameIn(await signIn(asha));
    assert.equal(asked(), 2);
  });
});

test('a slow provider is given up in time, also one that drips', async (t) => {
  const server = createServer((_, response) => {
    response.writeHead(200);
    const drip = setInterval(() => response.write(' '), 20);
    response.on('close', () => clearInterval(drip));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  t.after(() => server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const mayReach = addressJudge({ opened: [], isLoopbackFine: true });
  const options = { method: 'GET', headers: {}, body: undefined, redirect: 'manual' } as const;
  await assert.rejects(
    boundedFetch({ mayReach, timeMs: 200 })(url, options),
    (error) => faultIn(error)?.code === 'too_slow',
  );
  const strict = boundedFetch({ mayReach: addressJudge({ opened: [], isLoopbackFine: false }) });
  for (const [address, code] of [
    [url, 'address_refused'],
    [url.replace('127.0.0.1', 'localhost'), 'address_refused'],
    ['http://college.example/', 'not_https'],
    ['https://[::ffff:10.0.0.1]/', 'address_refused'],
    ['https://0x7f.1/', 'address_refused'],
    ['https://2852039166/', 'address_refused'],
  ] as const) {
    await assert.rejects(strict(address, options), (error) => faultIn(error)?.code === code, address);
  }
});

test('a certificate that nobody trusts is told as that', async (t) => {
  const { key, cert } = makeCertificate({ name: 'Nobody', host: '127.0.0.1' });
  const server = createSecureServer({ key, cert }, (_, response) => response.end('{}'));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  t.after(() => server.close());
  const fetch = boundedFetch({ mayReach: () => true });
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  await assert.rejects(
    fetch(url, { method: 'GET', headers: {}, body: undefined, redirect: 'manual' }),
    (error) => faultIn(error)?.code === 'certificate',
  );
});

test('an issuer of many tenants is refused, which the library would let pass: each tenant could name any e-mail', async () => {
  const issuer = 'https://login.microsoftonline.com/common/v2.0';
  const published = {
    issuer: 'https://login.microsoftonline.com/{tenantid}/v2.0',
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    jwks_uri: `${issuer}/keys`,
  };
  const connections = openConnections({
    fetch: () => Promise.resolve(Response.json(published)),
    box: secretBox(Buffer.alloc(32)),
    clock: Date.now,
  });
  const provider = { id: 'one', settings: { ...providerSettings, issuer }, clientSecret: null, updatedAt: 1 };
  await assert.rejects(connections.to(provider), (error) => faultIn(error)?.code === 'wrong_issuer');
});
