import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createGallery, type Gallery, type Match, type Metric } from './gallery.ts';
import { BLOCK_ROWS, createJavaScriptScanner, createWasmScanner, SEGMENT_ROWS } from './gallery-scan.ts';
import { writeScanModule } from './gallery-wasm.ts';

/** Deterministic numbers in [-1, 1): mulberry32. */
function numbersFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 31 - 1;
  };
}

const vectorFrom = (next: () => number, length: number) => Float32Array.from({ length }, next);

/** The definition, without any cleverness. */
function searchByDefinition(props: {
  people: ReadonlyMap<string, Float32Array>;
  probe: Float32Array;
  k: number;
  metric: Metric;
}): Match[] {
  const unit = (vector: Float32Array) => {
    const length = Math.hypot(...vector);
    return Array.from(vector, (value) => value / length);
  };
  const distance = (a: Float32Array, b: Float32Array) => {
    if (props.metric === 'l2') return Math.hypot(...a.map((value, at) => value - b[at]!));
    const other = unit(b);
    return 1 - unit(a).reduce((sum, value, at) => sum + value * other[at]!, 0);
  };
  return [...props.people]
    .map(([id, template]) => ({ id, distance: distance(props.probe, template) }))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, props.k);
}

function fill(gallery: Gallery, people: ReadonlyMap<string, Float32Array>): Gallery {
  for (const [id, template] of people) gallery.add(id, template);
  return gallery;
}

const metric = fc.constantFrom<Metric>('l2', 'cosine');
/** Few distinct values, so that duplicates, ties and zeros happen. */
const coarse = (dimensions: number) =>
  fc
    .array(fc.constantFrom(-1, 0, 0.5, 1), { minLength: dimensions, maxLength: dimensions })
    .filter((v) => v.some(Boolean));

const crowded = fc.tuple(fc.integer({ min: 1, max: 19 }), metric).chain(([dimensions, chosen]) =>
  fc.record({
    dimensions: fc.constant(dimensions),
    metric: fc.constant(chosen),
    rows: fc.array(coarse(dimensions), { minLength: 0, maxLength: 40 }),
    removed: fc.array(fc.nat(39), { maxLength: 20 }),
    probes: fc.array(coarse(dimensions), { minLength: 1, maxLength: 5 }),
    k: fc.integer({ min: 1, max: 45 }),
  }),
);

test('the kernel, plain JavaScript and one query at a time give the very same answers', () => {
  fc.assert(
    fc.property(crowded, ({ dimensions, metric: chosen, rows, removed, probes, k }) => {
      const galleries = (['wasm', 'javascript'] as const).map((kernel) => {
        const gallery = createGallery({ dimensions, metric: chosen, kernel });
        rows.forEach((row, index) => {
          gallery.add(`p${index}`, row);
        });
        for (const index of removed) gallery.remove(`p${index}`);
        return gallery;
      });
      const [wasm, javascript] = galleries as [Gallery, Gallery];
      const batch = wasm.searchBatch(probes, k);
      assert.deepEqual(batch, javascript.searchBatch(probes, k));
      assert.deepEqual(
        batch,
        probes.map((probe) => wasm.search(probe, k)),
      );
      const left = rows.filter((_, index) => !removed.includes(index)).length;
      for (const matches of batch) assert.equal(matches.length, Math.min(k, left));
    }),
  );
});

test('answers are those of the definition, for any length, metric and size, over blocks and segments', () => {
  const sizes = [1, 3, 4, 5, BLOCK_ROWS - 1, BLOCK_ROWS + 1, SEGMENT_ROWS + 7];
  fc.assert(
    fc.property(
      fc.record({
        seed: fc.nat(),
        dimensions: fc.constantFrom(1, 7, 8, 9, 31, 32, 64, 128),
        size: fc.constantFrom(...sizes),
        k: fc.integer({ min: 1, max: 9 }),
        metric,
      }),
      ({ seed, dimensions, size, k, metric: chosen }) => {
        const next = numbersFrom(seed);
        const people = new Map(Array.from({ length: size }, (_, i) => [`p${i}`, vectorFrom(next, dimensions)]));
        const probe = vectorFrom(next, dimensions);
        const found = fill(createGallery({ dimensions, metric: chosen, kernel: 'wasm' }), people).search(probe, k);
        const expected = searchByDefinition({ people, probe, k, metric: chosen });
        assert.equal(found.length, expected.length);
        found.forEach((match, at) => {
          assert.ok(Math.abs(match.distance - expected[at]!.distance) < 1e-6, `${at}: ${match.distance}`);
        });
      },
    ),
    { numRuns: 30 },
  );
});

