import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codeLink, qrPath } from './qr-path.ts';

test('the link carries the code where no server sees it', () => {
  const link = new URL(codeLink('https://presence.example', '01234567'));
  assert.equal(link.pathname + link.search, '/c');
  assert.equal(link.hash, '#01234567');
});

test('a QR code is small enough for the back row and has its quiet zone', () => {
  const { path, size } = qrPath(codeLink('https://presence.some-college.example', '01234567'));
  const squares = [...path.matchAll(/M(\d+) (\d+)h1v1h-1z/g)].map(([, x, y]) => [Number(x), Number(y)] as const);
  assert.ok(size - 8 <= 33, `${size - 8} modules`);
  assert.ok(squares.length > 100);
  for (const [x, y] of squares) assert.ok(x >= 4 && y >= 4 && x < size - 4 && y < size - 4);
  // The three finder patterns: a dark corner each, none at the fourth.
  const dark = new Set(squares.map((square) => square.join(' ')));
  for (const corner of [`4 4`, `${size - 5} 4`, `4 ${size - 5}`]) assert.ok(dark.has(corner), corner);
});
