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
      ['MAIL_URL', 'mail.example.edu'],
      ['MAIL_URL', 'http://mail.example.edu'],
      ['MAIL_URL', 'smtp://mail.example.edu/path'],
      ['MAIL_URL', 'smtp://user:pass#word@mail.example.edu'],
      ['MAIL_URL', 'smtp://us%E0er@mail.example.edu'],
      ['MAIL_FROM', 'attendance'],
      ['MAIL_FROM', 'A <a@example.edu>, b@example.edu'],
      ['MAIL_FROM', 'A\r\nBcc: b@example.edu <a@example.edu>'],
    ]) {
      assert.throws(
        () => readConfig({ [variable as string]: value }),
        (error: unknown) => error instanceof ConfigError && error.message.includes(variable as string),
        `${variable}=${value}`,
      );
    }
  });

  it('ask for a sender and an address together with a mail server, and never repeat its password', () => {
    const MAIL_URL = 'smtp://user:geheim@mail.example.edu';
    assert.throws(
      () => readConfig({ MAIL_URL }),
      (error: unknown) =>
        error instanceof ConfigError &&
        /MAIL_FROM: is needed/.test(error.message) &&
        /PUBLIC_URL: is needed/.test(error.message) &&
        !error.message.includes('geheim'),
    );
  });

  it('read the mail server from its address', () => {
    const read = (MAIL_URL: string, MAIL_FROM = 'Example College <Attendance@example.edu>') =>
      readConfig({ MAIL_URL, MAIL_FROM, PUBLIC_URL: 'https://attendance.example.edu' }).mail;
    assert.deepEqual(read('smtp://us%40er:p%23ss@mail.example.edu'), {
      host: 'mail.example.edu',
      port: 587,
      isTlsFromStart: false,
      auth: { user: 'us@er', pass: 'p#ss' },
      from: { name: 'Example College', address: 'attendance@example.edu' },
      caFile: undefined,
    });
    assert.equal(read('smtps://mail.example.edu')?.port, 465);
    assert.equal(read('smtp://[::1]:2525')?.host, '::1');
    assert.equal(read('smtp://mail.example.edu')?.auth, undefined);
    assert.deepEqual(read('smtp://mail.example.edu', 'a@example.edu')?.from, { name: '', address: 'a@example.edu' });
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
