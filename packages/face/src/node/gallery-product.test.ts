import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { createOpenGallery, type Metric } from '../gallery.ts';
import { SEGMENT_ROWS } from '../gallery-rows.ts';
import { RowProduct } from './gallery-product.ts';

function opened(dimensions: number, metric: Metric) {
  const { gallery, rows } = createOpenGallery({ dimensions, metric }, (row) => product.changed(row));
  const product = new RowProduct(rows);
  const search = (probes: readonly ArrayLike<number>[], k: number) =>
    gallery.searchBy((props) => product.find(props), probes, k);
  return { gallery, product, search };
}

/** Spread over ±1, deterministic. */
const noise = (seed: number) => (_: unknown, at: number) =>
  (Math.imul(Math.imul(at + 1, 2654435761) ^ seed, 2246822519) >>> 0) / 2 ** 31 - 1;

describe('many probes as a product of matrices', () => {
  const metric = fc.constantFrom<Metric>('l2', 'cosine');
  /** Few distinct values, so that duplicates, ties and zeros happen. */
  const coarse = (dimensions: number) =>
    fc
      .array(fc.constantFrom(-1, 0, 0.5, 1), { minLength: dimensions, maxLength: dimensions })
      .filter((vector) => vector.some(Boolean));
  const crowd = fc.tuple(fc.integer({ min: 1, max: 12 }), metric).chain(([dimensions, chosen]) =>
    fc.record({
      dimensions: fc.constant(dimensions),
      metric: fc.constant(chosen),
      /** Lengths may differ by orders of magnitude from row to row. */
      rows: fc.array(fc.tuple(coarse(dimensions), fc.constantFrom(1e-6, 0.3, 1, 1, 7, 1e4)), { maxLength: 60 }),
      removed: fc.array(fc.nat(59), { maxLength: 20 }),
      added: fc.array(coarse(dimensions), { maxLength: 5 }),
      probes: fc.array(coarse(dimensions), { minLength: 1, maxLength: 3 }),
      k: fc.integer({ min: 1, max: 70 }),
    }),
  );

  test('answers are those of the scan, for any lengths, and after every change', async () => {
    await fc.assert(
      fc.asyncProperty(crowd, async ({ dimensions, metric: chosen, rows, removed, added, probes, k }) => {
        const { gallery, search } = opened(dimensions, chosen);
        const agree = async () => assert.deepEqual(await search(probes, k), gallery.searchBatch(probes, k));
        rows.forEach(([row, length], index) => {
          gallery.add(
            `p${index}`,
            row.map((value) => value * length),
          );
        });
        await agree();
        for (const index of removed) gallery.remove(`p${index}`);
        await agree();
        added.forEach((row, index) => {
          gallery.add(`p${index * 7}`, row);
        });
        await agree();
        gallery.clear();
        await agree();
      }),
      { numRuns: 60 },
    );
  });

  test('answers are those of the scan across segments, for near ones and strangers, and after changes', async () => {
    const [dimensions, size] = [24, SEGMENT_ROWS + 901];
    const { gallery, search, product } = opened(dimensions, 'l2');
    const person = (seed: number, length: number) =>
      Float32Array.from({ length: dimensions }, noise(seed)).map((value) => value * length);
    // The second segment holds smaller numbers: each has its own scale.
    const lengthOf = (row: number) => (row < SEGMENT_ROWS ? 1 : 0.05);
    for (let row = 0; row < size; row++) gallery.add(`p${row}`, person(row, lengthOf(row)));
    const beside = (row: number) =>
      person(row, lengthOf(row)).map((value, at) => value + 0.001 * noise(row)(0, at + 99));
    const near = [3, SEGMENT_ROWS - 1, SEGMENT_ROWS, size - 1].map(beside);
    const strangers = Array.from({ length: 12 }, (_, at) => person(1e6 + at, at % 2 ? 1 : 0.05));
    const probes = [...near, ...strangers, new Float32Array(dimensions)];

    const found = await search(probes, 1);
    assert.deepEqual(
      found.slice(0, 4).map(([best]) => best!.id),
      ['p3', `p${SEGMENT_ROWS - 1}`, `p${SEGMENT_ROWS}`, `p${size - 1}`],
    );
    const agree = async () => {
      for (const k of [1, 6]) assert.deepEqual(await search(probes, k), gallery.searchBatch(probes, k));
    };
    await agree();
    // Exact distances are for the few: a product that proposed everyone would be right and useless.
    const proposed = await product.find({ probes, k: 6, size });
    for (const rows of proposed.slice(0, 4)) assert.ok(rows.length < size / 4, `${rows.length} of ${size}`);

    // The nearest of each change places with others, while the number of people stays.
    for (const id of found.map(([best]) => best!.id)) gallery.add(id, person(2e6 + Number(id.slice(1)), 0.4));
    await agree();
    for (const row of [3, 4, 5, 4200]) gallery.remove(`p${row}`);
    await agree();
  });

  test('what fills the last sixteen places up looks like nobody', async () => {
    const { gallery, search } = opened(24, 'l2');
    for (let row = 0; row < 17; row++) gallery.add(`p${row}`, Float32Array.from({ length: 24 }, noise(row)));
    const probes = [1, -1].map((value) => new Float32Array(24).fill(value));
    assert.deepEqual(await search(probes, 1), gallery.searchBatch(probes, 1));
  });

  test('beside a tiny probe the lengths of rows count in full', async () => {
    const { gallery, search } = opened(2, 'l2');
    // Those in the direction of the probe are longer by more than the direction is worth.
    for (let row = 0; row < 16; row++) gallery.add(`along${row}`, [10.005, 0]);
    for (let row = 0; row < 16; row++) gallery.add(`against${row}`, [-10, 0]);
    gallery.add('longest', [0, 10.16]);
    const [matches] = await search([[0.001, 0]], 1);
    assert.equal(matches![0]!.id, 'against0');
  });

  test('of two that bytes cannot tell apart the nearer one comes first', async () => {
    const { gallery, search } = opened(8, 'l2');
    const base = Float32Array.from({ length: 8 }, noise(5));
    const beside = (step: number) => base.map((value, at) => (at === 0 ? value + step : value));
    for (let person = 0; person < 40; person++) gallery.add(`p${person}`, beside(1e-5 * (40 - person)));
    const [matches] = await search([base], 3);
    assert.deepEqual(
      matches!.map(({ id }) => id),
      ['p39', 'p38', 'p37'],
    );
  });
});
