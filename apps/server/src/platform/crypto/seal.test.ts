import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { SealError, seal, unseal } from './seal.ts';

const key = randomBytes(32);
const clear = randomBytes(512);
const bound = ['template', 'person', '1', 'attendance', 'model'];

test('what was sealed opens with the same key and belongings', () => {
  assert.deepEqual(unseal({ key, sealed: seal({ key, clear, bound }), bound }), clear);
});

test('sealing twice gives different bytes', () => {
  assert.notDeepEqual(seal({ key, clear, bound }), seal({ key, clear, bound }));
});

test('no single flipped bit opens', () => {
  const sealed = seal({ key, clear, bound });
  assert.equal(sealed.length, 12 + 512 + 16);
  for (let bit = 0; bit < sealed.length * 8; bit++) {
    const flipped = Buffer.from(sealed);
    flipped[bit >> 3]! ^= 1 << (bit & 7);
    assert.throws(() => unseal({ key, sealed: flipped, bound }), SealError, `bit ${bit}`);
  }
});

test('no shortened tag opens, whichever end is cut', () => {
  const sealed = seal({ key, clear, bound });
  for (let cut = 1; cut <= sealed.length; cut++) {
    assert.throws(() => unseal({ key, sealed: sealed.subarray(0, -cut), bound }), SealError, `end less ${cut}`);
    assert.throws(() => unseal({ key, sealed: sealed.subarray(cut), bound }), SealError, `start less ${cut}`);
  }
});

test('no other list of belongings opens, also one that reads the same when joined', () => {
  const part = fc.string({ maxLength: 6 });
  fc.assert(
    fc.property(fc.array(part, { maxLength: 4 }), fc.array(part, { maxLength: 4 }), (one, other) => {
      const sealed = seal({ key, clear, bound: one });
      if (JSON.stringify(one) === JSON.stringify(other)) unseal({ key, sealed, bound: other });
      else assert.throws(() => unseal({ key, sealed, bound: other }), SealError);
    }),
  );
  const sealed = seal({ key, clear, bound: ['ab', 'c'] });
  assert.throws(() => unseal({ key, sealed, bound: ['a', 'bc'] }), SealError);
});

test('another key does not open', () => {
  assert.throws(() => unseal({ key: randomBytes(32), sealed: seal({ key, clear, bound }), bound }), SealError);
});
