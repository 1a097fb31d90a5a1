import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { homographyResidual } from './homography.ts';
import { PAIRS, RIGID } from './mesh-points.ts';
import { poseOfMesh, sizeOfMesh } from './mesh-pose.ts';
import { headPoints, photographed, turned } from './testing.ts';

const head = headPoints(PAIRS);
const degrees = (max: number) => fc.double({ min: -max, max, noNaN: true });

test('yaw and roll of a mesh are recovered, and pitch against its own rest', () => {
  const rest = poseOfMesh(head);
  assert.ok(Math.abs(rest.yaw) < 1e-9 && Math.abs(rest.roll) < 1e-9);
  fc.assert(
    fc.property(degrees(50), degrees(40), (yaw, roll) => {
      const pose = poseOfMesh(head.map((point) => turned(point, { yaw, roll })));
      assert.ok(Math.abs(pose.yaw - yaw) < 0.1, `yaw ${pose.yaw} for ${yaw}`);
      assert.ok(Math.abs(pose.roll - roll) < 0.1, `roll ${pose.roll} for ${roll}`);
    }),
  );
  fc.assert(
    fc.property(degrees(30), (pitch) => {
      const pose = poseOfMesh(head.map((point) => turned(point, { pitch })));
      assert.ok(Math.abs(pose.pitch - rest.pitch - pitch) < 0.1, `pitch ${pose.pitch} for ${pitch}`);
    }),
  );
});

test('signs are those of the rest of the package: nose to the right, up and clockwise are positive', () => {
  const nose = (pose: object) => turned([0, 0, -10], pose);
  assert.ok(nose({ yaw: 20 })[0] > 0);
  assert.ok(nose({ pitch: 20 })[1] < 0);
  assert.ok(turned([10, 0, 0], { roll: 20 })[1] > 0);
});

test('the size of a mesh does not change with its turn', () => {
  fc.assert(
    fc.property(degrees(60), degrees(40), (yaw, pitch) => {
      const size = sizeOfMesh(head.map((point) => turned(point, { yaw, pitch })));
      assert.ok(Math.abs(size / sizeOfMesh(head) - 1) < 1e-9);
    }),
  );
});

test('two views of a flat picture leave no residual, two of a head do', () => {
  const rigid = RIGID.map((index) => head[index]!);
  fc.assert(
    fc.property(fc.double({ min: 15, max: 35, noNaN: true }), degrees(15), (yaw, pitch) => {
      const views = (flat: boolean) =>
        [{ yaw: -yaw }, { yaw, pitch }].map((pose) => photographed(rigid, { ...pose, flat }));
      const [flatOne, flatOther] = views(true);
      assert.ok(homographyResidual(flatOne!, flatOther!) < 1e-6);
      const [one, other] = views(false);
      assert.ok(homographyResidual(one!, other!) > 0.1);
    }),
  );
});

test('points on one line determine no map and no residual', () => {
  const line = Array.from({ length: 8 }, (_, i) => [i, 2 * i] as const);
  assert.equal(homographyResidual(line, line), 0);
});
