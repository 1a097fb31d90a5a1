import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { defaultPolicy } from '@smart-presence/contract';
import fc from 'fast-check';
import { decideAtDoor, type Nearby, nearestTwo } from './decide-at-door.ts';

const limits = defaultPolicy.face;
const at = (personId: string, distance: number, furthest = distance): Nearby => ({ personId, distance, furthest });

describe('one of many at a door', () => {
  test('near enough and clearly nearer than the next person', () => {
    const verdict = decideAtDoor([at('a', 0.4), at('b', 0.7)], limits);
    assert.equal(verdict.kind, 'matched');
    assert.equal(verdict.personId, 'a');
    assert.ok(Math.abs((verdict.margin ?? 0) - 0.3) < 1e-9);
  });

  test('alone in the gallery there is no margin to keep', () => {
    assert.deepEqual(decideAtDoor([at('a', 0.4)], limits), {
      kind: 'matched',
      personId: 'a',
      distance: 0.4,
      margin: null,
    });
  });

  test('nobody is named who is too far, too near to somebody else, or in one picture somebody else', () => {
    const { identifyAccept, identifyMargin, identifyReview } = limits;
    const doubtful = [
      [at('a', identifyAccept + 0.001), at('b', 1)],
      [at('a', 0.4), at('b', 0.4 + identifyMargin - 0.001)],
      [at('a', 0.4, identifyReview + 0.001), at('b', 1)],
    ];
    for (const nearest of doubtful) {
      const { kind, personId } = decideAtDoor(nearest, limits);
      assert.deepEqual([kind, personId], ['unsure', null]);
    }
  });

  test('a stranger is like nobody, and in an empty gallery everybody is one', () => {
    assert.equal(decideAtDoor([at('a', limits.identifyReview + 0.001)], limits).kind, 'unknown');
    assert.equal(decideAtDoor([], limits).kind, 'unknown');
  });

  test('searched in batches of any size, the same two people are nearest', () => {
    const person = fc.tuple(fc.nat(30), fc.nat(8)).map(([id, tenths]) => at(`p${id}`, tenths / 10));
    fc.assert(
      fc.property(
        fc.uniqueArray(person, { selector: ({ personId }) => personId }),
        fc.integer({ min: 1, max: 9 }),
        (people, size) => {
          let inBatches: Nearby[] = [];
          for (let from = 0; from < people.length; from += size)
            inBatches = nearestTwo([...inBatches, ...people.slice(from, from + size)]);
          assert.deepEqual(inBatches, nearestTwo(people));
        },
      ),
    );
  });
});
