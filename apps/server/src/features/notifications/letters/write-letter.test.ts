import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { MailKind } from '@smart-presence/contract';
import fc from 'fast-check';
import { escapeHtml } from './escape-html.ts';
import type { LinkData } from './link-letters.ts';
import { writeLetter } from './write-letter.ts';

const institution = { name: 'Example College', timeZone: 'Asia/Kolkata' };
const data: LinkData = {
  name: 'Meera Rao',
  url: 'https://attendance.example.edu/invite#abc&def',
  expiresAt: Date.UTC(2026, 7, 10, 9, 30),
};

const write = (kind: MailKind, given: unknown, where = institution) => {
  const letter = writeLetter(kind, given, where);
  assert.ok(letter, kind);
  return letter;
};
const device = { name: 'Meera Rao', device: 'Firefox on Windows', network: '198.51.100.7', at: data.expiresAt };

describe('letters', () => {
  it('say who writes, what to do and until when, in the institution’s time, as text and as HTML', () => {
    for (const kind of ['invitation', 'reset'] as const) {
      const { subject, text, html } = write(kind, data);
      assert.match(subject, /^Example College: /);
      for (const body of [text, html]) {
        assert.match(body, /Hello Meera Rao,/);
        assert.match(body, /Example College/);
        assert.match(body, /Monday,? 10 August 2026 at 15:00 \(Asia\/Kolkata\)/);
      }
      assert.ok(text.includes(`\n${data.url}\n`), 'the link stands on a line of its own');
      assert.ok(html.includes('<a href="https://attendance.example.edu/invite#abc&amp;def"'));
    }
  });

  it('show names as they are written, never as HTML', () => {
    const name = '<img src=x onerror="alert(1)">';
    const { html, text } = write('invitation', { ...data, name }, { ...institution, name: `${name}'&` });
    assert.equal(/<img|<script/i.test(html), false);
    assert.ok(html.includes('&lt;img src=x onerror=&quot;alert(1)&quot;&gt;'));
    assert.ok(text.includes(name));
  });

  it('hold no tag but their own, whatever a name or address says', () => {
    const tags = (html: string) => html.match(/<[^>]*>/g)?.map((tag) => tag.replace(/href="[^"]*"/, '')) ?? [];
    const expected = tags(write('reset', data).html);
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (name, path) => {
        const given = { ...data, name, url: `${data.url}${path}` };
        assert.deepEqual(tags(write('reset', given).html), expected);
      }),
    );
    assert.equal(escapeHtml(`<>&"'`), '&lt;&gt;&amp;&quot;&#39;');
  });

  it('say of a request what was decided and until when it can be read again, never why', () => {
    const answered = { requestId: '01890000-0000-7000-8000-000000000001', verdict: 'refused' as const };
    const appeal = { request: 'appeal' as const, firstDay: null, lastDay: null, openedAt: data.expiresAt };
    const leave = { request: 'leave' as const, firstDay: '2026-08-03', lastDay: '2026-08-05', openedAt: null };
    const letter = (content: object) =>
      write('notification', {
        name: 'Meera Rao',
        content: { kind: 'request-answered', data: { ...answered, secondReadingBy: null, ...content } },
        url: data.url,
      });
    const again = letter({ ...appeal, secondReadingBy: data.expiresAt }).text;
    assert.match(again, /Your appeal against your mark of Monday,? 10 August 2026 at 15:00.* was refused/);
    assert.match(again, /somebody else reads it, until Monday,? 10 August 2026 at 15:00/);
    const { subject, text } = letter(leave);
    assert.equal(subject, 'Example College: Your request for leave was refused');
    assert.match(text, /Your request for leave from 2026-08-03 to 2026-08-05 was refused/);
    assert.doesNotMatch(text, /somebody else/);
  });

  it('lead to web addresses alone', () => {
    for (const kind of ['invitation', 'reset'] as const) {
      assert.equal(writeLetter(kind, { ...data, url: 'javascript:alert(1)' }, institution), undefined);
    }
    const notice = { ...device, method: 'password', url: 'javascript:alert(1)' };
    assert.equal(writeLetter('new-device', notice, institution), undefined);
  });

  it('tell of a new device: when, which, from where, and what to do when it was somebody else', () => {
    const url = 'https://attendance.example.edu/forgot?why=stranger';
    const { text, html } = write('new-device', { ...device, method: 'password', url });
    for (const body of [text, html]) {
      assert.match(body, /Firefox on Windows, from the network 198\.51\.100\.7, on Monday,? 10 August 2026 at 15:00/);
      assert.match(body, /with your password/);
      assert.match(body, /If it was not you, choose a new password now\. That signs out every device/);
      assert.ok(body.includes(url));
    }
    assert.match(
      write('new-device', { ...device, network: null, method: 'passkey', url }).text,
      /on Windows, on Monday/,
    );
  });

  it('tell of single sign-on: when, with whom, and what to do when it was somebody else', () => {
    const facts = { name: 'Meera Rao', provider: 'College account', at: data.expiresAt, url: data.url };
    const linked = write('single-sign-on', { ...facts, change: 'linked' });
    for (const body of [linked.text, linked.html])
      assert.match(
        body,
        /On Monday,? 10 August 2026 at 15:00 \(Asia\/Kolkata\) your account was linked: .* with College account/,
      );
    assert.match(
      write('single-sign-on', { ...facts, change: 'unlinked' }).text,
      /cannot sign in here with College account/,
    );
    assert.equal(writeLetter('single-sign-on', { ...facts, change: 'other' }, institution), undefined);
  });

  it('hold the number of a new device alone on a line, and no link', () => {
    const { text, html } = write('device-number', { ...device, number: '012345', expiresAt: data.expiresAt });
    assert.ok(text.includes('\n012345\n'));
    assert.match(html, />012345</);
    assert.doesNotMatch(text + html, /https?:/);
    assert.equal(writeLetter('device-number', { ...device, number: '12', expiresAt: 1 }, institution), undefined);
  });
});
