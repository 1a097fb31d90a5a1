import type { Net } from '../nets.ts';
import type { Picture } from '../pixels.ts';
import type { Box } from '../types.ts';

/** A passive network that tells recaptured faces (prints, screens) from real ones, brought by the institution. */
export interface RecaptureNet {
  /** Takes RGB bytes [1, side, side, 3]. */
  readonly net: Net;
  readonly side: number;
  /** The face box is enlarged by this, as far as the picture reaches. */
  readonly scale: number;
  /** Which output is the probability of a real face. */
  readonly real: number;
  /** The least probability of a real face. */
  readonly threshold: number;
}

/** Probability of a real face by each network. The picture must be the whole, upright frame. */
export async function realness(nets: readonly RecaptureNet[], picture: Picture, face: Box): Promise<number[]> {
  const probabilities: number[] = [];
  for (const { net, side, scale, real } of nets) {
    const cut = stretched(picture, enlarged(face, scale, picture), side);
    probabilities.push((await net.run(cut, [1, side, side, 3]))[real]!);
  }
  return probabilities;
}

/** The box scaled about its centre as far as the picture allows, then shifted, not cut, to lie inside it. */
export function enlarged([x, y, width, height]: Box, scale: number, picture: { width: number; height: number }): Box {
  const most = Math.min((picture.height - 1) / height, (picture.width - 1) / width);
  const factor = Math.min(scale, most);
  const [w, h] = [width * factor, height * factor];
  const shifted = (start: number, size: number, limit: number) => Math.max(0, Math.min(start, limit - 1 - size));
  const left = shifted(x + width / 2 - w / 2, w, picture.width);
  const top = shifted(y + height / 2 - h / 2, h, picture.height);
  return [left, top, w, h];
}

/** Bilinear, without keeping the proportions and without smoothing: as these networks were trained. */
export function stretched({ width, height, channels, data }: Picture, box: Box, side: number): Uint8Array {
  const [left, top] = [Math.floor(box[0]), Math.floor(box[1])];
  const [right, bottom] = [Math.floor(box[0] + box[2]), Math.floor(box[1] + box[3])];
  const [w, h] = [right - left + 1, bottom - top + 1];
  const out = new Uint8Array(side * side * 3);
  for (let row = 0; row < side; row++) {
    const [y, fy] = sample(row, { side, size: h, start: top, limit: height });
    for (let column = 0; column < side; column++) {
      const [x, fx] = sample(column, { side, size: w, start: left, limit: width });
      const at = (y * width + x) * channels;
      const [across, down] = [x + 1 < width ? channels : 0, y + 1 < height ? width * channels : 0];
      for (let channel = 0; channel < 3; channel++) {
        const i = at + channel;
        const upper = data[i]! * (1 - fx) + data[i + across]! * fx;
        const lower = data[i + down]! * (1 - fx) + data[i + down + across]! * fx;
        out[(row * side + column) * 3 + channel] = upper * (1 - fy) + lower * fy + 0.5;
      }
    }
  }
  return out;
}

interface Axis {
  side: number;
  size: number;
  start: number;
  limit: number;
}

/** The source pixel before the centre of a target pixel, and how far the centre lies beyond it. */
function sample(at: number, { side, size, start, limit }: Axis): [number, number] {
  const inside = Math.max(0, Math.min(size - 1, ((at + 0.5) * size) / side - 0.5));
  const exact = Math.max(0, Math.min(limit - 1, start + inside));
  const first = Math.floor(exact);
  return [first, exact - first];
}
