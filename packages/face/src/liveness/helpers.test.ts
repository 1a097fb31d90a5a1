import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { Picture } from '../pixels.ts';
import { cameraHints } from './camera-hints.ts';
import { framesToLookAround, framesToMatch, framesToTestForRecapture } from './choose-frames.ts';
import { chooseSteps } from './choose-steps.ts';
import { hashDistance } from './hash-distance.ts';
import { createPictureHasher, HASH_BITS } from './picture-hash.ts';
import { cutByScript, quickCut } from './quick-cut.ts';
import { cutLines } from './quick-cut-wasm.ts';
import { enlarged, stretched } from './recapture-net.ts';
import { seenBefore, withSeenBefore } from './seen-before.ts';
import { StepWatch } from './step-watch.ts';
import { frame } from './testing.ts';
import type { LivenessResult, StepKind } from './types.ts';

/** Soft shapes, drawn from a number. */
function picture(seed: number, { width = 320, height = 240, grain = 0 } = {}): Picture {
  const data = new Uint8ClampedArray(width * height * 3);
  for (let i = 0; i < width * height; i++) {
    const [x, y] = [(i % width) / width, Math.floor(i / width) / height];
    const noise = (((Math.imul(i + 1, 2654435761) >>> 16) & 255) / 255 - 0.5) * grain;
    const value = 128 + 55 * Math.sin(x * (5 + seed) + seed) + 55 * Math.cos(y * (9 - (seed % 4)) + x * seed * 2);
    data.fill(value + noise, i * 3, i * 3 + 3);
  }
  return { width, height, channels: 3, data };
}

describe('keyed picture hashes', () => {
  const key = (byte: number) => createPictureHasher(new Uint8Array(32).fill(byte));
  const hasher = key(1);

  test('the same picture smaller or with noise is near, another one far', () => {
    for (let seed = 1; seed < 12; seed++) {
      const hash = hasher.hash(picture(seed));
      assert.equal(hash.length * 8, HASH_BITS);
      assert.ok(hashDistance(hash, hasher.hash(picture(seed, { grain: 30 }))) <= 10);
      assert.ok(hashDistance(hash, hasher.hash(picture(seed, { width: 256, height: 192 }))) <= 10);
      assert.ok(hashDistance(hash, hasher.hash(picture(seed + 12))) > 60);
    }
  });

  test('under another key nothing can be linked', () => {
    for (let seed = 1; seed < 12; seed++) {
      const distance = hashDistance(key(1).hash(picture(seed)), key(2).hash(picture(seed)));
      assert.ok(distance > 90 && distance < 166, `${distance}`);
    }
  });

  test('a short key and hashes of different kinds are refused', () => {
    assert.throws(() => createPictureHasher(new Uint8Array(15)), RangeError);
    assert.throws(() => hashDistance(new Uint8Array(4), new Uint8Array(5)), RangeError);
  });

  test('a sequence is seen before when more than half of it was, each frame once', () => {
    const hashes = Array.from({ length: 8 }, (_, i) =>
      new Uint8Array(32).map((_, at) => Math.imul(i * 97 + at, 2654435761) >>> 24),
    );
    const says = (earlier: Uint8Array[][]) => seenBefore(hashes, earlier).outcome;
    assert.equal(says([]), 'absent');
    assert.equal(says([hashes.slice(0, 4)]), 'passed');
    assert.equal(says([hashes.slice(0, 4), hashes.slice(0, 5)]), 'failed');
    assert.equal(
      seenBefore(
        hashes.map(() => hashes[0]!),
        [[hashes[0]!]],
      ).outcome,
      'passed',
    );
    const result = { level: 'low', verdict: 'live', reasons: [], evidence: [], hashes } as unknown as LivenessResult;
    assert.deepEqual(withSeenBefore(result, [hashes]).reasons, ['seen_before']);
    assert.equal(withSeenBefore(withSeenBefore(result, [hashes]), []).evidence.length, 1);
  });
});

