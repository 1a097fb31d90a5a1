import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultPolicy } from '@smart-presence/contract';
import { emptyHistogram, histogramOf } from '../../biometrics/index.ts';
import { countUpTo, failsOften, medianOf, ratesAt, thresholdsFor } from './judge-scores.ts';

const face = defaultPolicy.face;
const at = (rates: ReturnType<typeof ratesAt>, threshold: number) => rates.find((row) => row.threshold === threshold);

test('a distance at a threshold is within it, one just above is not', () => {
  const histogram = histogramOf([0, 0.3, 0.52, 0.5201, 0.525, 3]);
  assert.equal(countUpTo(histogram, 0.52), 3);
  assert.equal(countUpTo(histogram, 0.525), 5);
  assert.equal(countUpTo(histogram, 0), 0);
  assert.equal(countUpTo(histogram, 1.5), 6);
});

test('every distance in steps of a thousandth is counted on the right side of every threshold', () => {
  const distances = Array.from({ length: 1200 }, (_, i) => i / 1000);
  const histogram = histogramOf(distances);
  for (const threshold of thresholdsFor({ ...face, verifyReview: 0.96 }))
    assert.equal(countUpTo(histogram, threshold), distances.filter((d) => d <= threshold).length, `${threshold}`);
});

test('rates at a threshold count pairs, students and own check-ins', () => {
  const rates = ratesAt({
    genuine: histogramOf([0.3, 0.4, 0.53, 0.57]),
    impostor: { histogram: histogramOf([0.5, 0.9, 0.9]), nearest: histogramOf([0.5, 0.5, 0.9]) },
    face,
  });
  const row = at(rates, 0.52);
  assert.deepEqual([row?.falseAccepts?.count, row?.falseAccepts?.of], [1, 3]);
  assert.deepEqual([row?.alike?.count, row?.alike?.of], [2, 3]);
  assert.deepEqual([row?.falseRejects?.count, row?.falseRejects?.of], [2, 4]);
  assert.equal(at(rates, 0.3)?.falseAccepts?.count, 0);
});

test('nothing is said where refused check-ins leave no distance, or where there is nothing', () => {
  const rates = ratesAt({ genuine: histogramOf([0.3]), impostor: null, face });
  assert.notEqual(at(rates, face.verifyReview)?.falseRejects, null);
  assert.equal(at(rates, 0.585)?.falseRejects, null);
  assert.equal(at(rates, 0.5)?.falseAccepts, null);
  assert.equal(at(ratesAt({ genuine: emptyHistogram(), impostor: null, face }), 0.5)?.falseRejects, null);
});

test('thresholds go as far as those in force', () => {
  const last = (verifyReview: number) => thresholdsFor({ ...face, verifyReview }).at(-1);
  assert.deepEqual([last(0.58), last(0.72), last(0.9625)], [0.6, 0.72, 0.965]);
});

test('a median is one of the distances', () => {
  assert.equal(medianOf([3, 1, 2]), 2);
  assert.equal(medianOf([4, 1, 2, 3]), 2);
  assert.throws(() => medianOf([]), RangeError);
});

test('a template fails often when people have to decide, or when it is near the threshold as a rule', () => {
  const good = [0.3, 0.31, 0.33, 0.35];
  assert.equal(failsOften({ distances: good, unsure: 0 }, face), false);
  assert.equal(failsOften({ distances: good, unsure: 1 }, face), true);
  assert.equal(failsOften({ distances: good.slice(1), unsure: 3 }, face), false, 'three say too little');
  assert.equal(failsOften({ distances: good.map((d) => d + 0.2), unsure: 0 }, face), true);
});
