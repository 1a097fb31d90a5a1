import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ConfigError, proxyTrust, readConfig } from './config.ts';

describe('settings', () => {
  it('have a default each', () => {
    const config = readConfig({});
    assert.equal(`${config.host}:${config.port}`, '127.0.0.1:3000');
    assert.match(config.databaseUrl, /^sqlite:.*smart-presence\.sqlite$/);
    assert.equal(config.publicUrl, undefined);
  });

  it('name the variable that cannot be used, and what it should be', () => {
    for (const [variable, value] of [
      ['PORT', 'http'],
      ['PORT', '70000'],
      ['DATABASE_URL', 'mysql://x'],
      ['PUBLIC_URL', 'college'],
      ['TRUSTED_PROXIES', '10.0.0.0/40'],
      ['TRUSTED_PROXIES', 'true'],
    ]) {
      assert.throws(
        () => readConfig({ [variable as string]: value }),
        (error: unknown) => error instanceof ConfigError && error.message.includes(variable as string),
        `${variable}=${value}`,
      );
    }
  });

  it('treat an empty variable as absent', () => {
    assert.equal(readConfig({ PORT: '', PUBLIC_URL: '' }).port, 3000);
  });
});

describe('trusted proxies', () => {
  it('are the configured ranges and nothing else', () => {
    const trusts = proxyTrust(['10.1.0.0/16', '::1', '192.0.2.7']);
    for (const address of ['10.1.2.3', '::ffff:10.1.2.3', '::1', '192.0.2.7'])
      assert.equal(trusts(address), true, address);
    for (const address of ['10.2.0.1', '192.0.2.8', '::2', 'unknown', '', '10.1.2.3, 10.1.2.4'])
      assert.equal(trusts(address), false, address);
  });
});