describe('challenges', () => {
  const kinds = (steps: readonly { kind: StepKind }[]) => steps.map(({ kind }) => kind);

  test('every level has the steps its decision needs, in many orders', () => {
    let state = 1;
    const random = () => {
      state = (state * 16807) % 2147483647;
      return state / 2147483647;
    };
    const orders = new Set<string>();
    for (let i = 0; i < 300; i++) {
      const { steps } = chooseSteps({ level: 'standard', random });
      assert.ok(kinds(steps).includes('turn-left') && kinds(steps).includes('turn-right'));
      assert.equal(kinds(steps).filter((kind) => kind === 'blink' || kind === 'open-mouth').length, 1);
      const flash = steps.find((step) => step.kind === 'flash');
      assert.ok(flash?.kind === 'flash' && flash.colours.length === 8);
      assert.ok(flash.colours.every((colour, at) => colour !== flash.colours[at - 1]));
      orders.add(kinds(steps).join());
    }
    assert.equal(orders.size, 48);
    assert.deepEqual(chooseSteps({ level: 'off', random }).steps, []);
    assert.equal(kinds(chooseSteps({ level: 'high', random }).steps).length, 6);
  });

  test('what somebody declines is left out', () => {
    const random = () => 0.4;
    assert.ok(!kinds(chooseSteps({ level: 'high', random, without: ['flash'] }).steps).includes('flash'));
    const without = ['flash', 'blink', 'open-mouth'] as const;
    assert.deepEqual(kinds(chooseSteps({ level: 'standard', random, without }).steps).sort(), [
      'turn-left',
      'turn-right',
    ]);
  });
});

describe('which frames are looked at closely', () => {
  const frames = [0, 28, 1, 2, -28, 3].map((yaw, i) =>
    frame({
      at: i * 300,
      step: Math.floor(i / 2),
      face: { pose: { yaw, pitch: 0, roll: 0 }, eyes: i === 2 ? 0.1 : 0.3 },
    }),
  );

  test('frontal ones with open eyes, of different steps first', () => {
    assert.deepEqual(framesToMatch(frames), [0, 3, 5]);
    assert.deepEqual(framesToTestForRecapture(frames), [0, 2]);
    assert.deepEqual(framesToMatch([frame({ face: null })]), []);
  });

  test('first, middle and last for other people', () => {
    assert.deepEqual(framesToLookAround(frames), [0, 2, 5]);
    assert.deepEqual(framesToLookAround([frames[0]!]), [0]);
    assert.deepEqual(framesToLookAround([]), []);
  });
});

describe('cuts', () => {
  test('an enlarged box is limited by the picture, then shifted into it', () => {
    assert.deepEqual(enlarged([100, 100, 40, 40], 2, { width: 640, height: 480 }), [80, 80, 80, 80]);
    assert.deepEqual(enlarged([10, 100, 40, 40], 2, { width: 640, height: 480 }), [0, 80, 80, 80]);
    const [x, y, width, height] = enlarged([500, 300, 100, 200], 4, { width: 640, height: 480 });
    assert.ok(Math.abs(height - 479) < 1e-9 && Math.abs(width - 239.5) < 1e-9);
    assert.ok(Math.abs(x - 399.5) < 1e-9 && y === 0);
  });

  test('a stretched cut of a slope keeps the slope', () => {
    const slope: Picture = {
      width: 100,
      height: 60,
      channels: 3,
      data: Uint8Array.from({ length: 18_000 }, (_, i) => (Math.floor(i / 3) % 100) * 2),
    };
    const cut = stretched(slope, [20, 10, 39, 29], 20);
    for (let column = 1; column < 20; column++)
      assert.ok(Math.abs(cut[column * 3]! - (40 + (column + 0.5) * 4 - 1)) <= 1.5);
  });

  test('the kernel of quick cuts gives what the script gives, to two levels of 255, inside and outside', () => {
    const data = Uint8Array.from({ length: 90 * 80 * 4 }, (_, i) => (Math.imul(i + 1, 2654435761) >>> 11) & 255);
    const at = fc.integer({ min: -12_000, max: 12_000 }).map((value) => value / 100);
    const angle = fc.integer({ min: -400, max: 400 }).map((value) => value / 100);
    const scale = fc.integer({ min: 5, max: 199 }).map((value) => value / 100);
    const shape = fc.record({ side: fc.integer({ min: 1, max: 40 }), channels: fc.constantFrom<3 | 4>(3, 4) });
    let [values, apart] = [0, 0];
    fc.assert(
      fc.property(scale, angle, shape, fc.tuple(at, at), (size, turn, { side, channels }, [x, y]) => {
        const source = { width: 90, height: 80, channels, data };
        const map = { a: size * Math.cos(turn), b: size * Math.sin(turn), x, y };
        const [script, kernel] = [new Uint8Array(side * side * 3), new Uint8Array(side * side * 3)];
        cutByScript(source, map, side, script);
        assert.ok(cutLines(source, map, side, kernel));
        for (const [i, value] of kernel.entries()) {
          assert.ok(Math.abs(value - script[i]!) <= 2, `${value} for ${script[i]}`);
          values += 1;
          if (value !== script[i]) apart += 1;
        }
      }),
      { numRuns: 400 },
    );
    assert.ok(apart < values / 20, `${apart} of ${values} differ`);
  });

  test('a quick cut samples the middle of each pixel, and goes on past the edge', () => {
    const source = picture(3, { width: 64, height: 48 });
    const out = new Uint8Array(16 * 16 * 3);
    quickCut(source, { a: 1, b: 0, x: 10, y: 20 }, 16, out);
    assert.equal(out[(5 * 16 + 7) * 3], source.data[(25 * 64 + 17) * 3]);
    quickCut(source, { a: 1, b: 0, x: -40, y: -40 }, 16, out);
    assert.equal(out[0], source.data[0]);
  });
});

