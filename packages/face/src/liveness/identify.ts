import { chipPlacement, cutChip } from '../align.ts';
import { describeChips } from '../embed.ts';
import { findLandmarks } from '../landmarks.ts';
import type { DescriptorNet, Nets } from '../nets.ts';
import type { Picture } from '../pixels.ts';
import type { Point } from '../types.ts';
import { chipMarks, showSameFace } from './chip-marks.ts';
import { framesToMatch } from './choose-frames.ts';
import type { DraftFace, Seen } from './draft.ts';
import { MESH_OF_LANDMARK } from './mesh-points.ts';
import { quickCut } from './quick-cut.ts';
import type { MeshFace } from './types.ts';

type DescribingNets = Pick<Nets, 'descriptor' | 'landmarks'>;

const CHIPS_PER_RUN = 4;

/**
 * Every frame is identified, because any of them may have been put in. Among themselves they are compared by chips that
 * the mesh places, which costs a third of a full description, and nothing where an earlier frame shows the same face held alike;
 * a few frontal ones are described as templates are.
 */
export async function identify(nets: DescribingNets, seen: readonly Seen[]): Promise<void> {
  const { net, side, alignment, dimensions } = nets.descriptor;
  const looks: { chip: Uint8Array; marks: Float32Array; faces: DraftFace[] }[] = [];
  for (const { picture, mesh, observation } of seen) {
    if (!mesh || !observation.face) continue;
    const chip = quickChip(picture, mesh, { side, alignment });
    const marks = chipMarks(chip, side);
    const same = looks.find((look) => showSameFace(look.marks, marks));
    if (same) same.faces.push(observation.face);
    else looks.push({ chip, marks, faces: [observation.face] });
  }
  for (let start = 0; start < looks.length; start += CHIPS_PER_RUN) {
    const group = looks.slice(start, start + CHIPS_PER_RUN);
    const input = new Uint8Array(group.length * side * side * 3);
    for (const [i, { chip }] of group.entries()) input.set(chip, i * chip.length);
    const values = await net.run(input, [group.length, side, side, 3]);
    for (const [i, { faces }] of group.entries()) {
      const likeness = comparable(values.slice(i * dimensions, (i + 1) * dimensions), nets);
      for (const face of faces) face.likeness = likeness;
    }
  }
  const toMatch = framesToMatch(seen.map(({ observation }) => observation)).map((index) => seen[index]!);
  const chips: Uint8Array[] = [];
  for (const { picture, observation } of toMatch) {
    const [points] = await findLandmarks(nets.landmarks, picture, [observation.face!.box]);
    chips.push(cutChip(picture, chipPlacement(points!, side, alignment), side));
  }
  const descriptors = await describeChips(nets.descriptor, chips);
  for (const [i, { observation }] of toMatch.entries()) observation.face!.descriptor = descriptors[i];
}

type Cut = Pick<DescriptorNet, 'side' | 'alignment'>;

function quickChip(picture: Picture, mesh: MeshFace, { side, alignment }: Cut): Uint8Array {
  const chip = new Uint8Array(side * side * 3);
  quickCut(picture, chipPlacement(landmarksOf(mesh), side, alignment), side, chip);
  return chip;
}

const landmarksOf = ({ points }: MeshFace) =>
  MESH_OF_LANDMARK.map((index): Point => [points[index]![0], points[index]![1]]);

function comparable(values: Float32Array, { descriptor }: DescribingNets): Float32Array {
  if (!descriptor.unitLength) return values;
  const length = Math.hypot(...values) || 1;
  return values.map((value) => value / length);
}
