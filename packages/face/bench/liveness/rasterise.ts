import type { Picture } from '../../src/pixels.ts';
import type { Point } from '../../src/types.ts';
import type { Point3 } from '../../src/vectors.ts';
import type { Triangle } from './delaunay.ts';

/** A textured surface in front of the camera. */
export interface Surface {
  /** Centimetres: x to the right, y down, z away from the camera, which is at the origin. */
  readonly vertices: readonly Point3[];
  /** Where each vertex is in the texture, px. */
  readonly at: readonly Point[];
  /** How opaque each vertex is, 0 to 1. */
  readonly opacity: readonly number[];
  readonly triangles: readonly Triangle[];
  /** Triangles drawn in this colour instead of the texture: the inside of a mouth. */
  readonly painted: ReadonlySet<number>;
  /** RGB, or RGBA whose alpha below one half is a hole. */
  readonly texture: Picture;
  /** Light on it, per channel: 1 leaves the texture as it is. */
  readonly light: readonly [number, number, number];
}

export interface Canvas {
  readonly width: number;
  readonly height: number;
  /** Pixels per unit of x/z. */
  readonly focal: number;
  /** RGB, linear or not: whatever the textures are. */
  readonly colour: Float32Array;
  readonly depth: Float32Array;
}

export function canvasOf(background: Float32Array, { width, height, focal }: Omit<Canvas, 'colour' | 'depth'>): Canvas {
  const depth = new Float32Array(width * height).fill(Number.POSITIVE_INFINITY);
  return { width, height, focal, colour: background.slice(), depth };
}

const INSIDE_OF_MOUTH = [38, 16, 16] as const;

/** Draws triangles with a depth buffer and bilinear, perspective-correct texture. */
export function draw(canvas: Canvas, surface: Surface): void {
  const { focal, width, height } = canvas;
  const seen = surface.vertices.map(
    ([x, y, z]): Point3 => [width / 2 + (focal * x) / z, height / 2 + (focal * y) / z, 1 / z],
  );
  surface.triangles.forEach((corners, index) => {
    fill(canvas, surface, { corners, painted: surface.painted.has(index), seen });
  });
}

interface Drawn {
  corners: Triangle;
  painted: boolean;
  /** Vertices in pixels, with one over their depth. */
  seen: readonly Point3[];
}

function fill(canvas: Canvas, surface: Surface, { corners, painted, seen }: Drawn): void {
  const [a, b, c] = corners.map((corner) => seen[corner]!) as [Point3, Point3, Point3];
  const area = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
  if (Math.abs(area) < 1e-9) return;
  const left = Math.max(0, Math.ceil(Math.min(a[0], b[0], c[0]) - 0.5));
  const right = Math.min(canvas.width - 1, Math.floor(Math.max(a[0], b[0], c[0]) - 0.5));
  const top = Math.max(0, Math.ceil(Math.min(a[1], b[1], c[1]) - 0.5));
  const bottom = Math.min(canvas.height - 1, Math.floor(Math.max(a[1], b[1], c[1]) - 0.5));
  const put = brush(canvas, surface, { corners, painted });
  for (let y = top; y <= bottom; y++) {
    for (let x = left; x <= right; x++) {
      const [px, py] = [x + 0.5, y + 0.5];
      const v = ((px - a[0]) * (c[1] - a[1]) - (py - a[1]) * (c[0] - a[0])) / area;
      const w = ((b[0] - a[0]) * (py - a[1]) - (b[1] - a[1]) * (px - a[0])) / area;
      const u = 1 - v - w;
      if (u < 0 || v < 0 || w < 0) continue;
      const near = u * a[2] + v * b[2] + w * c[2];
      const pixel = y * canvas.width + x;
      if (1 / near >= canvas.depth[pixel]!) continue;
      put(pixel, 1 / near, (v * b[2]) / near, (w * c[2]) / near);
    }
  }
}

type Brush = (pixel: number, depth: number, second: number, third: number) => void;

/** Paints single pixels of one triangle; called a hundred thousand times per picture, so it makes no objects. */
function brush(canvas: Canvas, surface: Surface, { corners: [a, b, c], painted }: Omit<Drawn, 'seen'>): Brush {
  const { colour, depth } = canvas;
  const { at, opacity, texture, light } = surface;
  const { data, channels, width, height } = texture;
  const [[ax, ay], [bx, by], [cx, cy]] = [at[a]!, at[b]!, at[c]!];
  const [oa, ob, oc] = [opacity[a]!, opacity[b]!, opacity[c]!];
  const clamp = (value: number, size: number) => Math.max(0, Math.min(size - 1.001, value));
  return (pixel, far, v, w) => {
    const u = 1 - v - w;
    const alpha = u * oa + v * ob + w * oc;
    const x = clamp(u * ax + v * bx + w * cx - 0.5, width);
    const y = clamp(u * ay + v * by + w * cy - 0.5, height);
    const column = Math.floor(x);
    const row = Math.floor(y);
    const from = (row * width + column) * channels;
    if (channels === 4 && data[from + 3]! < 128) return;
    const below = from + width * channels;
    for (let channel = 0; channel < 3; channel++) {
      const upper = data[from + channel]! * (1 - x + column) + data[from + channels + channel]! * (x - column);
      const lower = data[below + channel]! * (1 - x + column) + data[below + channels + channel]! * (x - column);
      const mixed = painted ? INSIDE_OF_MOUTH[channel]! : upper * (1 - y + row) + lower * (y - row);
      const to = pixel * 3 + channel;
      colour[to] = colour[to]! * (1 - alpha) + mixed * light[channel]! * alpha;
    }
    if (alpha > 0.5) depth[pixel] = far;
  };
}
