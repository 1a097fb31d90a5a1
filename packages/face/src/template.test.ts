import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { distanceBetween, makeTemplate } from './template.ts';

const number = fc.double({ min: -1, max: 1, noNaN: true });
const vector = fc.array(number, { minLength: 6, maxLength: 6 });
/** Frames of one face: a centre and shifts too small to part them (any two differ by less than .2). */
const oneFace = fc
  .record({ centre: vector, shifts: fc.array(vector, { minLength: 3, maxLength: 8 }) })
  .map(({ centre, shifts }) => shifts.map((shift) => centre.map((value, at) => value + shift[at]! * 0.04)));

const close = (actual: ArrayLike<number>, expected: ArrayLike<number>) =>
  assert.ok(distanceBetween(actual, expected) < 1e-5, `${Array.from(actual)} is not ${Array.from(expected)}`);

test('the template is the mean of the frames, neither scaled nor swayed by their order', () => {
  fc.assert(
    fc.property(oneFace, (frames) => {
      const made = makeTemplate({ descriptors: frames });
      const mean = frames[0]!.map((_, at) => frames.reduce((sum, frame) => sum + frame[at]!, 0) / frames.length);
      close(made.descriptor, mean);
      close(makeTemplate({ descriptors: frames.toReversed() }).descriptor, mean);
      assert.deepEqual(made.outliers, []);
      assert.deepEqual(made.frames, [...frames.keys()]);
      assert.equal(made.onePerson, true);
      for (const frame of frames) assert.ok(distanceBetween(frame, made.descriptor) <= made.spread + 1e-6);
    }),
  );
});

test('a stranger among the frames is named and has no part in the template', () => {
  fc.assert(
    fc.property(oneFace, fc.nat(), (frames, where) => {
      const place = where % (frames.length + 1);
      const stranger = frames[0]!.map((value) => value + 0.6);
      const made = makeTemplate({ descriptors: frames.toSpliced(place, 0, stranger) });
      assert.deepEqual(
        made.outliers.map(({ frame }) => frame),
        [place],
      );
      assert.ok(made.outliers[0]!.distance > 0.52);
      assert.ok(!made.frames.includes(place));
      close(made.descriptor, makeTemplate({ descriptors: frames }).descriptor);
      assert.equal(made.onePerson, true);
    }),
  );
});

test('frames of two people in equal number are nobody', () => {
  const made = makeTemplate({ descriptors: [[0], [0.1], [2], [2.1]] });
  assert.equal(made.onePerson, false);
  assert.equal(made.outliers.length, 2);
});

test('one frame is its own template; none, or unlike ones, are refused', () => {
  assert.deepEqual(makeTemplate({ descriptors: [[0.5, 1]] }), {
    descriptor: Float32Array.of(0.5, 1),
    frames: [0],
    spread: 0,
    outliers: [],
    onePerson: true,
  });
  assert.throws(() => makeTemplate({ descriptors: [] }), /at least one frame/);
  assert.throws(() => makeTemplate({ descriptors: [[1], [1, 2]] }), /differ in length/);
  assert.throws(() => distanceBetween([1], [1, 2]), /do not compare/);
});
