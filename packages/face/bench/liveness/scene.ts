import type { Picture } from '../../src/pixels.ts';
import type { Point } from '../../src/types.ts';
import type { Point3 } from '../../src/vectors.ts';
import type { Triangle } from './delaunay.ts';
import { type Gesture, gestured, type Head } from './head.ts';
import type { Random } from './random.ts';
import { type Canvas, canvasOf, draw } from './rasterise.ts';

export const FRAME = { width: 640, height: 480, focal: 560 } as const;

/** A wall with a few things on it, out of focus: big soft shapes of quiet colours. */
export function makeRoom(random: Random): Float32Array {
  const { width, height } = FRAME;
  const grey = random.between(80, 180);
  const wall = [grey + random.between(-25, 25), grey + random.between(-25, 25), grey + random.between(-25, 25)];
  const things = Array.from({ length: 9 }, () => ({
    x: random.between(0, width),
    y: random.between(0, height),
    w: random.between(30, 160),
    h: random.between(30, 160),
    soft: random.between(4, 25),
    colour: [random.between(-45, 40), random.between(-45, 40), random.between(-45, 40)],
  }));
  const room = new Float32Array(width * height * 3);
  for (let i = 0; i < room.length; i++) room[i] = wall[i % 3]! * (1.1 - (0.3 * i) / room.length);
  for (const thing of things) {
    const [w, h] = [thing.w + thing.soft, thing.h + thing.soft];
    for (let y = Math.max(0, Math.ceil(thing.y - h)); y < Math.min(height, thing.y + h); y++) {
      for (let x = Math.max(0, Math.ceil(thing.x - w)); x < Math.min(width, thing.x + w); x++) {
        const edge = Math.max(Math.abs(x - thing.x) - thing.w, Math.abs(y - thing.y) - thing.h);
        const share = Math.min(1, 1 - edge / thing.soft);
        for (let channel = 0; channel < 3; channel++)
          room[(y * width + x) * 3 + channel]! += thing.colour[channel]! * share;
      }
    }
  }
  return room;
}

/** The room as a camera sees it that moved a little: so many pixels to the right and down; its edges go on. */
export function shifted(room: Float32Array, [right, down]: Point): Float32Array {
  const { width, height } = FRAME;
  const out = new Float32Array(room.length);
  const columns = Math.max(-width, Math.min(width, Math.round(right)));
  for (let y = 0; y < height; y++) {
    const from = Math.max(0, Math.min(height - 1, y - Math.round(down))) * width * 3;
    const row = room.subarray(from, from + width * 3);
    const to = y * width * 3;
    if (columns >= 0) {
      for (let x = 0; x < columns * 3; x++) out[to + x] = row[x % 3]!;
      out.set(row.subarray(0, (width - columns) * 3), to + columns * 3);
    } else {
      out.set(row.subarray(-columns * 3), to);
      for (let x = (width + columns) * 3; x < width * 3; x++) out[to + x] = row[(width - 1) * 3 + (x % 3)]!;
    }
  }
  return out;
}

/** Light that comes from the screen, per channel of the picture. */
export type Light = readonly [number, number, number];
export const NO_LIGHT: Light = [1, 1, 1];

/** An empty picture of the room under that light. */
export function emptyRoom(room: Float32Array, [red, green, blue]: Light): Canvas {
  const canvas = canvasOf(room, FRAME);
  const { colour } = canvas;
  if (red === 1 && green === 1 && blue === 1) return canvas;
  for (let i = 0; i < colour.length; i += 3) {
    colour[i]! *= red;
    colour[i + 1]! *= green;
    colour[i + 2]! *= blue;
  }
  return canvas;
}

const NOTHING: ReadonlySet<number> = new Set();

export interface Place {
  readonly distance: number;
  readonly x: number;
  readonly y: number;
}

export function drawHead(
  canvas: Canvas,
  head: Head,
  { gesture, place, light }: { gesture: Gesture; place: Place; light: Light },
): void {
  const vertices = gestured(head, gesture).map(([x, y, z]): Point3 => [x + place.x, y + place.y, z + place.distance]);
  const { at, opacity, triangles, texture } = head;
  draw(canvas, {
    vertices,
    at,
    opacity,
    triangles,
    texture,
    light,
    painted: gesture.mouthOpen > 0 ? head.mouthInside : NOTHING,
  });
}

