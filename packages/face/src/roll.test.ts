import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { assign } from './assignment.ts';
import { type FaceOnRoll, matchRoll, mergePhotos, type RosterEntry } from './roll.ts';

/** Points in a plane stand for descriptors: distances are what matters, and pictures can be drawn of them. */
const coordinate = fc.double({ min: 0, max: 1.5, noNaN: true });
const point = fc.tuple(coordinate, coordinate);
const scene = fc.record({
  faces: fc.array(point, { maxLength: 7 }),
  roster: fc
    .array(point, { maxLength: 7 })
    .map((templates) => templates.map((template, index): RosterEntry => ({ id: `p${index}`, template }))),
});
const matchedIds = (faces: readonly FaceOnRoll[]) =>
  faces.flatMap((face) => (face.kind === 'matched' ? [face.id] : []));

function bestByTrying(gains: readonly (readonly number[])[], row = 0, taken: readonly number[] = []): number {
  if (row === gains.length) return 0;
  const without = bestByTrying(gains, row + 1, taken);
  return gains[row]!.reduce(
    (best, gain, column) =>
      taken.includes(column) ? best : Math.max(best, gain + bestByTrying(gains, row + 1, [...taken, column])),
    without,
  );
}

test('the assignment is one to one and as good as any', () => {
  const matrix = fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 5 })).chain(([rows, columns]) =>
    fc.array(fc.array(fc.integer({ min: -3, max: 9 }), { minLength: columns, maxLength: columns }), {
      minLength: rows,
      maxLength: rows,
    }),
  );
  fc.assert(
    fc.property(matrix, (gains) => {
      const assigned = assign(gains);
      assert.equal(assigned.length, gains.length);
      const used = assigned.filter((column) => column !== -1);
      assert.equal(new Set(used).size, used.length);
      const total = assigned.reduce((sum, column, row) => sum + (column === -1 ? 0 : gains[row]![column]!), 0);
      assert.equal(total, bestByTrying(gains));
      assigned.forEach((column, row) => {
        if (column !== -1) assert.ok(gains[row]![column]! > 0);
      });
    }),
    { numRuns: 300 },
  );
});

test('one person per face and one face per person, each within the thresholds', () => {
  fc.assert(
    fc.property(scene, ({ faces, roster }) => {
      const result = matchRoll({ faces, roster });
      assert.equal(result.length, faces.length);
      const matched = matchedIds(result);
      assert.equal(new Set(matched).size, matched.length);
      for (const face of result) {
        if (face.kind === 'matched') {
          assert.ok(face.distance <= 0.5);
          assert.ok(face.margin === null ? roster.length === 1 : face.margin >= 0.04);
        }
        if (face.kind === 'unsure') {
          const distances = face.candidates.map(({ distance }) => distance);
          assert.ok(distances.length > 0 && distances.every((distance) => distance <= 0.58));
          assert.deepEqual(
            distances,
            distances.toSorted((a, b) => a - b),
          );
        }
      }
    }),
  );
});

test('the order of faces and of the roster does not matter', () => {
  const shuffled = scene.chain(({ faces, roster }) =>
    fc.record({
      faces: fc.constant(faces),
      roster: fc.constant(roster),
      faceOrder: fc.shuffledSubarray([...faces.keys()], { minLength: faces.length }),
      rosterOrder: fc.shuffledSubarray([...roster.keys()], { minLength: roster.length }),
    }),
  );
  fc.assert(
    fc.property(shuffled, ({ faces, roster, faceOrder, rosterOrder }) => {
      const straight = matchRoll({ faces, roster });
      const mixed = matchRoll({
        faces: faceOrder.map((face) => faces[face]!),
        roster: rosterOrder.map((person) => roster[person]!),
      });
      assert.deepEqual(
        mixed,
        faceOrder.map((face) => straight[face]),
      );
    }),
    { numRuns: 300 },
  );
});

