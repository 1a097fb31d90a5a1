import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { varint } from './protobuf.ts';
import { halfToNumber, permute, readGroups } from './weights.ts';

test('half floats: the landmarks of the format', () => {
  const known = [
    [0x0000, 0],
    [0x3c00, 1],
    [0xc000, -2],
    [0x7bff, 65504],
    [0x0001, 2 ** -24],
    [0x3555, 0.333251953125],
    [0xfc00, Number.NEGATIVE_INFINITY],
  ] as const;
  for (const [bits, value] of known) assert.equal(halfToNumber(bits), value);
  assert.ok(Number.isNaN(halfToNumber(0x7e00)));
});

test('permuting axes and permuting them back changes nothing', () => {
  const shape = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(
      shape.chain((sizes) =>
        fc.tuple(
          fc.constant(sizes),
          fc.shuffledSubarray(
            sizes.map((_, i) => i),
            { minLength: sizes.length },
          ),
        ),
      ),
      ([sizes, order]) => {
        const values = Float32Array.from({ length: sizes.reduce((a, b) => a * b, 1) }, (_, i) => i);
        const back = order.map((_, axis) => order.indexOf(axis));
        const there = permute(values, sizes, order);
        assert.deepEqual(
          permute(
            there,
            order.map((axis) => sizes[axis]!),
            back,
          ),
          values,
        );
      },
    ),
  );
});

test('permuting a matrix transposes it', () => {
  assert.deepEqual([...permute(Uint8Array.of(1, 2, 3, 4, 5, 6), [2, 3], [1, 0])], [1, 4, 2, 5, 3, 6]);
});

test('protobuf varints: small, large and negative', () => {
  assert.deepEqual([...varint(1)], [1]);
  assert.deepEqual([...varint(300)], [0xac, 2]);
  assert.deepEqual([...varint(-1)], [...Array(9).fill(255), 1]);
});

test('shards that do not fit their manifest are refused', async () => {
  const group = { paths: ['package.json'], weights: [{ name: 'w', shape: [1e6], dtype: 'float32' }] } as const;
  const folder = new URL('../..', import.meta.url).pathname;
  await assert.rejects(readGroups([group], folder), /end inside w/);
  await assert.rejects(readGroups([{ ...group, weights: [] }], folder), /bytes left/);
});
