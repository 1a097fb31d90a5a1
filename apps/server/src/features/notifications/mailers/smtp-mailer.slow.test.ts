import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import { createTransport } from 'nodemailer';
import type { SMTPServerOptions } from 'smtp-server';
import { ConfigError } from '../../../platform/config/config.ts';
import type { MailSettings } from '../../../platform/config/mail-settings.ts';
import { Undeliverable } from '../../../platform/outbox/index.ts';
import { makeCertificate } from '../testing-certificates.ts';
import { startSmtp } from '../testing-smtp.ts';
import { messageOf, type Post } from './message.ts';
import { smtpMailer, transportOptions } from './smtp-mailer.ts';

const authority = makeCertificate({ name: 'Test Authority' });
const stranger = makeCertificate({ name: 'Somebody Else' });
const good = makeCertificate({ name: 'good', host: '127.0.0.1', by: authority });
const otherHost = makeCertificate({ name: 'other', host: 'mail.example.edu', by: authority });
const expired = makeCertificate({ name: 'expired', host: '127.0.0.1', by: authority, days: -1 });
const unknownAuthority = makeCertificate({ name: 'unknown', host: '127.0.0.1', by: stranger });
const selfSigned = makeCertificate({ name: 'self', host: '127.0.0.1' });

const post = (change: Partial<Post> = {}): Post => ({
  id: '01990000-0000-7000-8000-000000000000',
  to: 'meera@college.example',
  letter: { subject: 'Example College: set your password', text: 'Hello', html: '<p>Hello</p>' },
  ...change,
});

describe('mail by SMTP', () => {
  let folder = '';
  let caFile = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'smart-presence-mail-'));
    caFile = join(folder, 'authority.pem');
    await writeFile(caFile, authority.cert);
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const settings = (port: number, change: Partial<MailSettings> = {}): MailSettings => ({
    host: '127.0.0.1',
    port,
    isTlsFromStart: false,
    auth: undefined,
    from: { name: 'Example College', address: 'attendance@example.edu' },
    caFile,
    ...change,
  });
  const start = async (t: TestContext, options: SMTPServerOptions = {}) => {
    const smtp = await startSmtp(options);
    t.after(smtp.stop);
    return smtp;
  };

  it('goes out encrypted and signed in, from the start or by STARTTLS, when the certificate is good', async (t) => {
    for (const isTlsFromStart of [true, false]) {
      const smtp = await start(t, {
        ...good,
        secure: isTlsFromStart,
        authOptional: false,
        onAuth: ({ username, password }, _session, done) =>
          username === 'sender' && password === 'p#ss' ? done(null, { user: username }) : done(new Error('no')),
      });
      await smtpMailer(settings(smtp.port, { isTlsFromStart, auth: { user: 'sender', pass: 'p#ss' } })).send(post());
      const [mail] = smtp.received;
      assert.ok(mail);
      assert.deepEqual(
        [mail.from, mail.to, mail.isEncrypted, mail.user],
        ['attendance@example.edu', ['meera@college.example'], true, 'sender'],
      );
      assert.match(mail.raw, /^From: Example College <attendance@example\.edu>\r$/m);
      assert.match(mail.raw, /^Subject: Example College: set your password\r$/m);
      assert.match(mail.raw, /^Message-ID: <01990000-0000-7000-8000-000000000000@example\.edu>\r$/m);
      assert.match(mail.raw, /^Auto-Submitted: auto-generated\r$/m);
    }
  });

  it('is refused to a server whose certificate is self-signed, of a stranger, expired or of another host', async (t) => {
    const bad = { selfSigned, unknownAuthority, expired, otherHost };
    for (const [name, certificate] of Object.entries(bad)) {
      for (const isTlsFromStart of [true, false]) {
        const smtp = await start(t, { ...certificate, secure: isTlsFromStart });
        const sending = smtpMailer(settings(smtp.port, { isTlsFromStart })).send(post());
        const what = `${name}, ${isTlsFromStart ? 'from the start' : 'STARTTLS'}`;
        await assert.rejects(
          sending,
          (error) => /certificate|altnames/i.test(String(error)) && !(error instanceof Undeliverable),
          what,
        );
        assert.equal(smtp.received.length, 0, what);
      }
    }
  });

  it('trusts only public authorities unless told of another', async (t) => {
    const smtp = await start(t, { ...good, secure: true });
    const sending = smtpMailer(settings(smtp.port, { isTlsFromStart: true, caFile: undefined })).send(post());
    await assert.rejects(sending, /certificate/);
    assert.throws(() => smtpMailer(settings(1, { caFile: join(folder, 'nowhere.pem') })), ConfigError);
  });

  it('is not handed unencrypted to another machine, whatever that machine offers', async (t) => {
    const plain = await start(t, { hideSTARTTLS: true, disabledCommands: ['STARTTLS'] });
    const remote = transportOptions(settings(plain.port, { host: 'mail.example.edu' }));
    // The very settings of a remote server, but led to the one here.
    const sending = createTransport({ ...remote, host: '127.0.0.1' }).sendMail(
      messageOf(post(), settings(plain.port).from),
    );
    await assert.rejects(sending, /STARTTLS|TLS/);
    assert.equal(plain.received.length, 0);
    await smtpMailer(settings(plain.port)).send(post());
    assert.equal(plain.received.length, 1, 'to this machine it may go as it is');
    for (const host of ['10.0.0.5', 'localhost.example.edu', '127.example.edu', '::2']) {
      assert.equal(transportOptions(settings(1, { host })).requireTLS, true, host);
    }
  });

  it('refuses a header with a line break, and anything but one plain address', async (t) => {
    const smtp = await start(t, { hideSTARTTLS: true });
    const mailer = smtpMailer(settings(smtp.port));
    const { letter } = post();
    const attacks: Partial<Post>[] = [
      { to: 'meera@college.example\r\nBcc: all@college.example' },
      { to: 'a@college.example, b@college.example' },
      { to: 'A <a@college.example>' },
      { letter: { ...letter, subject: 'Hello\r\nBcc: all@college.example' } },
      { letter: { ...letter, subject: 'Hello\nX-Other: 1' } },
      { letter: { ...letter, subject: 'Hello\u0000' } },
    ];
    for (const attack of attacks) await assert.rejects(mailer.send(post(attack)), Undeliverable);
    const broken = smtpMailer(settings(smtp.port, { from: { name: 'A\r\nBcc: b@c.example', address: 'a@c.example' } }));
    await assert.rejects(broken.send(post()), Undeliverable);
    assert.equal(smtp.received.length, 0);
  });

  it('is given up at once when nobody has the address, and tried again when the server is at fault', async (t) => {
    const answer = (responseCode: number, message: string) =>
      start(t, {
        hideSTARTTLS: true,
        onRcptTo: (_address, _session, done) => done(Object.assign(new Error(message), { responseCode })),
      });
    const trySending = async (responseCode: number, message: string) =>
      smtpMailer(settings((await answer(responseCode, message)).port)).send(post());
    await assert.rejects(trySending(550, '5.1.1 no such user'), Undeliverable);
    for (const [code, words] of [
      [450, '4.2.0 greylisted'],
      [550, '5.7.1 relaying denied'],
      [552, '5.2.2 mailbox full'],
    ] as const) {
      await assert.rejects(trySending(code, words), (error) => !(error instanceof Undeliverable), words);
    }
    const nobodyThere = await start(t);
    await nobodyThere.stop();
    await assert.rejects(smtpMailer(settings(nobodyThere.port)).send(post()), /ECONNREFUSED/);
  });
});
