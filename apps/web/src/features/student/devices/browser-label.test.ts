import assert from 'node:assert/strict';
import { test } from 'node:test';
import { browserLabel } from './browser-label.ts';

const mozilla = 'Mozilla/5.0';

test('a browser is named as its owner calls it', () => {
  const known: [string, string][] = [
    [`${mozilla} (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0`, 'Firefox on Android'],
    [`${mozilla} (Linux; Android 10; K) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36`, 'Chrome on Android'],
    [`${mozilla} (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1`, 'Safari on iOS'],
    [`${mozilla} (iPhone; CPU iPhone OS 18_0 like Mac OS X) CriOS/140 Safari/604.1`, 'Chrome on iOS'],
    [`${mozilla} (Windows NT 10.0; Win64; x64) Chrome/140.0 Safari/537.36 Edg/140.0`, 'Edge on Windows'],
    [`${mozilla} (Macintosh; Intel Mac OS X 10_15_7) Version/18.0 Safari/605.1`, 'Safari on macOS'],
    [`${mozilla} (X11; CrOS x86_64) Chrome/140.0 Safari/537.36`, 'Chrome on ChromeOS'],
    ['something else', 'Browser'],
  ];
  for (const [userAgent, label] of known) assert.equal(browserLabel(userAgent), label);
});