test('a wider threshold never loses a match, a wider review never makes a face unknown, a wider margin never adds a match', () => {
  const limit = fc.double({ min: 0, max: 0.5, noNaN: true });
  fc.assert(
    fc.property(scene, limit, limit, ({ faces, roster }, a, b) => {
      const [low, high] = [Math.min(a, b), Math.max(a, b)];
      const matchedAt = (thresholds: { accept?: number; margin?: number }) =>
        matchRoll({ faces, roster, thresholds: { review: 0.58, ...thresholds } });
      const strict = matchedAt({ accept: low });
      const loose = matchedAt({ accept: high });
      strict.forEach((face, index) => {
        if (face.kind === 'matched') assert.deepEqual(loose[index], face);
      });
      const demanding = matchedAt({ margin: high });
      const easy = matchedAt({ margin: low });
      demanding.forEach((face, index) => {
        if (face.kind === 'matched') assert.deepEqual(easy[index], face);
      });
      const reviewed = (review: number) => matchRoll({ faces, roster, thresholds: { accept: 0, review } });
      const wide = reviewed(high);
      reviewed(low).forEach((face, index) => {
        if (face.kind !== 'unknown') assert.notEqual(wide[index]!.kind, 'unknown');
      });
    }),
  );
});

const people = (...places: number[]): RosterEntry[] =>
  places.map((at, index) => ({ id: 'abcdef'[index]!, template: [at] }));

test('assignment, not greed: b is given the further face because the nearer one is surely a', () => {
  const result = matchRoll({ faces: [[0.15], [1.06]], roster: people(0, 0.6) });
  assert.deepEqual(
    result.map((face) => face.kind === 'matched' && [face.id, face.distance.toFixed(2), face.margin?.toFixed(2)]),
    [
      ['a', '0.15', '0.30'],
      ['b', '0.46', '0.60'],
    ],
  );
});

test('one sure match is worth more than two doubtful ones', () => {
  // Face 0 is .05 from a and .45 from b; face 1 is .45 from a. Giving b to face 0 would place both, badly.
  const result = matchRoll({ faces: [[0.05], [-0.45]], roster: people(0, 0.5) });
  assert.equal(result[0]!.kind, 'matched');
  assert.deepEqual(result[1], { kind: 'unsure', candidates: [{ id: 'a', distance: 0.45 }] });
});

test('too near to call, the same face twice, far away, nobody there', () => {
  const between = matchRoll({ faces: [[0.25]], roster: people(0, 0.51) });
  assert.equal(between[0]!.kind, 'unsure');
  assert.equal(between[0]!.kind === 'unsure' && between[0]!.candidates.length, 2);
  const twice = matchRoll({ faces: [[0.1], [0.1]], roster: people(0) });
  assert.deepEqual(
    twice.map(({ kind }) => kind),
    ['unsure', 'unsure'],
  );
  assert.deepEqual(matchRoll({ faces: [[0.55], [0.6]], roster: people(0) }), [
    { kind: 'unsure', candidates: [{ id: 'a', distance: 0.55 }] },
    { kind: 'unknown' },
  ]);
  assert.deepEqual(matchRoll({ faces: [[0.1]], roster: people(0) }), [
    { kind: 'matched', id: 'a', distance: 0.1, margin: null },
  ]);
  assert.deepEqual(matchRoll({ faces: [[1]], roster: [] }), [{ kind: 'unknown' }]);
  assert.deepEqual(matchRoll({ faces: [], roster: people(0) }), []);
});

test('contradictions are refused', () => {
  assert.throws(() => matchRoll({ faces: [], roster: [], thresholds: { accept: 0.6 } }), RangeError);
  assert.throws(() => matchRoll({ faces: [], roster: [], thresholds: { margin: Number.NaN } }), RangeError);
  const twice = [
    { id: 'a', template: [1] },
    { id: 'a', template: [2] },
  ];
  assert.throws(() => matchRoll({ faces: [], roster: twice }), /twice/);
});

test('several photos merge to who was matched on any of them, in roster order', () => {
  const roster = people(0, 1, 2, 3);
  const first = matchRoll({ faces: [[2], [0.55]], roster });
  const second = matchRoll({ faces: [[1.01], [2.02]], roster });
  assert.deepEqual(mergePhotos([first, second], roster), { present: ['b', 'c'], absent: ['a', 'd'] });
  assert.deepEqual(mergePhotos([], roster), { present: [], absent: ['a', 'b', 'c', 'd'] });
});
