import assert from 'node:assert/strict';
import { test } from 'node:test';
import { en } from './en.ts';
import { fill, t } from './index.ts';

test('variables are filled in, numbers as the language writes them', () => {
  assert.equal(t('table.range', { from: 1, to: 25, total: 50_000 }), '1–25 of 50,000');
});

test('the count chooses the plural form', () => {
  assert.equal(t('table.rows', { count: 1 }), '1 row');
  assert.equal(t('table.rows', { count: 0 }), '0 rows');
});

test('a name that looks like a variable is not filled in again', () => {
  assert.equal(fill('{a} and {b}', { a: '{b}', b: 'x' }), '{b} and x');
});

test('a missing variable stays visible instead of saying undefined', () => {
  assert.equal(fill('Hello {name}', {}), 'Hello {name}');
});

test('no string is empty, and none spans an emoji', () => {
  const texts = Object.entries(en).flatMap(([key, message]) =>
    (typeof message === 'string' ? [message] : Object.values(message)).map((text) => ({ key, text })),
  );
  assert.ok(texts.length > 300, `only ${texts.length} strings were read`);
  for (const { key, text } of texts) {
    assert.notEqual(text.trim(), '', key);
    assert.doesNotMatch(text, /\p{Extended_Pictographic}/u, key);
  }
});
