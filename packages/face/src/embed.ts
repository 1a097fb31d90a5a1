import type { DescriptorNet } from './nets.ts';
import { mirrored } from './pixels.ts';

/** Pairs of chips per run: more did not go faster and would hold more memory. */
const FACES_PER_RUN = 4;

/**
 * One descriptor per face: the mean over the chip and its mirror image.
 * @param chips one per face, as `cutChip` gives them.
 */
export async function describeChips(model: DescriptorNet, chips: readonly Uint8Array[]): Promise<Float32Array[]> {
  const { net, side, dimensions, unitLength } = model;
  const bytes = side * side * 3;
  const descriptors: Float32Array[] = [];
  for (let start = 0; start < chips.length; start += FACES_PER_RUN) {
    const group = chips.slice(start, start + FACES_PER_RUN);
    const input = new Uint8Array(group.length * 2 * bytes);
    group.forEach((chip, i) => {
      input.set(chip, 2 * i * bytes);
      mirrored(chip, side, input.subarray((2 * i + 1) * bytes, (2 * i + 2) * bytes));
    });
    const output = await net.run(input, [group.length * 2, side, side, 3]);
    group.forEach((_, i) => {
      const mean = new Float32Array(dimensions);
      const at = i * 2 * dimensions;
      for (let d = 0; d < dimensions; d++) mean[d] = (output[at + d]! + output[at + dimensions + d]!) / 2;
      descriptors.push(unitLength ? toUnitLength(mean) : mean);
    });
  }
  return descriptors;
}

function toUnitLength(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector) || 1;
  return vector.map((value) => value / length);
}
