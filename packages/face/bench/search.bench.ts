import assert from 'node:assert/strict';
import { createGallery, type Gallery } from '../src/gallery.ts';
import { createLargeGallery, type LargeGallery } from '../src/node.ts';
import { figure, ratio, type Suite } from './suite.ts';
import { interleave } from './timing.ts';

const DIMENSIONS = 128;
const BATCH = 64;
const NEAREST = 5;
/** Templates handed to a large gallery at once. */
const TOGETHER = 10_000;

/** Fast, good enough numbers in [-.5, .5): xorshift32. */
function noise(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32 - 0.5;
  };
}

function vector(next: () => number): Float32Array {
  const values = new Float32Array(DIMENSIONS);
  for (let at = 0; at < DIMENSIONS; at++) values[at] = next() * 0.4;
  return values;
}

function filled(size: number, kernel: 'wasm' | 'javascript'): Gallery {
  const next = noise(size);
  const gallery = createGallery({ dimensions: DIMENSIONS, kernel });
  for (let person = 0; person < size; person++) gallery.add(`p${person}`, vector(next));
  return gallery;
}

async function filledLarge(size: number, threads: number): Promise<LargeGallery> {
  const next = noise(size);
  const gallery = createLargeGallery({ dimensions: DIMENSIONS, threads });
  for (let first = 0; first < size; first += TOGETHER) {
    const count = Math.min(TOGETHER, size - first);
    await gallery.add(Array.from({ length: count }, (_, at) => ({ id: `p${first + at}`, template: vector(next) })));
  }
  return gallery;
}

/** Work without stages of its own. */
const only = (work: () => unknown) => async () => {
  work();
  return {};
};

async function measure({ size, rounds }: { size: number; rounds: number }): Promise<string[]> {
  const gallery = filled(size, 'wasm');
  const next = noise(99);
  const probes = Array.from({ length: BATCH }, () => vector(next));
  // Looking for a byte that is not there reads every one of them, in the C library's own vector code.
  const memory = Buffer.alloc(size * DIMENSIONS * 4, 1);
  const times = await interleave({
    rounds,
    contestants: {
      read: only(() => memory.indexOf(2)),
      one: only(() => gallery.search(probes[0]!, NEAREST)),
      batch: only(() => gallery.searchBatch(probes, NEAREST)),
    },
  });
  const expected = gallery.searchBatch(probes, NEAREST);
  gallery.clear();
  const product = async (threads: number) => {
    const large = await filledLarge(size, threads);
    assert.deepEqual(await large.search(probes, NEAREST), expected);
    const search = async () => {
      await large.search(probes, NEAREST);
      return {};
    };
    const { searched } = await interleave({ rounds: rounds + 4, contestants: { searched: search } });
    await large.close();
    return { cpu: searched.cpu / BATCH, total: searched.total / BATCH };
  };
  const [alone, together] = [await product(1), await product(2)];
  const one = times.one.cpu;
  const scanned = times.batch.cpu / BATCH;
  return [
    size.toLocaleString('en'),
    figure(times.read.cpu),
    figure(one),
    ratio(one / times.read.cpu),
    figure(scanned),
    figure(alone.cpu),
    ratio(alone.cpu / times.read.cpu),
    figure(together.cpu),
    figure(together.total),
  ];
}

export const suite: Suite = {
  title: 'Exact 1:N search',
  byDefault: true,
  async run({ progress }) {
    const rows: string[][] = [];
    for (const { size, rounds } of [
      { size: 1_000, rounds: 200 },
      { size: 100_000, rounds: 40 },
      { size: 1_000_000, rounds: 7 },
    ]) {
      progress(`${size.toLocaleString('en')} templates`);
      rows.push(await measure({ size, rounds }));
    }
    return [
      {
        title: `${NEAREST} nearest of N templates, ${DIMENSIONS} × f32, L2, exact`,
        note: `Medians, milliseconds, processor time unless it says wall clock. "Read" searches the bytes of N × ${DIMENSIONS} floats for one that is not there (memchr). "One" and "scanned": \`createGallery\`, one thread, WebAssembly SIMD over rows rounded to bytes, then exact distances. "Product": \`createLargeGallery\`, a product of matrices of bytes, then exact distances; one worker thread, or two with half of the templates each, whose wall clock then uses two cores. All answered alike. Batches are of ${BATCH} probes, the time is for each.`,
        columns: [
          ...['N', 'read', 'one probe', 'to read'],
          ...['batch scanned', 'batch as product', 'to read', 'product, 2 threads', 'product, 2 threads, wall clock'],
        ],
        rows,
      },
    ];
  },
};
