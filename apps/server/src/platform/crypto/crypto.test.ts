import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { ConfigError, readConfig } from '../config/config.ts';
import { deriveKey, equalText, hashToken, loadSecrets, newToken, secretPath, sign } from './index.ts';

let dataDir = '';
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'smart-presence-secrets-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

describe('secrets', () => {
  it('are generated once, readable by their owner only', () => {
    const config = readConfig({ DATA_DIR: dataDir });
    const first = loadSecrets(config);
    assert.equal(first.kek.length, 32);
    assert.notDeepEqual(first.kek, first.signing);
    assert.equal(statSync(secretPath(dataDir, 'kek.key')).mode & 0o777, 0o600);
    assert.deepEqual(loadSecrets(config), first);
  });

  it('come from the environment first', () => {
    const kek = Buffer.alloc(32, 7);
    assert.deepEqual(
      loadSecrets(readConfig({ DATA_DIR: dataDir, SMART_PRESENCE_KEK: kek.toString('base64') })).kek,
      kek,
    );
  });

  it('refuse to boot in production when missing, and name the variable', () => {
    assert.throws(
      () => loadSecrets(readConfig({ NODE_ENV: 'production', DATA_DIR: dataDir })),
      (error: unknown) => error instanceof ConfigError && error.message.includes('SMART_PRESENCE_KEK'),
    );
  });

  it('refuse to boot when too short', () => {
    assert.throws(() => loadSecrets(readConfig({ DATA_DIR: dataDir, SMART_PRESENCE_SECRET: 'c2hvcnQ=' })), ConfigError);
    loadSecrets(readConfig({ DATA_DIR: dataDir }));
    const path = secretPath(dataDir, 'kek.key');
    chmodSync(path, 0o600);
    writeFileSync(path, readFileSync(path).subarray(0, 10));
    assert.throws(() => loadSecrets(readConfig({ DATA_DIR: dataDir })), ConfigError);
  });
});

describe('tokens', () => {
  it('are long, distinct and stored only as a hash', () => {
    const tokens = new Set(Array.from({ length: 1000 }, newToken));
    assert.equal(tokens.size, 1000);
    const [token = ''] = tokens;
    assert.ok(token.length >= 43);
    assert.doesNotMatch(hashToken(token), new RegExp(token));
  });

  it('signed for one purpose do not pass for another', () => {
    const secret = Buffer.alloc(32, 1);
    assert.notEqual(sign(deriveKey(secret, 'csrf'), 'x'), sign(deriveKey(secret, 'link'), 'x'));
  });

  it('are compared whole', () => {
    assert.equal(equalText('abc', 'abc'), true);
    assert.equal(equalText('abc', 'abcd'), false);
    assert.equal(equalText('', 'a'), false);
  });
});
