import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Picture } from '../pixels.ts';
import type { Point3 } from '../vectors.ts';
import { DEPTHS, FOLLOWED, type NearingFace, perspectiveGained } from './perspective.ts';

/** Half a ball before a wall, painted all over with soft spots: a face, as far as perspective goes. Unit: centimetres. */
const FOCAL = 560;
const [WIDTH, HEIGHT] = [480, 360];

interface Thing {
  /** How deep its surface lies behind its front at a place; 0 everywhere for paper. */
  depth: (x: number, y: number) => number;
}
const ball: Thing = { depth: (x, y) => 10 - Math.sqrt(Math.max(0, 100 - x * x - y * y)) };
const paper: Thing = { depth: () => 0 };

/** Spots of all sizes, the same on every thing. */
const paint = (x: number, y: number) =>
  128 + 40 * Math.sin(x * 1.9 + Math.cos(y)) + 40 * Math.sin(y * 2.3 + 1.7 * Math.sin(x * 0.8)) + 20 * Math.sin(x * y);

/** What a camera sees of it, so far away, with noise. @param slant how far the thing is turned, radians. */
function seen(
  thing: Thing,
  { distance, noise = 2, slant = 0 }: { distance: number; noise?: number; slant?: number },
): NearingFace {
  const data = new Uint8Array(WIDTH * HEIGHT * 3);
  let seed = Math.round(distance * 1000);
  const random = () => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return seed / 2 ** 32 - 0.5;
  };
  const at = (u: number, v: number) => {
    // The place on the thing that is seen here, found by going along the ray.
    let [x, y, z] = [0, 0, distance];
    for (let i = 0; i < 8; i++) {
      [x, y] = [((u - WIDTH / 2) * z) / FOCAL, ((v - HEIGHT / 2) * z) / FOCAL];
      const across = x / Math.cos(slant);
      z = distance + thing.depth(across, y) + across * Math.sin(slant);
    }
    return [x / Math.cos(slant), y] as const;
  };
  for (let v = 0; v < HEIGHT; v++) {
    for (let u = 0; u < WIDTH; u++) {
      const [x, y] = at(u, v);
      const value = (Math.hypot(x, y) < 9.5 ? paint(x, y) : 90) + noise * 3.5 * random();
      data.fill(Math.max(0, Math.min(255, value)), (v * WIDTH + u) * 3, (v * WIDTH + u) * 3 + 3);
    }
  }
  const picture: Picture = { width: WIDTH, height: HEIGHT, channels: 3, data };
  const points = Array.from({ length: 468 }, (_, i): Point3 => {
    const [x, y] = placeOf(i);
    const z = distance + thing.depth(x, y) + x * Math.sin(slant);
    return [WIDTH / 2 + (FOCAL * x * Math.cos(slant)) / z, HEIGHT / 2 + (FOCAL * y) / z, z];
  });
  return { picture, points, roll: 0, size: (FOCAL * EYES_CM) / distance };
}

const EYES_CM = 8.9;
const foremost = Math.min(...DEPTHS);

/** Where a point of the mesh lies: as far from the middle as the ball is deep where a face is as deep as there. */
function placeOf(index: number): [number, number] {
  if (index === 168) return [0, -1];
  const depth = ((DEPTHS[FOLLOWED.indexOf(index)] ?? foremost) - foremost) * EYES_CM;
  const [angle, far] = [index * 2.399963, Math.min(8.5, Math.sqrt(Math.max(0, 100 - (10 - depth) ** 2)))];
  return [far * Math.cos(angle), far * Math.sin(angle)];
}

const way = [90, 86, 75, 66, 58, 54];

describe('perspective on the way to the camera', () => {
  test('what is flat gains none, also turned and in noise', () => {
    for (const slant of [0, 0.3]) {
      const gained = perspectiveGained(way.map((distance) => seen(paper, { distance, slant, noise: 5 })));
      assert.ok(gained !== undefined && Math.abs(gained) < 0.2, `${gained}`);
    }
  });

  test('what is round does, also turned and in noise', () => {
    for (const slant of [0, 0.15]) {
      const gained = perspectiveGained(way.map((distance) => seen(ball, { distance, slant, noise: 5 })));
      assert.ok(gained !== undefined && gained > 0.4 && gained < 1.2, `${gained}`);
    }
  });

  test('a growth without texture, too few frames, or none, say nothing', () => {
    const blank = (distance: number): NearingFace => {
      const face = seen(paper, { distance, noise: 0 });
      return { ...face, picture: { ...face.picture, data: new Uint8Array(WIDTH * HEIGHT * 3).fill(90) } };
    };
    assert.equal(perspectiveGained(way.map(blank)), undefined);
    assert.equal(perspectiveGained([seen(ball, { distance: 60 })]), undefined);
    assert.equal(perspectiveGained([]), undefined);
  });
});
