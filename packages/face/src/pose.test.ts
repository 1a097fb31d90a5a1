import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { fitPose, HEAD } from './pose.ts';
import type { Point } from './types.ts';

const degrees = (max: number) => fc.double({ min: -max, max, noNaN: true });

/** Landmarks of the average head turned and photographed from far away. Only the points the fit reads are filled in. */
function photographed({ yaw, pitch, roll }: { yaw: number; pitch: number; roll: number }, scale: number): Point[] {
  const [y, p, r] = [yaw, pitch, roll].map((angle) => (angle * Math.PI) / 180) as [number, number, number];
  const points = Array.from({ length: 68 }, (): Point => [0, 0]);
  for (const [landmark, [hx, hy, hz]] of HEAD) {
    const [py, pz] = [hy * Math.cos(p) - hz * Math.sin(p), hy * Math.sin(p) + hz * Math.cos(p)];
    const yx = hx * Math.cos(y) + pz * Math.sin(y);
    points[landmark] = [
      300 + scale * (yx * Math.cos(r) - py * Math.sin(r)),
      200 + scale * (yx * Math.sin(r) + py * Math.cos(r)),
    ];
  }
  return points;
}

test('the pose of a turned head is recovered', () => {
  fc.assert(
    fc.property(
      degrees(50),
      degrees(40),
      degrees(60),
      fc.double({ min: 2, max: 60, noNaN: true }),
      (yaw, pitch, roll, scale) => {
        const { pose, residual } = fitPose(photographed({ yaw, pitch, roll }, scale));
        assert.ok(Math.abs(pose.yaw - yaw) < 0.1, `yaw ${pose.yaw} for ${yaw}`);
        assert.ok(Math.abs(pose.pitch - pitch) < 0.1, `pitch ${pose.pitch} for ${pitch}`);
        assert.ok(Math.abs(pose.roll - roll) < 0.1, `roll ${pose.roll} for ${roll}`);
        assert.ok(residual < 1e-6);
      },
    ),
  );
});

test('signs: nose to the right, nose up, head clockwise are positive', () => {
  const moved = (change: (points: Point[]) => void) => {
    const points = photographed({ yaw: 0, pitch: 0, roll: 0 }, 20);
    change(points);
    return fitPose(points).pose;
  };
  assert.ok(moved((points) => (points[30] = [points[30]![0] + 20, points[30]![1]])).yaw > 3);
  assert.ok(moved((points) => (points[30] = [points[30]![0], points[30]![1] - 20])).pitch > 3);
  assert.ok(fitPose(photographed({ yaw: 0, pitch: 0, roll: 15 }, 20)).pose.roll > 14);
});

test('points that form no face leave a large residual', () => {
  const points = photographed({ yaw: 0, pitch: 0, roll: 0 }, 20);
  [points[36], points[54], points[30]] = [points[54]!, points[30]!, points[36]!];
  assert.ok(fitPose(points).residual > 0.15);
});
