import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type AccessEffects, defaultAccessPolicy as before } from '@smart-presence/contract';
import '../../strings/staff-words.ts';
import { effectWords } from './effect-words.ts';

const none: AccessEffects = {
  withoutSecondFactor: { admin: 0, faculty: 0, student: 0 },
  endedSessions: 0,
  endsThisSession: false,
};

test('a change that touches nobody says so', () => {
  assert.deepEqual(effectWords({ before, next: before, effects: none }), ['Nobody is signed out.']);
});

test('numbers are said for each role, for sessions, and for one’s own', () => {
  const effects = {
    withoutSecondFactor: { admin: 0, faculty: 7, student: 1 },
    endedSessions: 12,
    endsThisSession: true,
  };
  assert.deepEqual(effectWords({ before, next: before, effects }), [
    '7 faculty have no second factor yet and are asked for one at their next sign-in.',
    '1 student has no second factor yet and is asked for one at the next sign-in.',
    '12 sign-in sessions end at once.',
    'Yours is among them: you sign in again after saving.',
  ]);
});

test('what is switched on or off is said once', () => {
  const open = { ...before, newDevice: 'confirm' as const, selfRegistration: { isOpen: true, mailDomains: [] } };
  assert.equal(effectWords({ before, next: open, effects: none }).length, 3);
  assert.equal(effectWords({ before: open, next: open, effects: none }).length, 1);
  assert.match(effectWords({ before: open, next: before, effects: none })[0] ?? '', /Nobody can ask/);
});
