import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MailKind } from '@smart-presence/contract';
import fc from 'fast-check';
import { escapeHtml } from './escape-html.ts';
import { LinkData, writeLetter } from './write-letter.ts';

const institution = { name: 'Example College', timeZone: 'Asia/Kolkata' };
const data: LinkData = {
  name: 'Meera Rao',
  url: 'https://attendance.example.edu/invite#abc&def',
  expiresAt: Date.UTC(2026, 7, 10, 9, 30),
};

describe('letters', () => {
  it('say who writes, what to do and until when, in the institution’s time, as text and as HTML', () => {
    for (const kind of MailKind.options) {
      const { subject, text, html } = writeLetter(kind, data, institution);
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
    const { html, text } = writeLetter('invitation', { ...data, name }, { ...institution, name: `${name}'&` });
    assert.equal(/<img|<script/i.test(html), false);
    assert.ok(html.includes('&lt;img src=x onerror=&quot;alert(1)&quot;&gt;'));
    assert.ok(text.includes(name));
  });

  it('hold no tag but their own, whatever a name or address says', () => {
    const tags = (html: string) => html.match(/<[^>]*>/g)?.map((tag) => tag.replace(/href="[^"]*"/, '')) ?? [];
    const expected = tags(writeLetter('reset', data, institution).html);
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (name, path) => {
        const given = { ...data, name, url: `${data.url}${path}` };
        assert.deepEqual(tags(writeLetter('reset', given, institution).html), expected);
      }),
    );
    assert.equal(escapeHtml(`<>&"'`), '&lt;&gt;&amp;&quot;&#39;');
  });

  it('lead to web addresses alone', () => {
    assert.equal(LinkData.safeParse({ ...data, url: 'javascript:alert(1)' }).success, false);
  });
});
