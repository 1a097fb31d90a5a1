import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { safePath } from './safe-path.ts';
import { readArrival, signInAddress } from './sign-in-address.ts';
import { tokenIn } from './token-fragment.ts';

test('paths of this site are returned to', () => {
  for (const path of ['/', '/admin/people?role=student&page=2', '/home#top']) assert.equal(safePath(path), path);
});

test('nothing leads to another site', () => {
  for (const text of [
    'https://evil.example/',
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    '/..//evil.example',
    'javascript:alert(1)',
    '',
    null,
    7,
  ]) {
    assert.equal(safePath(text), null, String(text));
  }
  const odd = fc.stringMatching(/^[/\\.:@\t\n a-z0-9%?#-]{0,30}$/);
  fc.assert(
    fc.property(odd, (text) => {
      const path = safePath(text);
      if (path !== null) assert.equal(new URL(path, 'https://college.example').origin, 'https://college.example');
    }),
  );
});

test('sign-in does not return to itself', () => {
  assert.equal(safePath('/sign-in?next=/sign-in'), null);
});

test('what the address says is read back', () => {
  const address = signInAddress({ next: '/admin/people?page=2', why: 'ended' });
  assert.deepEqual(readArrival(address.slice(address.indexOf('?'))), { next: '/admin/people?page=2', why: 'ended' });
  assert.equal(signInAddress({ next: '/' }), '/sign-in');
  assert.deepEqual(readArrival('?next=//evil.example&why=hacked'), { next: '/', why: null });
});

test('a one-time token is read from both ways of writing the fragment', () => {
  const token = 'abcdefghijklmnopqrstuvwxyz';
  assert.equal(tokenIn(`#${token}`), token);
  assert.equal(tokenIn(`#token=${token}`), token);
  assert.equal(tokenIn('#short'), null);
  assert.equal(tokenIn(`#next=${token}`), null);
  assert.equal(tokenIn(''), null);
});
