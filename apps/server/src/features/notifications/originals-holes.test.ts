import assert from 'node:assert/strict';
import { test } from 'node:test';
import { smtpMailer } from './mailers/smtp-mailer.ts';
import { makeCertificate } from './testing-certificates.ts';
import { startSmtp } from './testing-smtp.ts';

// Named after a hole that an earlier attendance system had; more about certificates: mailers/smtp-mailer.slow.test.ts.
test('SMTP without certificate check', async (t) => {
  const smtp = await startSmtp({ ...makeCertificate({ name: 'self', host: '127.0.0.1' }), secure: true });
  t.after(smtp.stop);
  const mailer = smtpMailer({
    host: '127.0.0.1',
    port: smtp.port,
    isTlsFromStart: true,
    auth: undefined,
    from: { name: 'College', address: 'college@college.example' },
    caFile: undefined,
  });
  const letter = { subject: 'Your link', text: 'secret', html: '<p>secret</p>' };
  await assert.rejects(mailer.send({ id: '1', to: 'student@college.example', letter }), /certificate/);
  assert.equal(smtp.received.length, 0);
});
