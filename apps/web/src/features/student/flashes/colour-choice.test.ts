import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rememberChoice, rememberedChoice } from './colour-choice.ts';

function storage() {
  const held = new Map<string, string>();
  return {
    getItem: (key: string) => held.get(key) ?? null,
    setItem: (key: string, value: string) => void held.set(key, value),
  };
}

test('nothing is shown before a person chose, and never by default to who prefers less motion', () => {
  assert.equal(rememberedChoice('asha', { kept: storage(), prefersLess: false }), null);
  assert.equal(rememberedChoice('asha', { kept: storage(), prefersLess: true }), false);
});

test('a choice is remembered for its person alone, also against the preference', () => {
  const kept = storage();
  rememberChoice('asha', { kept, accepts: true });
  assert.equal(rememberedChoice('asha', { kept, prefersLess: true }), true);
  assert.equal(rememberedChoice('ben', { kept, prefersLess: false }), null);
  rememberChoice('asha', { kept, accepts: false });
  assert.equal(rememberedChoice('asha', { kept, prefersLess: false }), false);
});

test('a browser that keeps nothing asks again', () => {
  const kept = {
    getItem: () => {
      throw new Error('denied');
    },
    setItem: () => {
      throw new Error('denied');
    },
  };
  rememberChoice('asha', { kept, accepts: true });
  assert.equal(rememberedChoice('asha', { kept, prefersLess: false }), null);
});