/** A face pressed against the back of a sheet and turned with it: what of it shows through holes moves as flatly as the sheet. */
export function drawPressed(
  canvas: Canvas,
  head: Head,
  { gesture, place, light }: { gesture: Gesture; place: Place; light: Light },
): void {
  const turns = [gesture.yaw, gesture.pitch, gesture.roll].map((angle) => (angle * Math.PI) / 180) as [
    number,
    number,
    number,
  ];
  const still = gestured(head, { ...gesture, yaw: 0, pitch: 0, roll: 0, mouthOpen: 0 });
  const vertices = still.map(([x, y, z]): Point3 => {
    const [px, py, pz] = rotated([x, y, 1 + Math.max(0, z) / 10], turns);
    return [px + place.x, py + place.y, pz + place.distance];
  });
  const { at, opacity, triangles, texture } = head;
  draw(canvas, { vertices, at, opacity, triangles, texture, light, painted: NOTHING });
}

/** A flat or bent picture in somebody's hands. */
export interface Sheet {
  readonly picture: Picture;
  /** Width in cm, and where the origin (between the eyes) is in the picture, px. */
  readonly width: number;
  readonly origin: Point;
  /** Radius of the cylinder it is bent round, cm; its axis is upright, or lies across. Infinity: flat. */
  readonly radius: number;
  readonly axis: 'upright' | 'across';
}

const CELLS = 20;

export function drawSheet(
  canvas: Canvas,
  sheet: Sheet,
  { gesture, place, light }: { gesture: Gesture; place: Place; light: Light },
): void {
  const vertices = posed(sheet, gesture).map(([x, y, z]): Point3 => [x + place.x, y + place.y, z + place.distance]);
  const { picture } = sheet;
  const at = grid((u, v): Point => [u * picture.width, v * picture.height]);
  draw(canvas, {
    vertices,
    at,
    opacity: at.map(() => 1),
    triangles: CELL_TRIANGLES,
    painted: new Set(),
    texture: picture,
    light,
  });
}

function posed({ picture, width, origin, radius, axis }: Sheet, { yaw, pitch, roll }: Gesture): Point3[] {
  const scale = width / picture.width;
  const turns = [yaw, pitch, roll].map((angle) => (angle * Math.PI) / 180) as [number, number, number];
  return grid((u, v): Point3 => {
    const flat: Point = [(u * picture.width - origin[0]) * scale, (v * picture.height - origin[1]) * scale];
    return rotated(bent(flat, radius, axis), turns);
  });
}

function bent([x, y]: Point, radius: number, axis: Sheet['axis']): Point3 {
  if (!Number.isFinite(radius)) return [x, y, 0];
  if (axis === 'upright') return [radius * Math.sin(x / radius), y, radius * (1 - Math.cos(x / radius))];
  return [x, radius * Math.sin(y / radius), radius * (1 - Math.cos(y / radius))];
}

function rotated([x, y, z]: Point3, [yaw, pitch, roll]: readonly [number, number, number]): Point3 {
  const [x1, z1] = [x * Math.cos(yaw) - z * Math.sin(yaw), z * Math.cos(yaw) + x * Math.sin(yaw)];
  const [y2, z2] = [y * Math.cos(pitch) + z1 * Math.sin(pitch), z1 * Math.cos(pitch) - y * Math.sin(pitch)];
  return [x1 * Math.cos(roll) - y2 * Math.sin(roll), y2 * Math.cos(roll) + x1 * Math.sin(roll), z2];
}

function grid<T>(make: (u: number, v: number) => T): T[] {
  return Array.from({ length: (CELLS + 1) ** 2 }, (_, i) =>
    make((i % (CELLS + 1)) / CELLS, Math.floor(i / (CELLS + 1)) / CELLS),
  );
}

const CELL_TRIANGLES: readonly Triangle[] = Array.from({ length: CELLS * CELLS }, (_, cell): Triangle[] => {
  const corner = Math.floor(cell / CELLS) * (CELLS + 1) + (cell % CELLS);
  return [
    [corner, corner + 1, corner + CELLS + 1],
    [corner + 1, corner + CELLS + 2, corner + CELLS + 1],
  ];
}).flat();
