import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { kekIdOf, newDataKey, SealError } from '../../../platform/crypto/index.ts';
import { createKeyring } from './keyring.ts';
import { sealTemplate, unsealTemplate } from './template-bytes.ts';

const kek = randomBytes(32);

test('a data key opens for the person it was wrapped for, under the key it names', () => {
  const keyring = createKeyring({ kek });
  const dataKey = newDataKey();
  const row = keyring.wrap('ann', dataKey);
  assert.deepEqual(keyring.unwrap(row), dataKey);
  assert.throws(() => keyring.unwrap({ ...row, personId: 'bob' }), SealError);
  assert.throws(() => keyring.unwrap({ ...row, kekId: kekIdOf(randomBytes(32)) }), SealError);
});

test('a template opens for the person, version and model it was sealed for, even under the right key', () => {
  const dataKey = newDataKey();
  const place = { personId: 'ann', version: 1, modelId: 'model' };
  const values = Float32Array.of(0.25, -1, 3);
  const sealed = sealTemplate({ dataKey, values, place });
  assert.deepEqual(unsealTemplate({ dataKey, sealed, place }), values);
  for (const other of [{ personId: 'bob' }, { version: 2 }, { modelId: 'other' }]) {
    assert.throws(() => unsealTemplate({ dataKey, sealed, place: { ...place, ...other } }), SealError);
  }
});

test('the name of a key-encryption key tells keys apart and is not made of their bytes', () => {
  assert.equal(kekIdOf(kek), kekIdOf(Buffer.from(kek)));
  assert.notEqual(kekIdOf(kek), kekIdOf(randomBytes(32)));
  assert.match(kekIdOf(kek), /^[0-9a-f]{16}$/);
  assert.equal(kek.toString('hex').includes(kekIdOf(kek)), false);
});
