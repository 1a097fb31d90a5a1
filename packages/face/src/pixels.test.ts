import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type AverageProps, averageArea, averageByScript } from './average.ts';
import { cutSquare, mirrored, type Picture, sampleByScript, shrink } from './pixels.ts';
import { cutInside, sampleGrid } from './sample-wasm.ts';

const size = fc.integer({ min: 1, max: 40 });
const picture = fc
  .record({ width: size, height: size, channels: fc.constantFrom<3 | 4>(3, 4), seed: fc.integer({ min: 1, max: 1e6 }) })
  .map(({ seed, ...shape }): Picture => {
    const data = Uint8Array.from(
      { length: shape.width * shape.height * shape.channels },
      (_, i) => ((i + seed) * 7919) % 256,
    );
    return { ...shape, data };
  });

function mean({ data, channels }: Picture, channel: number): number {
  let [sum, count] = [0, 0];
  for (let i = channel; i < data.length; i += channels) [sum, count] = [sum + data[i]!, count + 1];
  return sum / count;
}

test('shrinking keeps the mean of each colour', () => {
  fc.assert(
    fc.property(picture, fc.double({ min: 0.05, max: 1, noNaN: true }), (source, share) => {
      const to = {
        width: Math.max(1, Math.round(source.width * share)),
        height: Math.max(1, Math.round(source.height * share)),
      };
      const small = shrink(source, to);
      assert.equal(small.data.length, to.width * to.height * 3);
      for (const channel of [0, 1, 2]) assert.ok(Math.abs(mean(small, channel) - mean(source, channel)) <= 0.75);
    }),
  );
});

test('halving averages two by two', () => {
  const data = Uint8Array.of(0, 0, 0, 100, 10, 20, 20, 0, 0, 80, 30, 0);
  assert.deepEqual([...shrink({ width: 2, height: 2, channels: 3, data }, { width: 1, height: 1 }).data], [50, 10, 5]);
});

test('a larger canvas leaves the rest black', () => {
  const white = { width: 4, height: 4, channels: 3, data: new Uint8Array(48).fill(255) } as const;
  const { data } = shrink(white, { width: 2, height: 2 }, { width: 3, height: 3 });
  assert.deepEqual(
    [...data].filter((_, i) => i % 3 === 0),
    [255, 255, 0, 255, 255, 0, 0, 0, 0],
  );
});

test('a square cut at full size is the picture itself', () => {
  fc.assert(
    fc.property(picture, fc.integer({ min: 1, max: 8 }), fc.nat(30), fc.nat(30), (source, side, left, top) => {
      const out = new Uint8Array(side * side * 3);
      cutSquare(source, { a: 1, b: 0, x: left, y: top }, side, out);
      for (let y = 0; y < side; y++) {
        for (let x = 0; x < side; x++) {
          const inside = left + x < source.width && top + y < source.height;
          const at = ((top + y) * source.width + left + x) * source.channels;
          for (const c of [0, 1, 2]) assert.equal(out[(y * side + x) * 3 + c], inside ? source.data[at + c] : 0);
        }
      }
    }),
  );
});

test('an upright cut of a finer picture is the mean of what lies under each pixel, black outside', () => {
  const share = (pixel: number, from: number, to: number) =>
    Math.max(0, Math.min(pixel + 1, to) - Math.max(pixel, from));
  const step = fc.double({ min: 1.25, max: 6, noNaN: true });
  const start = fc.integer({ min: -2000, max: 4000 }).map((value) => value / 100);
  fc.assert(
    fc.property(picture, step, start, start, (source, scale, x, y) => {
      const side = 5;
      const out = new Uint8Array(side * side * 3).fill(77);
      cutSquare(source, { a: scale, b: 0, x, y }, side, out);
      for (let at = 0; at < out.length; at++) {
        const [row, column, channel] = [Math.floor(at / 3 / side), Math.floor(at / 3) % side, at % 3];
        let mean = 0;
        for (let v = 0; v < source.height; v++) {
          const high = share(v, y + row * scale, y + (row + 1) * scale);
          for (let h = 0; high > 0 && h < source.width; h++) {
            const wide = share(h, x + column * scale, x + (column + 1) * scale);
            mean += (high * wide * source.data[(v * source.width + h) * source.channels + channel]!) / scale ** 2;
          }
        }
        assert.ok(Math.abs(out[at]! - mean) <= 0.51, `${out[at]} for ${mean}`);
      }
    }),
  );
});