test('near-duplicates are told apart although 32-bit scores cannot', () => {
  const next = numbersFrom(7);
  const centre = vectorFrom(next, 128);
  const gallery = createGallery({ dimensions: 128 });
  // Differences of about 1e-6 drown in the rounding of a 128-term score near 40.
  const people = new Map(
    Array.from({ length: 3000 }, (_, i) => [`p${i}`, centre.map((value) => Math.fround(value + next() * 1e-6))]),
  );
  fill(gallery, people);
  for (const id of ['p0', 'p1234', 'p2999']) {
    const found = gallery.search(people.get(id)!, 5);
    assert.deepEqual(found[0], { id, distance: 0 });
    const expected = searchByDefinition({ people, probe: people.get(id)!, k: 5, metric: 'l2' });
    assert.deepEqual(
      found.map((match) => match.id),
      expected.map((match) => match.id),
    );
  }
});

test('the kernel writes the scores that plain JavaScript computes, within the bound the search relies on', () => {
  for (const dimensions of [5, 24, 128]) {
    const next = numbersFrom(dimensions);
    const [wasm, plain] = [createWasmScanner(dimensions), createJavaScriptScanner(dimensions)];
    const probes = [vectorFrom(next, wasm.stride), vectorFrom(next, wasm.stride)];
    for (const scanner of [wasm, plain]) scanner.grow();
    for (let row = 0; row < 12; row++) {
      const values = vectorFrom(next, wasm.stride);
      for (const scanner of [wasm, plain]) {
        scanner.segment(0).rows.set(values, row * wasm.stride);
        scanner.segment(0).half[row] = row / 10;
      }
    }
    for (const asked of [probes, probes.slice(0, 1)]) {
      for (const scanner of [wasm, plain]) scanner.scan({ segment: 0, first: 0, count: 12 }, asked);
      asked.forEach((_, probe) => {
        const [fast, slow] = [wasm.scores(probe).slice(0, 12), plain.scores(probe).slice(0, 12)];
        fast.forEach((score, row) => {
          assert.ok(Math.abs(score - slow[row]!) < 1e-4, `${dimensions} ${probe} ${row}: ${score} ${slow[row]}`);
        });
        assert.equal(wasm.best(probe), Math.max(...fast));
      });
    }
  }
});

test('adding an id again replaces its template; removing forgets it and overwrites the numbers', () => {
  const gallery = createGallery({ dimensions: 3, kernel: 'javascript' });
  gallery.add('a', [1, 0, 0]);
  gallery.add('b', [0, 1, 0]);
  gallery.add('a', [0, 0, 1]);
  assert.equal(gallery.size, 2);
  assert.deepEqual(gallery.search([0, 0, 1], 1), [{ id: 'a', distance: 0 }]);
  assert.equal(gallery.remove('a'), true);
  assert.equal(gallery.remove('a'), false);
  assert.equal(gallery.has('a'), false);
  assert.deepEqual(gallery.search([0, 0, 1], 5), [{ id: 'b', distance: Math.SQRT2 }]);
  gallery.clear();
  assert.equal(gallery.size, 0);
  assert.deepEqual(gallery.search([0, 0, 1], 5), []);
  gallery.add('c', [1, 1, 1]);
  assert.deepEqual(gallery.search([1, 1, 1], 5), [{ id: 'c', distance: 0 }]);
});

test('equal distances are ordered by id, whatever the order of adding', () => {
  for (const order of [
    ['a', 'b', 'c'],
    ['c', 'a', 'b'],
  ]) {
    const gallery = createGallery({ dimensions: 2 });
    for (const id of order) gallery.add(id, [1, 0]);
    assert.deepEqual(
      gallery.search([0, 0], 2).map(({ id }) => id),
      ['a', 'b'],
    );
  }
});

test('what cannot be compared is refused', () => {
  const gallery = createGallery({ dimensions: 2 });
  assert.throws(() => gallery.add('a', [1]), /2 numbers is expected, not of 1/);
  assert.throws(() => gallery.add('a', [1, Number.NaN]), /finite/);
  assert.throws(() => gallery.add('a', [1, Number.POSITIVE_INFINITY]), /finite/);
  assert.throws(() => gallery.add('a', [1, 1e30]), /ordinary size/);
  assert.throws(() => gallery.search([1, Number.NaN], 1), /finite/);
  for (const k of [0, -1, 1.5, Number.NaN]) assert.throws(() => gallery.search([1, 1], k), /whole number/);
  assert.equal(gallery.size, 0);
  assert.throws(() => createGallery({ dimensions: 2, metric: 'cosine' }).add('a', [0, 0]), /no direction/);
  for (const dimensions of [0, -1, 1.5, 5000]) assert.throws(() => createGallery({ dimensions }), /dimensions/);
});

test('the bytes written are a valid module, small, for any length', () => {
  for (const dimensions of [8, 16, 128, 512, 4096]) {
    const bytes = writeScanModule({ dimensions, scoreStride: 2048 });
    assert.equal(createWasmScanner(dimensions).stride, dimensions);
    assert.ok(bytes.length < 3072, `${bytes.length}`);
  }
});
