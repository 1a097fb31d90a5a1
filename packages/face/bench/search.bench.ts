import { createGallery, type Gallery } from '../src/gallery.ts';
import { figure, ratio, type Suite } from './suite.ts';
import { interleave } from './timing.ts';

const DIMENSIONS = 128;
const BATCH = 64;
const NEAREST = 5;

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
  const perProbe = times.batch.cpu / BATCH;
  gallery.clear();
  return [
    size.toLocaleString('en'),
    figure(times.read.cpu),
    figure(times.one.cpu),
    ratio(times.one.cpu / times.read.cpu),
    figure(perProbe),
    ratio(perProbe / times.read.cpu),
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
        note: `Medians of processor time, milliseconds, one thread, WebAssembly SIMD over rows rounded to bytes, then exact distances. "Read" searches the bytes of N × 128 floats for one that is not there (memchr). Batch: ${BATCH} probes at once, time for each.`,
        columns: ['N', 'read', 'one probe', 'to read', 'in a batch, each', 'to read'],
        rows,
      },
    ];
  },
};
