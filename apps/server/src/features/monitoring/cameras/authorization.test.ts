import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { answerTo } from './authorization.ts';

const asked = { user: 'Mufasa', password: 'Circle of Life', uri: '/dir/index.html' };
const md5 = (text: string) => createHash('md5').update(text).digest('hex');

describe('what a camera that asks for a password is told', () => {
  it('is a digest that the camera can check, rather than the password', () => {
    // RFC 7616, 3.9.1, with another nonce of ours each time.
    const nonce = '7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v';
    const line = `Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=MD5, nonce="${nonce}", opaque="FQhe"`;
    const answer = answerTo({ ...asked, challenges: ['Basic realm="x"', line] }) ?? '';
    const part = (name: string) => new RegExp(`${name}="?([^",]+)`).exec(answer)?.[1] ?? '';
    const secret = md5('Mufasa:http-auth@example.org:Circle of Life');
    const what = md5('GET:/dir/index.html');
    assert.equal(part('response'), md5(`${secret}:${nonce}:00000001:${part('cnonce')}:auth:${what}`));
    assert.equal(part('opaque'), 'FQhe');
    assert.ok(!answer.includes('Circle of Life'));
  });

  it('is SHA-256 where that is offered, and works without qop for old ones', () => {
    const both = ['Digest realm="r", nonce="n", algorithm=MD5', 'Digest realm="r", nonce="n", algorithm=SHA-256'];
    assert.match(answerTo({ ...asked, challenges: both }) ?? '', /algorithm=SHA-256/);
    const old = answerTo({ ...asked, challenges: ['Digest realm="r", nonce="n"'] }) ?? '';
    assert.equal(
      /response="([^"]+)"/.exec(old)?.[1],
      md5(`${md5('Mufasa:r:Circle of Life')}:n:${md5('GET:/dir/index.html')}`),
    );
  });

  it('is basic where nothing better is offered, and nothing at all to a question that is not known', () => {
    const basic = `Basic ${Buffer.from('Mufasa:Circle of Life').toString('base64')}`;
    assert.equal(answerTo({ ...asked, challenges: ['Basic realm="cam"'] }), basic);
    for (const challenges of [
      [],
      ['Negotiate'],
      ['Bearer realm="x"'],
      ['Digest realm="r", algorithm=MD5-sess, nonce="n"'],
    ])
      assert.equal(answerTo({ ...asked, challenges }), undefined);
  });

  it('carries no line of its own, whatever the camera says', () => {
    const line = 'Digest realm="a\\"b", nonce="n", qop="auth"';
    const answer = answerTo({ ...asked, user: 'a"b', challenges: [line] }) ?? '';
    assert.match(answer, /username="a\\"b", realm="a\\"b"/);
    assert.ok(!/[\r\n]/.test(answer));
  });
});
