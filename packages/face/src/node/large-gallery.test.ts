import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createGallery } from '../gallery.ts';
import { createLargeGallery } from './large-gallery.ts';

const vector = (seed: number) =>
  Float32Array.from({ length: 16 }, (_, at) => Math.sin(seed * 12.9898 + at * 78.233) * 0.3);

describe('a gallery shared out among threads', () => {
  test('answers as the plain one does: few probes and many, replaced and removed people', async () => {
    const large = createLargeGallery({ dimensions: 16, threads: 2 });
    const plain = createGallery({ dimensions: 16 });
    try {
      const entries = Array.from({ length: 500 }, (_, person) => ({ id: `p${person}`, template: vector(person) }));
      await large.add(entries);
      for (const { id, template } of entries) plain.add(id, template);
      const probes = Array.from({ length: 70 }, (_, at) => vector(at + 0.001));
      const agree = async () => {
        for (const count of [0, 1, 70]) {
          const some = probes.slice(0, count);
          assert.deepEqual(await large.search(some, 3), plain.searchBatch(some, 3));
        }
      };
      await agree();

      const before = plain.searchBatch(probes, 3);
      const asked = large.search(probes, 3);
      // Not awaited: calls take effect in their order all the same.
      void large.add([
        { id: 'p3', template: vector(9000) },
        { id: 'twice', template: vector(1) },
        { id: 'twice', template: vector(9001) },
      ]);
      const removed = large.remove(['p7', 'p7', 'nobody', 'p14']);
      plain.add('p3', vector(9000));
      plain.add('twice', vector(9001));
      plain.remove('p7');
      plain.remove('p14');
      await agree();
      assert.deepEqual(await asked, before);
      assert.equal(await removed, 2);
      assert.deepEqual([large.size, large.has('p7'), large.has('twice')], [plain.size, false, true]);
    } finally {
      await large.close();
    }
  });

  test('refuses what a gallery refuses, and keeps nothing of a batch with a wrong one in it', async () => {
    assert.throws(() => createLargeGallery({ dimensions: 0 }), RangeError);
    assert.throws(() => createLargeGallery({ dimensions: 16, threads: 0 }), RangeError);
    const large = createLargeGallery({ dimensions: 16, threads: 1 });
    const good = { id: 'good', template: vector(1) };
    await assert.rejects(large.add([good, { id: 'short', template: [1, 2] }]), RangeError);
    await assert.rejects(large.add([good, { id: 'odd', template: vector(2).fill(Number.NaN) }]), RangeError);
    await assert.rejects(large.search([vector(1)], 0), RangeError);
    assert.deepEqual([large.size, await large.search([vector(1)], 5)], [0, [[]]]);
    await large.close();
    await assert.rejects(large.search([vector(1)], 5), { code: 'engine_closed' });
  });
});
