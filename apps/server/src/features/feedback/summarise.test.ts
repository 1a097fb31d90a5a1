import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SMALL_GROUP } from '@smart-presence/contract';
import fc from 'fast-check';
import { type Rated, ratingsOf, summarise } from './summarise.ts';

const rated = (sessionId: string, ratings: readonly number[], isNamed = false): Rated[] =>
  ratings.map((rating) => ({ sessionId, rating, isNamed }));

test('ratings are counted, averaged to a tenth, and the low ones told', () => {
  assert.deepEqual(ratingsOf(rated('s', [1, 2, 2, 5, 4])), { counts: [1, 2, 0, 1, 1], average: 2.8, low: 3 });
  assert.equal(ratingsOf([]), null);
});

test('fewer than five without a name are not shown at all; with names any number is', () => {
  assert.deepEqual(summarise(rated('s', [1, 2, 3, 4])), { total: null, bySession: new Map() });
  const named = summarise(rated('s', [1, 2], true));
  assert.equal(named.total?.average, 1.5);
  assert.equal(named.bySession.get('s')?.average, 1.5);
  assert.deepEqual(summarise([]), { total: null, bySession: new Map() });
});

test('a session that would show a small one by what is missing to the total is not shown either', () => {
  const one = summarise([...rated('large', [5, 5, 5, 5, 5]), ...rated('small', [1])]);
  assert.equal(one.total?.low, 1);
  assert.deepEqual([...one.bySession.keys()], []);
  const larger = summarise([
    ...rated('large', [5, 5, 5, 5, 5]),
    ...rated('larger', [4, 4, 4, 4, 4, 4]),
    ...rated('small', [1]),
  ]);
  assert.deepEqual([...larger.bySession.keys()], ['larger'], 'the smaller of the two hides what is left over');
  const two = summarise([...rated('large', [5, 5, 5, 5, 5]), ...rated('a', [1, 1, 1]), ...rated('b', [2, 2])]);
  assert.deepEqual([...two.bySession.keys()], ['large'], 'two small ones hide each other');
});

test('whatever is given: what can be worked out is of nobody, or of five at the least', () => {
  const answer = fc.record({
    sessionId: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
    rating: fc.integer({ min: 1, max: 5 }),
    isNamed: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(answer, { maxLength: 60 }), (ratings) => {
      const { total, bySession } = summarise(ratings);
      const unnamed = (ids: (id: string) => boolean) =>
        ratings.filter(({ sessionId, isNamed }) => !isNamed && ids(sessionId)).length;
      for (const id of bySession.keys()) {
        const own = unnamed((each) => each === id);
        assert.ok(own === 0 || own >= SMALL_GROUP, `${own} in a session that is shown`);
      }
      if (total === null) {
        assert.equal(bySession.size, 0);
        return;
      }
      const left = unnamed((each) => !bySession.has(each));
      assert.ok(left === 0 || left >= SMALL_GROUP, `${left} are the difference to the total`);
    }),
    { numRuns: 500 },
  );
});