test('camera hints: names, sizes and times that cameras do not have', () => {
  const usual = {
    label: 'FaceTime HD Camera',
    width: 1280,
    height: 720,
    frameTimes: [0, 99, 203, 299, 404, 498, 601, 703, 797],
  };
  assert.deepEqual(cameraHints(usual), []);
  assert.deepEqual(cameraHints({ ...usual, label: 'OBS Virtual Camera' }), ['virtual_camera_name']);
  assert.deepEqual(cameraHints({ ...usual, label: ' ' }), ['no_camera_name']);
  assert.deepEqual(cameraHints({ ...usual, width: 700, height: 300 }), ['unusual_size']);
  assert.deepEqual(cameraHints({ ...usual, width: 480, height: 640 }), []);
  assert.deepEqual(cameraHints({ ...usual, frameTimes: usual.frameTimes.map((_, i) => i * 100) }), [
    'frames_too_regular',
  ]);
  assert.deepEqual(cameraHints({ ...usual, frameTimes: usual.frameTimes.map((time) => time * 6) }), [
    'frames_too_slow',
  ]);
  assert.deepEqual(cameraHints({ ...usual, frameTimes: [0, 100, 90] }), ['times_not_rising']);
  assert.deepEqual(cameraHints({ ...usual, frameTimes: [] }), []);
});

describe('guidance through a step', () => {
  const head = (yaw: number, pitch = 0, width = 100) => ({ pose: { yaw, pitch }, box: [0, 0, width, width] as const });
  const watch = (kind: StepKind, durationMs?: number) =>
    new StepWatch({ kind, rest: head(2), ...(durationMs !== undefined && { durationMs }) });

  test('movements fill up towards their side, never back', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -40, max: 40, noNaN: true }), { minLength: 1 }), (yaws) => {
        const left = watch('turn-left');
        let before = 0;
        for (const [i, yaw] of yaws.entries()) {
          const { share, done } = left.look(head(yaw), i);
          assert.ok(share >= before && share <= 1 && done === share >= 1);
          before = share;
        }
        assert.equal(before >= 1, Math.max(...yaws) >= 35);
      }),
    );
    assert.equal(watch('turn-right').look(head(-31), 0).done, true);
    assert.equal(watch('turn-right').look(head(31), 0).share, 0);
    assert.equal(watch('look-up').look(head(2, 14), 0).done, true);
    assert.equal(watch('look-down').look(head(2, -14), 0).done, true);
    assert.equal(watch('come-closer').look(head(2, 0, 150), 0).done, true);
  });

  test('what cannot be seen is given time', () => {
    const blink = watch('blink');
    assert.equal(blink.look(head(2), 5000).share, 0);
    assert.equal(blink.look(head(2), 5900).share, 0.5);
    assert.equal(blink.look(head(2), 6800).done, true);
    const flash = watch('flash', 3200);
    flash.look(head(2), 0);
    assert.equal(flash.look(head(2), 3200).done, true);
  });
});
