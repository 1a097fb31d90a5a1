import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** One trained tensor in TensorFlow.js layout (row-major; convolution filters height × width × in × out). */
export interface Weight {
  readonly shape: readonly number[];
  readonly values: Float32Array;
  /** How the file kept it when stored in 8 bits: value = code × scale + min. */
  readonly packed?: { codes: Uint8Array; scale: number; min: number };
  /** The same values as half floats, when the file kept them so. */
  readonly half?: Uint16Array;
}

export type Weights = ReadonlyMap<string, Weight>;

export interface ManifestGroup {
  readonly paths: readonly string[];
  readonly weights: readonly ManifestEntry[];
}

interface ManifestEntry {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: 'float32' | 'int32';
  readonly quantization?: { dtype: 'uint8'; scale: number; min: number } | { dtype: 'float16' };
}

/** Reads a face-api manifest: a list of groups, beside its shards. */
export async function readManifest(path: string): Promise<Weights> {
  const groups = JSON.parse(await readFile(path, 'utf8')) as ManifestGroup[];
  return readGroups(groups, dirname(path));
}

/** Reads the shards of each group, joined as one run of bytes, and cuts them into tensors. */
export async function readGroups(groups: readonly ManifestGroup[], folder: string): Promise<Weights> {
  const weights = new Map<string, Weight>();
  for (const group of groups) {
    const shards = await Promise.all(group.paths.map((name) => readFile(join(folder, name))));
    const bytes = Uint8Array.from(Buffer.concat(shards));
    let at = 0;
    for (const entry of group.weights) {
      const length = entry.shape.reduce((product, size) => product * size, 1) * bytesPerValue(entry);
      if (at + length > bytes.length) throw new RangeError(`weights end inside ${entry.name}`);
      weights.set(entry.name, unpack(entry, bytes.slice(at, at + length)));
      at += length;
    }
    if (at !== bytes.length) throw new RangeError(`${bytes.length - at} bytes left after the last weight`);
  }
  return weights;
}

function bytesPerValue({ quantization }: ManifestEntry): number {
  if (quantization?.dtype === 'uint8') return 1;
  return quantization?.dtype === 'float16' ? 2 : 4;
}

function unpack({ shape, dtype, quantization }: ManifestEntry, bytes: Uint8Array<ArrayBuffer>): Weight {
  if (quantization?.dtype === 'uint8') {
    const { scale, min } = quantization;
    return {
      shape,
      values: Float32Array.from(bytes, (code) => code * scale + min),
      packed: { codes: bytes, scale, min },
    };
  }
  if (quantization?.dtype === 'float16') {
    const half = new Uint16Array(bytes.buffer);
    return { shape, values: Float32Array.from(half, halfToNumber), half };
  }
  const raw = dtype === 'int32' ? new Int32Array(bytes.buffer) : new Float32Array(bytes.buffer);
  return { shape, values: Float32Array.from(raw) };
}

/** IEEE 754 binary16 → number. */
export function halfToNumber(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 31;
  const fraction = half & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** Reorders the axes of a row-major tensor: axis `i` of the result is axis `order[i]` of the source. */
export function permute<T extends Float32Array | Uint16Array | Uint8Array>(
  source: T,
  shape: readonly number[],
  order: readonly number[],
): T {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, size) => product * size, 1));
  const sizes = order.map((axis) => shape[axis]!);
  const steps = order.map((axis) => strides[axis]!);
  const target = source.slice() as T;
  const index = sizes.map(() => 0);
  let from = 0;
  for (let to = 0; to < target.length; to++) {
    target[to] = source[from]!;
    for (let axis = sizes.length - 1; axis >= 0; axis--) {
      from += steps[axis]!;
      if (++index[axis]! < sizes[axis]!) break;
      from -= steps[axis]! * sizes[axis]!;
      index[axis] = 0;
    }
  }
  return target;
}
