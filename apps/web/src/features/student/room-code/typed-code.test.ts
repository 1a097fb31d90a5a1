import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shownCode, typedCode } from './typed-code.ts';

test('what is typed or pasted is read generously', () => {
  assert.equal(typedCode('1234 5678'), '12345678');
  assert.equal(typedCode(' 1234-5678 '), '12345678');
  assert.equal(typedCode('123456789'), '12345678');
  assert.equal(typedCode('https://presence.example:3000/c#00000017'), '00000017');
  assert.equal(typedCode('abc'), '');
});

test('a code is shown in two groups', () => {
  assert.equal(shownCode('1234'), '1234');
  assert.equal(shownCode('12345'), '1234 5');
  assert.equal(shownCode('12345678'), '1234 5678');
});
