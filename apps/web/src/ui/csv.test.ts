import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { toCsv } from './csv.ts';

test('cells with separators, quotes and line breaks are quoted', () => {
  assert.equal(toCsv([['a,b', 'say "hi"', 'x\ny', null, 4]]), '"a,b","say ""hi""","x\ny",,4\r\n');
});

test('no text cell begins as a formula does', () => {
  const start = fc.constantFrom('=', '+', '-', '@', '\t', '\r', '');
  fc.assert(
    fc.property(start, fc.string(), (first, rest) => {
      const written = toCsv([[`${first}${rest}`]]);
      const begin = written.replace(/^"/, '')[0] ?? '';
      if (!written.startsWith('\r\n')) assert.ok(!'=+-@\t\r'.includes(begin), JSON.stringify(written));
    }),
  );
});