test('the averaging kernel gives what the script gives, to one level of 255, and touches nothing else', () => {
  const step = fc.double({ min: 1, max: 9, noNaN: true });
  const start = fc.double({ min: -30, max: 40, noNaN: true });
  const target = fc.record({ width: fc.integer({ min: 1, max: 23 }), height: fc.integer({ min: 1, max: 9 }) });
  let [values, apart] = [0, 0];
  fc.assert(
    fc.property(
      picture,
      fc.tuple(start, start),
      fc.tuple(step, step),
      target,
      fc.nat(9),
      (source, [x, y], steps, to, gap) => {
        const rowBytes = to.width * 3 + gap;
        const averaged = (average: (picture: Picture, props: AverageProps) => void) => {
          const out = new Uint8Array(rowBytes * to.height).fill(201);
          average(source, { x, y, stepX: steps[0], stepY: steps[1], size: to, out, rowBytes });
          return out;
        };
        const [kernel, script] = [averaged(averageArea), averaged(averageByScript)];
        for (const [i, value] of kernel.entries()) {
          if (i % rowBytes >= to.width * 3) assert.equal(value, 201, 'between the rows');
          else assert.ok(Math.abs(value - script[i]!) <= 1, `${value} for ${script[i]}`);
          values += 1;
          if (value !== script[i]) apart += 1;
        }
      },
    ),
    { numRuns: 400 },
  );
  assert.ok(apart < values / 1000, `${apart} of ${values} differ`);
});

test('a quarter turn turns', () => {
  const data = Uint8Array.from({ length: 27 }, (_, i) => Math.floor(i / 3) * 10);
  const out = new Uint8Array(27);
  cutSquare({ width: 3, height: 3, channels: 3, data }, { a: 0, b: 1, x: 3, y: 0 }, 3, out);
  const red = [...out].filter((_, i) => i % 3 === 0);
  assert.deepEqual(red, [20, 50, 80, 10, 40, 70, 0, 30, 60]);
});

test('cuts of every scale and turn average an even picture to itself, and never read outside', () => {
  const even = { width: 60, height: 50, channels: 3, data: new Uint8Array(9000).fill(123) } as const;
  const any = fc.double({ min: -400, max: 400, noNaN: true });
  fc.assert(
    fc.property(
      fc.double({ min: 0.1, max: 9, noNaN: true }),
      fc.double({ min: -4, max: 4, noNaN: true }),
      any,
      any,
      (scale, angle, x, y) => {
        const out = new Uint8Array(6 * 6 * 3);
        cutSquare(even, { a: scale * Math.cos(angle), b: scale * Math.sin(angle), x, y }, 6, out);
        assert.ok(out.every((value) => value <= 123));
      },
    ),
  );
  const inner = new Uint8Array(6 * 6 * 3);
  for (const scale of [0.5, 1, 1.5, 2.5, 5]) {
    cutSquare(even, { a: scale, b: 0, x: 10, y: 10 }, 6, inner);
    assert.ok(
      inner.every((value) => value === 123),
      `scale ${scale}`,
    );
  }
});

test('the kernel cuts what the script cuts, to three levels of 255, and leaves alone what reaches outside', () => {
  const data = Uint8Array.from({ length: 90 * 80 * 4 }, (_, i) => (Math.imul(i + 1, 2654435761) >>> 11) & 255);
  const at = fc.integer({ min: -1000, max: 9000 }).map((value) => value / 100);
  let cut = 0;
  fc.assert(
    fc.property(
      fc.integer({ min: 121, max: 199 }).map((value) => value / 100),
      fc.integer({ min: -400, max: 400 }).map((value) => value / 100),
      fc.integer({ min: 1, max: 24 }),
      fc.tuple(at, at),
      fc.constantFrom<3 | 4>(3, 4),
      (scale, angle, side, [x, y], channels) => {
        const source = { width: 90, height: 80, channels, data };
        const map = { a: scale * Math.cos(angle), b: scale * Math.sin(angle), x, y };
        const script = new Uint8Array(side * side * 3);
        const kernel = new Uint8Array(side * side * 3).fill(7);
        sampleByScript(source, map, { side, fine: true, out: script });
        if (!cutInside(source, sampleGrid(map), side, kernel)) {
          assert.ok(kernel.every((value) => value === 7));
          return;
        }
        cut++;
        for (const [i, value] of kernel.entries()) {
          // A place may be off by a 128th of a pixel, between neighbours as different as can be.
          assert.ok(Math.abs(value - script[i]!) <= 3, `${value} for ${script[i]}`);
        }
      },
    ),
    { numRuns: 400 },
  );
  assert.ok(cut > 20, `${cut} cuts were inside`);
});

test('mirroring twice changes nothing, once swaps columns', () => {
  const square = Uint8Array.from({ length: 4 * 4 * 3 }, (_, i) => i);
  const once = new Uint8Array(48);
  const twice = new Uint8Array(48);
  mirrored(square, 4, once);
  mirrored(once, 4, twice);
  assert.deepEqual(twice, square);
  assert.deepEqual([...once.subarray(0, 3)], [9, 10, 11]);
});
