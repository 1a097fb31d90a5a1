import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { judgePassword, SHORTEST } from './judge-password.ts';

test('fifteen characters are the least, counted as people count them', () => {
  assert.equal(judgePassword('tulip mango fjo'.slice(0, 14)), 'too-short');
  assert.equal(judgePassword('tulip mango fjo'), 'good');
  assert.equal(judgePassword('👩‍🚀🚲🌊⛄🍇🦊🎻'), 'too-short');
  assert.equal(judgePassword('ｔｕｌｉｐ ｍａｎｇｏ ｆｊｏ'), 'good', 'full-width letters are the same letters');
});

test('long passwords that everybody thinks of are refused', () => {
  const common = [
    'passwordpassword',
    'aaaaaaaaaaaaaaa',
    'abababababababab',
    '123456789012345',
    '987654321987654321',
    '1qaz2wsx3edc4rfv',
    'qwertyuiopasdfghjkl',
    'q1w2e3r4t5y6u7i8',
    '122333444455555',
    'P@ssw0rdP@ssw0rd',
    'Password123456789!',
    'iloveyouiloveyou1',
    'welcome to college',
    'correcthorsebatterystaple',
    'Smart Presence 2026',
    'abcdefghijklmnopqrst',
  ];
  for (const password of common) assert.equal(judgePassword(password), 'too-common', password);
});

test('what an attacker knows about the person explains nothing away', () => {
  const known = ['Asha Raghunathan', 'asha.raghunathan@college.example', 'Vidya Institute'];
  assert.equal(judgePassword('asharaghunathan12', known), 'too-common');
  assert.equal(judgePassword('raghunathan.asha1', known), 'too-common');
  assert.equal(judgePassword('vidya institute 1', known), 'too-common');
  assert.equal(judgePassword('asharaghunathan12', []), 'good');
});

test('sentences are good', () => {
  const sentences = [
    'the kettle sings at six each day',
    'my bicycle has no bell anymore',
    'mostly cloudy with pelicans',
    'zebra-lamp-onion-fjord',
    'ಮಳೆ ಬಂದಾಗ ನಾನು ಓಡುತ್ತೇನೆ',
  ];
  for (const password of sentences) assert.equal(judgePassword(password), 'good', password);
});

test('whatever is sent gets a verdict, and short is always too short', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const verdict = judgePassword(text, [text.slice(0, 20)]);
      const length = [...text.normalize('NFKC')].length;
      assert.equal(verdict === 'too-short', length < SHORTEST);
    }),
    { numRuns: 500 },
  );
});

/** Any code points at all. fast-check's own unit of that kind first builds a table, which takes most of a second. */
const codePoint = fc.oneof(
  fc.integer({ min: 0x20, max: 0x7e }),
  fc.integer({ min: 0, max: 0xd7ff }),
  fc.integer({ min: 0xe000, max: 0x10ffff }),
);
const anyText = fc.array(codePoint, { maxLength: 80 }).map((points) => String.fromCodePoint(...points));

test('repeating something short is common, whatever it is', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom(...'abcdefghjkmnpqrstuvwxyz'), minLength: 1, maxLength: 3 }),
      (part) => {
        assert.equal(judgePassword(part.repeat(24)), 'too-common');
      },
    ),
    { numRuns: 100 },
  );
});
