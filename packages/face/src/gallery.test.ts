import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createGallery, type Gallery, type Match, type Metric } from './gallery.ts';
import { Rows, SEGMENT_ROWS } from './gallery-rows.ts';
import { BLOCK_ROWS, createJavaScriptScanner, createWasmScanner, type RowScanner } from './gallery-scan.ts';
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

test('scores of the kernel and of plain JavaScript stay within the slack they promise', () => {
  const scene = fc.integer({ min: 1, max: 70 }).chain((dimensions) => {
    const vector = fc.array(fc.float({ noNaN: true, min: -1e6, max: 1e6 }), {
      minLength: dimensions,
      maxLength: dimensions,
    });
    return fc.record({ rows: fc.array(vector, { minLength: 1, maxLength: 9 }), probes: fc.tuple(vector, vector) });
  });
  fc.assert(
    fc.property(scene, ({ rows: given, probes }) => {
      for (const create of [createWasmScanner, createJavaScriptScanner]) {
        const rows = new Rows(given[0]!.length);
        const scanner: RowScanner = create(rows);
        given.forEach((row, index) => {
          rows.put(index, { values: Float32Array.from(row), half: index / 10 });
          scanner.noteRow(index);
        });
        const ready = probes.map((probe) => scanner.prepare(Float32Array.from(probe)));
        for (const asked of [ready, ready.slice(0, 1)]) {
          scanner.scan({ first: 0, count: given.length }, asked);
          asked.forEach(({ slack }, probe) => {
            const scores = scanner.scores(probe).slice(0, given.length);
            scores.forEach((score, index) => {
              const row = rows.row(index);
              const exact = row.reduce((sum, value, at) => sum + value * Math.fround(probes[probe]![at]!), -index / 10);
              assert.ok(Math.abs(score - exact) <= slack + 2 ** -24, `${score} is not ${exact} ± ${slack}`);
            });
            assert.equal(scanner.best(probe), Math.max(...scores));
          });
        }
      }
    }),
  );
});

test('nothing of a removed template is left in the memory of the kernel', () => {
  const rows = new Rows(16);
  const scanner = createWasmScanner(rows);
  rows.put(0, { values: new Float32Array(16).fill(3), half: 72 });
  scanner.noteRow(0);
  rows.blank(0);
  scanner.blank(0);
  scanner.scan({ first: 0, count: 1 }, [scanner.prepare(new Float32Array(16).fill(1))]);
  assert.equal(scanner.best(0), Number.NEGATIVE_INFINITY);
  assert.deepEqual(rows.row(0), new Float32Array(16));
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

test('the kernel is small and loads for any length', () => {
  for (const dimensions of [1, 16, 128, 512, 4096]) {
    createWasmScanner(new Rows(dimensions));
    const bytes = writeScanModule({ stride: Math.ceil(dimensions / 16) * 16, scoreStride: 2048 });
    assert.ok(bytes.length < 2048, `${bytes.length} bytes`);
  }
});
