import type { Picture } from '../pixels.ts';
import type { Box } from '../types.ts';
import type { Point3 } from '../vectors.ts';
import type { Rgb } from './types.ts';

/** Cheeks and forehead: skin that is nearly always in sight. */
const SKIN = [50, 280, 205, 425, 151, 108, 337, 9];
/** Light adds up in linear values, not in those of a picture. */
const LINEAR = Float64Array.from({ length: 256 }, (_, value) => 255 * (value / 255) ** 2.2);

/** Mean colour of the skin, in linear light. */
export function skinColour(picture: Picture, points: readonly Point3[], size: number): Rgb {
  const radius = Math.max(1, Math.round(size * 0.06));
  const sum = newSum();
  for (const index of SKIN) {
    const [px, py] = points[index]!;
    for (let y = Math.round(py) - radius; y <= py + radius; y += 2) {
      for (let x = Math.round(px) - radius; x <= px + radius; x += 2) add(sum, picture, x, y);
    }
  }
  return mean(sum);
}

/** Mean colour of everything well away from the face, in linear light. */
export function surroundingColour(picture: Picture, [x, y, width, height]: Box): Rgb {
  const [left, right, top] = [x - width * 0.5, x + width * 1.5, y - height * 0.5];
  const sum = newSum();
  for (let row = 4; row < picture.height; row += 8) {
    for (let column = 4; column < picture.width; column += 8) {
      if (column < left || column > right || row < top) add(sum, picture, column, row);
    }
  }
  return mean(sum);
}

interface Sum {
  red: number;
  green: number;
  blue: number;
  count: number;
}

const newSum = (): Sum => ({ red: 0, green: 0, blue: 0, count: 0 });

function add(sum: Sum, { width, height, channels, data }: Picture, x: number, y: number): void {
  if (x < 0 || y < 0 || x >= width || y >= height) return;
  const at = (y * width + x) * channels;
  sum.red += LINEAR[data[at]!]!;
  sum.green += LINEAR[data[at + 1]!]!;
  sum.blue += LINEAR[data[at + 2]!]!;
  sum.count++;
}

function mean({ red, green, blue, count }: Sum): Rgb {
  return count > 0 ? [red / count, green / count, blue / count] : [0, 0, 0];
}
